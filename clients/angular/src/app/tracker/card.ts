import { Component, computed, input, output } from '@angular/core';
import { RouterLink } from '@angular/router';
import { shortDate } from '../ui/times';
import { isOverdue, timesOf, today } from './dates';
import { Menu } from './menu';
import { jobOf, LEVELS, type Listed, nameOf, roundName, TYPES } from './records';
import { nextDate, STAGES, type StageId, stageOf, standing, toneOf } from './stages';

/** An interview on the board. */
@Component({
  selector: 'app-card',
  imports: [Menu, RouterLink],
  template: `
    @let interview = this.interview();
    <a class="name" [routerLink]="['/tracker', interview.interview_id]">
      <strong>{{ interview.company_name ?? 'Company not said' }}</strong>
      <span>{{ job() }}</span>
    </a>
    <p class="small soft">
      {{ about() }}
    </p>
    @if (date(); as date) {
      <p class="small when" [class.soft]="!date.isAhead">{{ date.text }}</p>
    }
    @if (standing(); as words) {
      <span class="tag" [class]="tone()">{{ words }}</span>
    }
    <app-menu
      label="Move to…"
      [of]="name()"
      [quiet]="true"
      [items]="elsewhere()"
      [disabled]="busy()"
      (chosen)="move.emit($event)"
    />
  `,
  styleUrl: './card.css',
  host: { '[attr.aria-busy]': 'busy()' },
})
export class Card {
  readonly interview = input.required<Listed>();
  readonly busy = input(false);
  readonly move = output<StageId>();
  protected readonly job = computed(() => jobOf(this.interview()));
  protected readonly name = computed(() => nameOf(this.interview()));
  protected readonly standing = computed(() => standing(this.interview()));
  protected readonly tone = computed(() => toneOf(this.interview()));
  protected readonly about = computed(() => {
    const { seniority_level, interview_type, is_remote, job_location } = this.interview();
    return [
      LEVELS[seniority_level],
      interview_type === 'actual' ? null : TYPES[interview_type],
      is_remote ? 'Remote' : job_location,
    ]
      .filter((part) => part !== null)
      .join(' · ');
  });
  protected readonly date = computed(() => dateOf(this.interview()));
  protected readonly elsewhere = computed(() => {
    const here = stageOf(this.interview());
    return STAGES.filter((stage) => stage.id !== here).map(({ id, name }) => ({ id, label: name }));
  });
}

/** The date that matters where it stands. */
function dateOf(interview: Listed, now = today()): { text: string; isAhead: boolean } | null {
  const { interview_result: result, offer_deadline: deadline } = interview;
  if (result === 'offer_received' && deadline !== null) {
    return { text: `Answer by ${shortDate(deadline)}`, isAhead: deadline >= now };
  }
  const round = interview.next_round;
  if (round?.scheduled_date && stageOf(interview) !== 'closed') {
    if (isOverdue(round)) return { text: `${roundName(round)} should be over`, isAhead: false };
    return { text: `${roundName(round)}: ${timesOf(round)?.here}`, isAhead: true };
  }
  const next = nextDate(interview, now);
  if (next !== null) {
    return { text: next === now ? 'Today' : shortDate(next), isAhead: true };
  }
  const past = interview.final_interview_date ?? interview.first_interview_date;
  return past === null ? null : { text: `Was on ${shortDate(past)}`, isAhead: false };
}
