import { Component, inject, output, signal } from '@angular/core';
import { Api } from '../api/client';
import type { Response } from '../api/types';
import { FormWork } from '../ui/form-work';
import { ProblemNote } from '../ui/problem-note';
import { Sheet } from '../ui/sheet';
import { TextField } from '../ui/text-field';

type Scope = Response<'/api/user/api-keys', 'post'>['scopes'][number];

const SCOPES: readonly { readonly id: Scope; readonly what: string }[] = [
  { id: 'read', what: 'read what is yours' },
  { id: 'write', what: 'add, change and delete it' },
  { id: 'ask', what: 'ask the specialists, and practise' },
];

@Component({
  selector: 'app-key-form',
  imports: [ProblemNote, Sheet, TextField],
  template: `
    <app-sheet label="Make a key" (closed)="closed.emit()">
      <form class="stack" novalidate (submit)="make($event)">
        <app-text-field
          label="What is it for?"
          hint="To find it again, such as “nightly export”"
          [maxlength]="100"
          [error]="work.error('key_name')"
          [(value)]="name"
        />
        <fieldset>
          <legend>It may</legend>
          @for (scope of scopes; track scope.id) {
            <div>
              <label class="check">
                <input
                  type="checkbox"
                  [checked]="chosen().includes(scope.id)"
                  (change)="toggle(scope.id)"
                />
                <span
                  ><code>{{ scope.id }}</code
                  >: {{ scope.what }}</span
                >
              </label>
            </div>
          }
          @if (work.error('scopes'); as error) {
            <p class="error" role="alert">{{ error }}</p>
          }
        </fieldset>
        <app-text-field
          label="Ends"
          hint="Leave it empty for a key that does not end"
          type="datetime-local"
          [error]="work.error('expires_at')"
          [(value)]="ends"
        />
        @if (work.unplaced(); as problem) {
          <app-problem [problem]="problem" [retryLabel]="null" />
        }
        <button class="button primary" type="submit" [attr.aria-disabled]="work.busy()">
          Make the key
        </button>
      </form>
    </app-sheet>
  `,
})
export class KeyForm {
  readonly made = output<Response<'/api/user/api-keys', 'post'>>();
  readonly closed = output();
  private readonly api = inject(Api);
  protected readonly work = new FormWork(['key_name', 'scopes', 'expires_at']);
  protected readonly scopes = SCOPES;
  protected readonly name = signal('');
  protected readonly chosen = signal<readonly Scope[]>(['read']);
  protected readonly ends = signal('');

  protected toggle(scope: Scope): void {
    this.chosen.update((chosen) =>
      chosen.includes(scope) ? chosen.filter((each) => each !== scope) : [...chosen, scope],
    );
  }

  protected async make(event: Event): Promise<void> {
    event.preventDefault();
    const ends = this.ends();
    const body = {
      key_name: this.name(),
      scopes: [...this.chosen()],
      expires_at: ends === '' ? null : new Date(ends).toISOString(),
    };
    await this.work.run(async () => {
      this.made.emit(await this.api.post('/api/user/api-keys', { body }));
    });
  }
}
