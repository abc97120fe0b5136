import { Component, computed, input, output } from '@angular/core';
import { relative } from '../ui/times';
import { startOf, timesOf } from './dates';
import { webAddress } from './places';
import { type Round, ROUND_TYPES, roundName } from './records';

/** The round that comes next, with what one needs for it. */
@Component({
  selector: 'app-next-round',
  template: `
    @let round = this.round();
    <section class="next stack" aria-labelledby="next-round">
      <div class="row between">
        <h2 id="next-round">
          {{ round.round_status === 'in_progress' ? 'Under way' : 'Next round' }}
        </h2>
        <button class="button" type="button" (click)="edit.emit()">
          Edit<span class="unseen"> the next round</span>
        </button>
      </div>
      <p class="name">{{ name() }}</p>
      @if (times(); as times) {
        <p>
          <strong>{{ times.here }}</strong>
          @if (soon(); as words) {
            <span> · {{ words }}</span>
          }
          @if (times.there; as there) {
            <br /><span class="soft">{{ there }}</span>
          }
        </p>
      } @else {
        <p class="soft">No date yet.</p>
      }
      @if (link(); as address) {
        <p>
          <a class="button primary" target="_blank" rel="noopener noreferrer" [href]="address"
            >Join{{ round.meeting_platform ? ' on ' + round.meeting_platform : '' }}</a
          >
        </p>
      } @else if (round.meeting_link ?? round.physical_location; as place) {
        <p>{{ place }}</p>
      }
      @if (who(); as person) {
        <p class="soft">With {{ person }}</p>
      }
      @if (round.preparation_notes; as notes) {
        <p class="notes">{{ notes }}</p>
      }
    </section>
  `,
  styles: `
    .next {
      --gap: var(--2);
      padding: var(--5);
      border: 1px solid var(--accent);
      border-radius: var(--radius);
      background: var(--accent-soft);
      overflow-wrap: anywhere;
    }

    h2 {
      font-size: var(--small);
      color: var(--accent-strong);
      font-weight: 600;
    }

    .name {
      font-size: var(--large);
      font-weight: 600;
    }

    .notes {
      white-space: pre-wrap;
    }
  `,
})
export class NextRound {
  readonly round = input.required<Round>();
  readonly edit = output();
  protected readonly times = computed(() => timesOf(this.round()));
  protected readonly link = computed(() => webAddress(this.round().meeting_link));
  protected readonly name = computed(() => {
    const round = this.round();
    return round.round_name === null
      ? roundName(round)
      : `${round.round_name} · ${ROUND_TYPES[round.round_type]}`;
  });
  protected readonly who = computed(() => whoIn(this.round()));
  protected readonly soon = computed(() => {
    const start = startOf(this.round());
    return start === null || start < Date.now() ? null : relative(new Date(start).toISOString());
  });
}

/** "Ada Lopes, Staff engineer". */
export function whoIn(round: Pick<Round, 'interviewer_name' | 'interviewer_title'>): string | null {
  const parts = [round.interviewer_name, round.interviewer_title].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join(', ');
}
