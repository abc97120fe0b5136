import {
  afterNextRender,
  Component,
  computed,
  inject,
  Injector,
  input,
  output,
  viewChild,
} from '@angular/core';
import type { FormWork } from '../ui/form-work';
import { ProblemNote } from '../ui/problem-note';
import { Sheet } from '../ui/sheet';
import { isStale } from './changing';

/** A sheet with a form in which a record is added or changed; its fields are the content. */
@Component({
  selector: 'app-edit-sheet',
  imports: [ProblemNote, Sheet],
  template: `
    <app-sheet [label]="label()" (closed)="closed.emit()">
      <form class="stack" (submit)="submit($event)">
        <ng-content />
        @if (isStale()) {
          <p class="caution" role="alert">
            It was changed elsewhere since you opened it, so nothing was saved. Copy what you want
            to keep, close this and open it again.
          </p>
        } @else if (work().unplaced(); as problem) {
          <app-problem [problem]="problem" [retryLabel]="null" />
        }
        <div class="ends">
          <button class="button" type="button" (click)="close()">Cancel</button>
          <button class="button primary" type="submit" [attr.aria-disabled]="work().busy() || null">
            {{ work().busy() ? 'Saving …' : action() }}
          </button>
        </div>
      </form>
    </app-sheet>
  `,
  styleUrl: './edit-sheet.css',
})
export class EditSheet {
  readonly label = input.required<string>();
  /** What the button says that saves. */
  readonly action = input('Save');
  readonly work = input.required<FormWork>();
  /** Keeps what the form says; what it rejects with is told to the person. */
  readonly save = input.required<(form: FormData) => Promise<void>>();
  readonly closed = output();
  private readonly injector = inject(Injector);
  private readonly sheet = viewChild.required(Sheet);
  protected readonly isStale = computed(() => {
    const problem = this.work().problem();
    return problem !== null && isStale(problem);
  });

  close(): void {
    this.sheet().close();
  }

  protected async submit(event: Event): Promise<void> {
    event.preventDefault();
    const form = event.target;
    if (!(form instanceof HTMLFormElement)) return;
    const isSaved = await this.work().run(() => this.save()(new FormData(form)));
    // Once the fields say which of them are wrong.
    if (!isSaved) afterNextRender(() => showFirstError(form), { injector: this.injector });
  }
}

/** Puts the focus on the first field that is wrong, out of a folded part, too. */
function showFirstError(form: HTMLElement): void {
  const field = form.querySelector<HTMLElement>('[aria-invalid="true"]');
  const folded = field?.closest('details');
  if (folded) folded.open = true;
  field?.focus();
}
