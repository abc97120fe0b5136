import { Component, computed, input, output } from '@angular/core';
import { dateTime, duration } from '../ui/times';
import { differing } from './evidence';
import type { Attempt } from './records';
import { CRITERIA, levelOf, scoreText } from './words';

/** All tries at a question, side by side, with the key points in which they differ; on phones
 * one below the other. */
@Component({
  selector: 'app-tries',
  template: `
    <section class="stack" aria-labelledby="tries">
      <h2 id="tries">Your tries side by side</h2>
      <ol role="list">
        @for (each of compared(); track each.attempt.attempt_id) {
          @let attempt = each.attempt;
          <li class="card" [class.current]="attempt.attempt_id === current()">
            <div class="row between">
              <h3>Try {{ attempt.attempt_number }}</h3>
              @if (attempt.is_official && attempt.score !== null) {
                <span class="tag accent">Counts</span>
              }
            </div>
            <p [class]="'score ' + each.level.tone">
              @if (attempt.score !== null) {
                <strong>{{ scoreText(attempt.score) }}</strong>
              }
              {{ attempt.state === 'failed' ? 'Not judged' : each.level.name }}
              @if (each.change; as change) {
                <span class="small soft">{{ change }}</span>
              }
            </p>
            <p class="small soft">
              {{ dateTime(attempt.created_at) }}
              @if (attempt.time_taken_seconds; as seconds) {
                · {{ duration(seconds) }}
              }
              · {{ each.words }} words
            </p>
            @if (each.ratings.length) {
              <dl class="small">
                @for (rating of each.ratings; track rating.name) {
                  <dt>{{ rating.name }}</dt>
                  <dd>{{ rating.value }}</dd>
                }
              </dl>
            }
            @if (attempt.points.length) {
              <p class="small">{{ each.found }} of {{ attempt.points.length }} key points found</p>
            }
            @if (each.points.length) {
              <ul class="small" role="list">
                @for (point of each.points; track point.point) {
                  <li [class.soft]="!point.covered">
                    <span aria-hidden="true">{{ point.covered ? '✓' : '○' }}</span>
                    <span>
                      <span class="unseen">{{ point.covered ? 'Found: ' : 'Not found: ' }}</span>
                      {{ point.point }}
                    </span>
                  </li>
                }
              </ul>
            }
            @if (attempt.state === 'judged' && attempt.attempt_id !== current()) {
              <p>
                <button
                  class="button"
                  type="button"
                  [attr.aria-label]="'Show try ' + attempt.attempt_number"
                  (click)="chosen.emit(attempt)"
                >
                  Show
                </button>
              </p>
            } @else if (attempt.attempt_id === current()) {
              <p class="small soft">Shown above</p>
            }
          </li>
        }
      </ol>
    </section>
  `,
  styles: `
    ol {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(min(17rem, 100%), 1fr));
      align-items: start;
      gap: var(--4);
    }

    ol > li {
      display: grid;
      gap: var(--2);
      min-width: 0;
      overflow-wrap: anywhere;
    }

    .current {
      border-color: var(--accent);
    }

    .score {
      color: var(--tone);
      font-weight: 550;
    }

    .score strong {
      font-size: 1.5rem;
    }

    .score .soft {
      font-weight: 400;
    }

    dl {
      display: grid;
      grid-template-columns: 1fr auto;
      gap: var(--1) var(--3);
    }

    ul {
      display: grid;
      gap: var(--1);
    }

    ul li {
      display: flex;
      gap: var(--2);
    }
  `,
  styleUrl: './tones.css',
})
export class Tries {
  readonly attempts = input.required<readonly Attempt[]>();
  /** Id of the try that is shown. */
  readonly current = input<string | null>(null);
  readonly chosen = output<Attempt>();

  protected readonly compared = computed(() => {
    const differ = differing(this.attempts());
    return this.attempts().map((attempt, index, all) => ({
      attempt,
      level: levelOf(attempt.score),
      change: changeOf(all.slice(0, index), attempt),
      words: attempt.user_answer.split(/\s+/).filter(Boolean).length,
      found: attempt.points.filter((point) => point.covered).length,
      points: attempt.points.filter((point) => differ.has(point.point)),
      ratings: ratingsOf(attempt),
    }));
  });
  protected readonly dateTime = dateTime;
  protected readonly duration = duration;
  protected readonly scoreText = scoreText;
}

/** Against the last score before, by the same judge: others can't be compared. */
function changeOf(before: readonly Attempt[], attempt: Attempt): string | null {
  const last = before.findLast((each) => each.score !== null);
  if (!last || last.score === null || attempt.score === null) return null;
  const same = last.judged_by === attempt.judged_by && last.model === attempt.model;
  if (!same) return 'judged otherwise than before';
  const change = attempt.score - last.score;
  if (change === 0) return 'as before';
  return change > 0 ? `+${scoreText(change)}` : `−${scoreText(-change)}`;
}

function ratingsOf(attempt: Attempt): { name: string; value: string }[] {
  if (attempt.judged_by !== 'model') return [];
  return CRITERIA.flatMap(({ id, short }) => {
    const found = attempt.criteria.find((each) => each.criterion === id);
    if (found === undefined) return [];
    const value = found.rating === null ? 'not enough evidence' : `${found.rating} of 4`;
    return [{ name: short, value }];
  });
}
