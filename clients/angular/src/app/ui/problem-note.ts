import { Component, input, linkedSignal, output } from '@angular/core';
import type { Problem } from '../api/problem';
import { copied } from './copying';

/** What went wrong, in one sentence with one action, and the id to report it by. */
@Component({
  selector: 'app-problem',
  template: `
    <div class="problem" role="alert">
      <p>
        {{ problem().message }}
        @if (problem().hint; as hint) {
          {{ hint }}
        }
      </p>
      <p class="row">
        @if (retryLabel(); as label) {
          <button class="button" type="button" (click)="retry.emit()">{{ label }}</button>
        }
        @if (problem().requestId; as id) {
          <button class="link small" type="button" (click)="copy(id)">
            {{ copying() === null ? 'Copy the request id' : copying() ? 'Copied' : id }}
          </button>
        }
      </p>
    </div>
  `,
  styles: `
    .problem {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      justify-content: space-between;
      gap: var(--2) var(--4);
      padding: var(--3) var(--4);
      border-radius: var(--radius-small);
      background: var(--bad-soft);
      color: var(--bad);
    }

    .link {
      color: inherit;
    }
  `,
})
export class ProblemNote {
  readonly problem = input.required<Problem>();
  readonly retryLabel = input<string | null>('Try again');
  readonly retry = output();
  /** Whether copying worked; where it does not, the id itself is shown. */
  protected readonly copying = linkedSignal<string | null, boolean | null>({
    source: () => this.problem().requestId,
    computation: () => null,
  });

  protected async copy(id: string): Promise<void> {
    this.copying.set(await copied(id));
  }
}
