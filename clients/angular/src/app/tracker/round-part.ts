import { Component, computed, inject, input, output, signal } from '@angular/core';
import { Sheet } from '../ui/sheet';
import { AskedPart } from './asked-part';
import { isOverdue, timesOf } from './dates';
import { whoIn } from './next-round';
import { Opened } from './opened';
import { webAddress } from './places';
import { type Asked, RESULTS, type Round, ROUND_TYPES, roundName, STATUSES } from './records';

/** A round of the timeline with the questions that it had. */
@Component({
  selector: 'app-round',
  imports: [AskedPart, Sheet],
  templateUrl: './round-part.html',
  styleUrl: './round-part.css',
})
export class RoundPart {
  private readonly opened = inject(Opened);
  readonly round = input.required<Round>();
  readonly asked = input.required<readonly Asked[]>();
  /** Shown above already, so that it is told in short here. */
  readonly isNext = input(false);
  readonly edit = output();
  protected readonly isAsked = signal(false);
  protected readonly isDeleting = signal(false);
  protected readonly statuses = STATUSES;
  protected readonly results = RESULTS;
  protected readonly types = ROUND_TYPES;
  protected readonly name = computed(() => roundName(this.round()));
  protected readonly times = computed(() => timesOf(this.round()));
  protected readonly overdue = computed(() => isOverdue(this.round()));
  protected readonly who = computed(() => whoIn(this.round()));
  protected readonly link = computed(() => webAddress(this.round().meeting_link));
  protected readonly profile = computed(() => webAddress(this.round().interviewer_linkedin_url));
  protected readonly notes = computed(() => {
    const round = this.round();
    return [
      { label: 'To prepare', text: this.isNext() ? null : round.preparation_notes },
      { label: 'About the interviewer', text: round.interviewer_notes },
      { label: 'What they said', text: round.feedback },
      { label: 'What to do next', text: round.follow_up_actions },
    ].filter((each) => each.text !== null);
  });

  protected async remove(): Promise<void> {
    if (this.isDeleting()) return;
    this.isDeleting.set(true);
    await this.opened.removeRound(this.round());
    this.isDeleting.set(false);
    this.isAsked.set(false);
  }
}
