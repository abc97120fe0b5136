import { computed, inject, Injectable, resource, signal } from '@angular/core';
import { apiResource } from '../api/client';
import { problemOf } from '../api/problem';
import { Notices } from '../core/notices';
import { Changing, isStale } from './changing';
import { datesOf, nextRound } from './dates';
import { differences } from './forms';
import { Parts } from './parts';
import type { Asked, AskedChange, Interview, Round } from './records';
import { inOrder } from './asked-order';

/** The interview that is open, with its rounds and questions. Provided by its page. */
@Injectable()
export class Opened {
  private readonly changing = inject(Changing);
  private readonly parts = inject(Parts);
  private readonly notices = inject(Notices);
  /** Changes of questions that are being saved, by the ids of those. */
  private readonly underWay = new Map<number, Promise<Asked>>();
  readonly id = signal<number | undefined>(undefined);
  readonly interview = apiResource('/api/interviews/{interview_id}', () => {
    const id = this.id();
    return id === undefined ? undefined : { path: { interview_id: id } };
  });
  readonly rounds = resource({
    params: () => this.id(),
    loader: ({ params: id }) => this.parts.rounds(id),
  });
  readonly asked = resource({
    params: () => this.id(),
    loader: ({ params: id }) => this.parts.asked(id),
  });
  readonly roundList = computed(() => (this.rounds.hasValue() ? this.rounds.value() : []));
  readonly askedList = computed(() => inOrder(this.asked.hasValue() ? this.asked.value() : []));
  readonly isMoving = signal(false);
  readonly next = computed(() => nextRound(this.roundList()));
  readonly problem = computed(() => {
    const error = this.interview.error() ?? this.rounds.error() ?? this.asked.error();
    return error === undefined ? null : problemOf(error);
  });

  reload(): void {
    this.interview.reload();
    this.rounds.reload();
    this.asked.reload();
  }

  /** Has the dates of the interview follow those of its rounds. */
  async roundsChanged(): Promise<void> {
    const id = this.id();
    if (id === undefined) return;
    try {
      const rounds = await this.parts.rounds(id);
      if (id !== this.id()) return;
      this.rounds.set(rounds);
      const interview = this.interview.value();
      if (interview === undefined) return;
      const changed = differences(datesOf(rounds), interview);
      if (Object.keys(changed).length > 0) {
        this.show(await this.changing.change(interview, changed));
      }
    } catch (error) {
      this.tell(error);
    }
  }

  /** One change after the other: arrow keys in a field make several at once. */
  async changeAsked(asked: Asked, change: AskedChange): Promise<void> {
    const id = asked.interview_question_id;
    this.put({ ...asked, ...change });
    const before = this.underWay.get(id) ?? Promise.resolve(asked);
    const work = before.then((saved) => this.parts.changeAsked(saved, change));
    this.underWay.set(id, work);
    const isLast = () => this.underWay.get(id) === work;
    try {
      const saved = await work;
      if (isLast()) this.put(saved);
    } catch (error) {
      if (!isLast()) return;
      this.put(asked);
      this.asked.reload();
      this.tell(error);
    } finally {
      if (isLast()) this.underWay.delete(id);
    }
  }

  put(asked: Asked): void {
    if (asked.interview_id !== this.id()) return;
    const isIt = (each: Asked) => each.interview_question_id === asked.interview_question_id;
    this.asked.update((list = []) =>
      list.some(isIt) ? list.map((each) => (isIt(each) ? asked : each)) : [...list, asked],
    );
  }

  /** Takes a question out of the interview; it stays in the bank. */
  async unlink(asked: Asked): Promise<void> {
    try {
      await this.parts.unlink(asked);
      this.asked.update((list = []) => list.filter((each) => each !== asked));
      this.notices.say('The question is taken out of this interview.', {
        label: 'Undo',
        run: () => void this.relink(asked),
      });
    } catch (error) {
      this.tell(error);
    }
  }

  async removeRound(round: Round): Promise<void> {
    try {
      await this.parts.removeRound(round);
      this.asked.reload();
      await this.roundsChanged();
      this.notices.say('The round is deleted. Its questions stay with the interview.');
    } catch (error) {
      this.tell(error);
    }
  }

  /** Moves an interview, one move at a time; null when that did not work. */
  async move(
    interview: Interview,
    change: Pick<Interview, 'interview_status' | 'interview_result'>,
  ): Promise<Interview | null> {
    if (this.isMoving()) return null;
    this.isMoving.set(true);
    try {
      this.show({ ...interview, ...change });
      const moved = await this.changing.change(interview, change);
      this.show(moved);
      return moved;
    } catch (error) {
      this.show(interview);
      this.tell(error);
      return null;
    } finally {
      this.isMoving.set(false);
    }
  }

  /** Another may have been opened meanwhile. */
  private show(interview: Interview): void {
    if (interview.interview_id === this.id()) this.interview.set(interview);
  }

  /** Says what went wrong; of what was changed elsewhere, the newest is shown. */
  tell(error: unknown): void {
    const problem = problemOf(error);
    if (isStale(problem)) {
      this.reload();
      this.notices.warn(
        'It was changed elsewhere. Here is the newest; look, then change it again.',
      );
    } else {
      this.notices.warn(problem.message);
    }
  }

  private async relink(asked: Asked): Promise<void> {
    try {
      const {
        interview_question_id,
        interview_id,
        created_at,
        updated_at,
        question_text,
        question_category,
        question_difficulty,
        ...body
      } = asked;
      this.put(await this.parts.link(interview_id, body));
    } catch (error) {
      this.tell(error);
    }
  }
}
