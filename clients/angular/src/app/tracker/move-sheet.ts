import { Component, input, output } from '@angular/core';
import { Sheet } from '../ui/sheet';
import { type Interview, nameOf } from './records';
import type { Move } from './stages';

/** Asks what happened, where a column can mean several things. */
@Component({
  selector: 'app-move-sheet',
  imports: [Sheet],
  template: `
    <app-sheet label="What happened?" (closed)="closed.emit()">
      <div class="stack">
        <p class="soft">{{ nameOf(interview()) }}</p>
        @for (move of moves(); track move.label) {
          <button class="button" type="button" (click)="chosen.emit(move)">{{ move.label }}</button>
        }
      </div>
    </app-sheet>
  `,
  styles: `
    .stack {
      --gap: var(--2);
    }

    .button {
      justify-content: flex-start;
    }
  `,
})
export class MoveSheet {
  readonly interview = input.required<Interview>();
  readonly moves = input.required<readonly Move[]>();
  readonly chosen = output<Move>();
  readonly closed = output();
  protected readonly nameOf = nameOf;
}
