import { Component, computed, inject, input, output } from '@angular/core';
import { newKey } from 'interview-stream';
import { FormWork } from '../ui/form-work';
import { ownZone } from './dates';
import { EditSheet } from './edit-sheet';
import { choiceIn, differences, numberIn, textIn } from './forms';
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
  imports: [EditSheet, Labelled],
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
  protected readonly work = new FormWork(FIELDS);
  private readonly key = newKey();

  protected readonly save = async (form: FormData): Promise<void> => {
    const wanted = roundFrom(form, ownZone());
    const round = this.round();
    if (round === null) await this.parts.addRound(this.interviewId(), wanted, this.key);
    else await this.parts.changeRound(round, differences(wanted, round));
    this.saved.emit();
  };
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
