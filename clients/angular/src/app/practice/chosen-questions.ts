import {
  Component,
  computed,
  effect,
  inject,
  input,
  linkedSignal,
  output,
  resource,
} from '@angular/core';
import { Api } from '../api/client';
import { problemOf } from '../api/problem';
import type { Schema } from '../api/types';
import { ProblemNote } from '../ui/problem-note';
import { MOST_QUESTIONS } from './records';

type Banked = Schema<'QuestionResponse'> | Schema<'QuestionInBrief'>;

const SUGGESTED = 3;
const NEAREST = 30;
const SHORTEST_SEARCH = 3;

/** Questions of the bank to choose from: those that were named, or some about a topic. */
@Component({
  selector: 'app-chosen-questions',
  imports: [ProblemNote],
  template: `
    <fieldset>
      <legend>Questions</legend>
      @if (reading.error(); as error) {
        <app-problem [problem]="problemOf(error)" (retry)="reading.reload()" />
      } @else if (!reading.hasValue()) {
        <p class="soft" role="status">Looking for the questions …</p>
      } @else {
        @if (missing(); as count) {
          <p class="soft small">
            {{ count === 1 ? 'One of them is' : count + ' of them are' }} not there any more.
          </p>
        }
        <ul role="list">
          @for (question of found(); track question.question_id) {
            <li>
              <label>
                <input
                  type="checkbox"
                  [checked]="picked().includes(question.question_id)"
                  (change)="toggle(question.question_id)"
                />
                <span>
                  {{ question.question_text }}
                  @if ('key_points' in question && question.key_points.length === 0) {
                    <span class="small soft">
                      Without key points: only a model can score its answer.
                    </span>
                  }
                </span>
              </label>
            </li>
          } @empty {
            <li class="soft">None are there. Choose others in the library.</li>
          }
        </ul>
      }
    </fieldset>
  `,
  styles: `
    ul {
      display: grid;
      margin-top: var(--2);
    }

    label {
      display: flex;
      align-items: flex-start;
      gap: var(--3);
      min-height: 2.75rem;
      padding: var(--2) 0;
      overflow-wrap: anywhere;
      cursor: pointer;
    }

    li + li {
      border-top: 1px solid var(--line);
    }

    label .small {
      display: block;
    }

    input {
      flex: none;
      margin-top: 0.125rem;
    }
  `,
})
export class ChosenQuestions {
  readonly ids = input.required<readonly number[]>();
  /** Used where there are no ids. */
  readonly topic = input('');
  readonly chosen = output<readonly number[]>();
  private readonly api = inject(Api);

  protected readonly reading = resource({
    params: () => ({ ids: this.ids(), topic: this.topic() }),
    loader: ({ params }) =>
      params.ids.length > 0 ? this.named(params.ids) : this.about(params.topic),
  });
  protected readonly found = computed(() => (this.reading.hasValue() ? this.reading.value() : []));
  protected readonly missing = computed(() =>
    this.ids().length === 0 ? 0 : this.ids().length - this.found().length,
  );
  protected readonly picked = linkedSignal<readonly number[]>(() => {
    const all = this.found().map((question) => question.question_id);
    return this.ids().length > 0 ? all : all.slice(0, SUGGESTED);
  });
  protected readonly problemOf = problemOf;

  constructor() {
    effect(() => this.chosen.emit(this.picked()));
  }

  /** Chosen ones stay in the order of the list. */
  protected toggle(id: number): void {
    const picked = new Set(this.picked());
    if (!picked.delete(id)) picked.add(id);
    this.picked.set(
      this.found()
        .map((question) => question.question_id)
        .filter((each) => picked.has(each)),
    );
  }

  private async named(ids: readonly number[]): Promise<Banked[]> {
    const found = await Promise.all(ids.map((id) => this.oneOf(id)));
    return found.filter((question) => question !== null);
  }

  private async oneOf(id: number): Promise<Banked | null> {
    try {
      return await this.api.get('/api/questions/{question_id}', { path: { question_id: id } });
    } catch (error) {
      if (problemOf(error).status === 404) return null;
      throw error;
    }
  }

  /** Those that train the skill of this name before those that are near in meaning. */
  private async about(topic: string): Promise<Banked[]> {
    const { data } = await this.api.get('/api/questions/search', {
      // "Go" and "R" are too short to be searched for alone.
      query: { query: topic.length < SHORTEST_SEARCH ? `about ${topic}` : topic, limit: NEAREST },
    });
    const trains = ({ question }: (typeof data)[number]) =>
      question.skill_names.some((name) => name.toLowerCase() === topic.toLowerCase());
    const sorted = [...data.filter(trains), ...data.filter((near) => !trains(near))];
    return sorted.slice(0, MOST_QUESTIONS).map((near) => near.question);
  }
}
