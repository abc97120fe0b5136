import { Component, computed, inject, input, output, signal, viewChild } from '@angular/core';
import { newKey } from 'interview-stream';
import { type Problem, problemOf } from '../api/problem';
import { isAbout, problemFor } from '../ui/field-error';
import { ProblemNote } from '../ui/problem-note';
import { Sheet } from '../ui/sheet';
import { isStale } from './changing';
import { ownZone } from './dates';
import { choiceIn, differences, numberIn, showFirstError, textIn } from './forms';
import { Labelled } from './labelled';
import { Parts } from './parts';
import { placeFields } from './places';
import { options, RESULTS, type Round, ROUND_TYPES, STATUSES } from './records';

const FIELDS = [
  'round_name',
  'scheduled_date',
  'scheduled_time',
  'timezone',
  'duration_minutes',
  'meeting_link',
  'physical_location',
  'interviewer_name',
  'interviewer_title',
  'interviewer_email',
  'interviewer_linkedin_url',
  'rating',
];

/** The sheet in which a round is added or changed. */
@Component({
  selector: 'app-round-form',
  imports: [Labelled, ProblemNote, Sheet],
  templateUrl: './round-form.html',
  styleUrl: './forms.css',
})
export class RoundForm {
  private readonly parts = inject(Parts);
  readonly interviewId = input.required<number>();
  /** The one to change; null adds one. */
  readonly round = input<Round | null>(null);
  readonly closed = output();
  readonly saved = output();
  protected readonly types = options(ROUND_TYPES);
  protected readonly statuses = options(STATUSES);
  protected readonly results = options(RESULTS);
  protected readonly zone = computed(() => this.round()?.timezone ?? ownZone());
  protected readonly zoneHint = computed(() =>
    this.zone() === ownZone() ? 'Yours.' : `Yours is ${ownZone()}.`,
  );
  protected readonly zones = Intl.supportedValuesOf('timeZone');
  protected readonly isSaving = signal(false);
  protected readonly problem = signal<Problem | null>(null);
  protected readonly noteworthy = computed(() => {
    const problem = this.problem();
    return problem !== null && !isStale(problem) && !isAbout(problem, FIELDS) ? problem : null;
  });
  protected readonly isStale = computed(() => {
    const problem = this.problem();
    return problem !== null && isStale(problem);
  });
  private readonly sheet = viewChild.required(Sheet);
  private readonly key = newKey();

  protected errorOf(...fields: string[]): string | null {
    return fields.map((field) => problemFor(this.problem(), field)).find(Boolean) ?? null;
  }

  protected close(): void {
    this.sheet().close();
  }

  protected async save(event: Event): Promise<void> {
    event.preventDefault();
    const element = event.target;
    if (!(element instanceof HTMLFormElement) || this.isSaving()) return;
    this.isSaving.set(true);
    this.problem.set(null);
    try {
      const wanted = roundFrom(new FormData(element), ownZone());
      const round = this.round();
      if (round === null) {
        await this.parts.addRound(this.interviewId(), wanted, this.key);
      } else {
        await this.parts.changeRound(round, differences(wanted, round));
      }
      this.saved.emit();
    } catch (error) {
      this.problem.set(problemOf(error));
      setTimeout(() => showFirstError(element));
    } finally {
      this.isSaving.set(false);
    }
  }
}

function roundFrom(form: FormData, own: string) {
  const time = textIn(form, 'scheduled_time');
  return {
    round_type: choiceIn(form, 'round_type', ROUND_TYPES, 'other'),
    round_status: choiceIn(form, 'round_status', STATUSES, 'scheduled'),
    round_result: choiceIn(form, 'round_result', RESULTS, 'pending'),
    round_name: textIn(form, 'round_name'),
    scheduled_date: textIn(form, 'scheduled_date'),
    scheduled_time: time === null ? null : `${time.slice(0, 5)}:00`,
    timezone: textIn(form, 'timezone') ?? own,
    duration_minutes: numberIn(form, 'duration_minutes'),
    ...placeFields(textIn(form, 'place')),
    interviewer_name: textIn(form, 'interviewer_name'),
    interviewer_title: textIn(form, 'interviewer_title'),
    interviewer_email: textIn(form, 'interviewer_email'),
    interviewer_linkedin_url: textIn(form, 'interviewer_linkedin_url'),
    interviewer_notes: textIn(form, 'interviewer_notes'),
    preparation_notes: textIn(form, 'preparation_notes'),
    rating: numberIn(form, 'rating'),
    feedback: textIn(form, 'feedback'),
    follow_up_actions: textIn(form, 'follow_up_actions'),
  };
}
