import {
  afterNextRender,
  Component,
  computed,
  inject,
  input,
  linkedSignal,
  signal,
  viewChild,
} from '@angular/core';
import { problemOf } from '../api/problem';
import { type Choice, type Choices, Combobox } from './combobox';
import { Opened } from './opened';
import { Parts } from './parts';
import { CATEGORIES, nameOf, options, type Round, usualCategory } from './records';

/** Questions one after the other while somebody is asking: type, Enter, next. */
@Component({
  selector: 'app-quick-add',
  imports: [Combobox],
  template: `
    <div class="line">
      <app-combobox
        #box
        [label]="round() ? 'They ask' : 'Add a question they asked'"
        hint="Enter keeps it. Arrow down takes one that is there."
        [choices]="choices"
        [empties]="true"
        [prefersNew]="true"
        [most]="5000"
        (chosenChange)="link($event)"
      />
      <div class="field">
        <label [for]="id">Kind</label>
        <select #kind class="input" [id]="id" (change)="choose(kind.value)">
          @for (item of categories; track item.id) {
            <option [value]="item.id" [selected]="item.id === category()">{{ item.label }}</option>
          }
        </select>
      </div>
      <button class="button" type="button" (click)="box.takeTyped(); box.focus()">Add</button>
    </div>
    <p class="small" role="status" [class.problem]="isProblem()">{{ said() }}</p>
  `,
  styles: `
    .line {
      display: grid;
      grid-template-columns: minmax(0, 1fr) 9rem auto;
      gap: var(--2);
      align-items: end;
    }

    p {
      min-height: 1.5em;
      color: var(--good);
      overflow-wrap: anywhere;
    }

    .problem {
      color: var(--bad);
    }

    @media (max-width: 699px) {
      .line {
        grid-template-columns: minmax(0, 1fr) auto;
      }

      app-combobox {
        grid-column: 1 / -1;
      }
    }
  `,
})
export class QuickAdd {
  private readonly opened = inject(Opened);
  private readonly parts = inject(Parts);
  readonly round = input.required<Round | null>();
  readonly takesFocus = input(false);
  protected readonly categories = options(CATEGORIES);
  protected readonly category = linkedSignal(() => usualCategory(this.round()?.round_type ?? null));
  protected readonly said = signal('');
  protected readonly isProblem = signal(false);
  protected readonly id = `kind-${++made}`;
  private readonly source = computed(() => {
    const interview = this.opened.interview.value();
    return interview === undefined ? '' : nameOf(interview);
  });
  private readonly box = viewChild.required<Combobox>('box');

  protected readonly choices: Choices = {
    find: (text) => this.parts.findQuestions(text),
    add: (text) => this.parts.keepQuestion(text, this.category(), this.source()),
  };

  constructor() {
    afterNextRender(() => {
      if (this.takesFocus()) this.box().focus();
    });
  }

  protected choose(value: string): void {
    const chosen = this.categories.find((item) => item.id === value);
    if (chosen !== undefined) this.category.set(chosen.id);
  }

  protected async link(choice: Choice | null): Promise<void> {
    const id = this.opened.id();
    if (choice === null || id === undefined) return;
    try {
      const asked = await this.parts.link(id, {
        question_id: choice.id,
        round_id: this.round()?.round_id ?? null,
        was_asked: true,
        was_prepared: false,
      });
      this.opened.put(asked);
      this.tell(`Kept: ${choice.name}`, false);
    } catch (error) {
      const problem = problemOf(error);
      this.tell(
        problem.status === 409 || problem.status === 400
          ? `This interview has it already: ${choice.name}`
          : `“${choice.name}” was not linked. ${problem.message}`,
        true,
      );
    }
  }

  private tell(text: string, isProblem: boolean): void {
    this.said.set(text);
    this.isProblem.set(isProblem);
  }
}

let made = 0;
