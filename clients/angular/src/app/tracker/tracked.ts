import { computed, inject, Injectable, linkedSignal, resource, signal } from '@angular/core';
import { apiResource } from '../api/client';
import { problemOf } from '../api/problem';
import { Notices } from '../core/notices';
import { prepareFormats } from '../ui/formats';
import { Changing, isStale } from './changing';
import type { View } from './filters';
import { type Interview, type InterviewQuery, type Listed, nameOf } from './records';
import { type Move, STAGE_NAMES, stageOf } from './stages';

const BOARD_MOST = 300;
const LIST_PAGE = 20;

interface Shown {
  readonly data: readonly Listed[];
  readonly total: number;
  readonly next: string | null;
}

/** The interviews that the tracker shows, on the board or in the list. Provided by the page. */
@Injectable()
export class Tracked {
  private readonly changing = inject(Changing);
  private readonly notices = inject(Notices);
  readonly wanted = signal<{ view: View; query: InterviewQuery } | undefined>(undefined);
  private readonly read = resource({
    params: () => this.wanted(),
    loader: async ({ params: { view, query } }): Promise<Shown> => {
      const shown = await (view === 'board'
        ? this.changing.all(query, BOARD_MOST)
        : this.changing.page(query, null, LIST_PAGE));
      if (shown.data.length > 0) await prepareFormats();
      return shown;
    },
  });
  readonly statistics = apiResource('/api/stats/overview', () => ({}));
  /** Stays while others are read, so that the page does not jump. */
  private readonly shown = linkedSignal<Shown | undefined, Shown | undefined>({
    source: () => (this.read.hasValue() ? this.read.value() : undefined),
    computation: (now, before) => now ?? before?.value,
  });
  readonly interviews = computed(() => this.shown()?.data ?? []);
  readonly total = computed(() => this.shown()?.total ?? 0);
  readonly isRead = computed(() => this.shown() !== undefined);
  readonly hasMore = computed(() => typeof this.shown()?.next === 'string');
  readonly isReading = this.read.isLoading;
  readonly problem = computed(() => {
    const error = this.read.error();
    return error === undefined ? null : problemOf(error);
  });
  readonly isReadingMore = signal(false);
  /** The one that has another place now, as often as it gets one. */
  readonly moved = signal<{ readonly id: number } | null>(null);
  /** Interviews whose change is under way. */
  readonly busy = signal<ReadonlySet<number>>(new Set());

  reload(): void {
    this.read.reload();
    this.statistics.reload();
  }

  async more(): Promise<void> {
    const before = this.shown();
    const wanted = this.wanted();
    if (!before?.next || wanted === undefined || this.isReadingMore()) return;
    this.isReadingMore.set(true);
    try {
      const page = await this.changing.page(wanted.query, before.next, LIST_PAGE);
      // Other filters may have been chosen meanwhile.
      if (this.shown()?.next === before.next) {
        this.shown.set({ ...page, total: before.total, data: [...before.data, ...page.data] });
      }
    } catch (error) {
      this.notices.warn(problemOf(error).message);
    } finally {
      this.isReadingMore.set(false);
    }
  }

  /** Shows an interview at its new place at once, and puts it back when that did not work. */
  async move(interview: Interview, { change }: Move): Promise<void> {
    const { interview_status, interview_result } = interview;
    const moved = await this.change(interview, { ...interview, ...change }, () =>
      this.changing.change(interview, change),
    );
    if (moved === null) return;
    this.notices.say(`${nameOf(moved)}: now in ${STAGE_NAMES[stageOf(moved)]}.`, {
      label: 'Undo',
      run: () => void this.undo(moved, { interview_status, interview_result }),
    });
  }

  async restore(interview: Interview): Promise<void> {
    const back = await this.change(interview, interview, () =>
      this.changing.restore(interview.interview_id),
    );
    if (back === null) return;
    this.reload();
    this.notices.say(`${nameOf(back)} is back.`);
  }

  private async undo(moved: Interview, change: Move['change']): Promise<void> {
    const back = await this.change(moved, { ...moved, ...change }, () =>
      this.changing.change(moved, change),
    );
    if (back !== null) this.notices.say(`${nameOf(back)} is where it was.`);
  }

  private async change(
    before: Interview,
    expected: Interview,
    send: () => Promise<Interview>,
  ): Promise<Interview | null> {
    const id = before.interview_id;
    if (this.busy().has(id)) return null;
    this.busy.update((ids) => new Set(ids).add(id));
    this.put(expected);
    try {
      const saved = await send();
      this.put(saved);
      this.statistics.reload();
      return saved;
    } catch (error) {
      this.put(before);
      this.tell(before, error);
      return null;
    } finally {
      this.busy.update((ids) => new Set([...ids].filter((each) => each !== id)));
    }
  }

  private tell(interview: Interview, error: unknown): void {
    const problem = problemOf(error);
    if (!isStale(problem) && problem.status !== 404) {
      this.notices.warn(`${nameOf(interview)} was not changed. ${problem.message}`);
      return;
    }
    this.reload();
    this.notices.warn(
      isStale(problem)
        ? `${nameOf(interview)} was changed elsewhere. Here is the newest; look, then move it again.`
        : `${nameOf(interview)} is not there any more.`,
    );
  }

  private put(interview: Interview): void {
    const before = this.shown();
    if (before === undefined) return;
    const data = before.data.map((each) =>
      each.interview_id === interview.interview_id ? { ...each, ...interview } : each,
    );
    this.shown.set({ ...before, data });
    this.moved.set({ id: interview.interview_id });
  }
}
