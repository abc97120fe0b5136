import { Component, inject, output } from '@angular/core';
import { RouterLink } from '@angular/router';
import { shortDate } from '../ui/times';
import { timesOf } from './dates';
import { Menu } from './menu';
import {
  type Interview,
  LEVELS,
  type Listed,
  nameOf,
  RESULTS,
  roundName,
  STATUSES,
  TYPES,
} from './records';
import { STAGES, type StageId, stageOf, toneOf } from './stages';
import { Tracked } from './tracked';

/** Interviews in a table, page after page. */
@Component({
  selector: 'app-interview-list',
  imports: [Menu, RouterLink],
  templateUrl: './interview-list.html',
  styleUrl: './interview-list.css',
})
export class InterviewList {
  protected readonly tracked = inject(Tracked);
  readonly move = output<{ interview: Listed; to: StageId }>();
  protected readonly statuses = STATUSES;
  protected readonly results = RESULTS;
  protected readonly levels = LEVELS;
  protected readonly types = TYPES;
  protected readonly shortDate = shortDate;
  protected readonly nameOf = nameOf;
  protected readonly toneOf = toneOf;

  /** Whether its result is known, or to be waited for. */
  protected hasEnded({ interview_status, interview_result }: Interview): boolean {
    return interview_result !== 'pending' || interview_status === 'completed';
  }

  /** What comes next and when; null when nothing does. */
  protected next({ next_round: round }: Listed): { name: string; time: string } | null {
    if (round === null) return null;
    return { name: roundName(round), time: timesOf(round)?.here ?? 'No date yet' };
  }

  protected elsewhere(interview: Interview): { id: StageId; label: string }[] {
    const here = stageOf(interview);
    return STAGES.filter((stage) => stage.id !== here).map(({ id, name }) => ({ id, label: name }));
  }
}
