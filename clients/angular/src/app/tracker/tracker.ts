import { Component, computed, effect, inject, input, signal, untracked } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { areSettled } from '../api/client';
import { Empty } from '../ui/empty';
import { NotLoaded } from '../ui/not-loaded';
import { opening } from '../ui/opening';
import { ProblemNote } from '../ui/problem-note';
import { SearchField } from '../ui/search-field';
import { Sheet } from '../ui/sheet';
import { Board, preloadBoard } from './board';
import { FilterBar } from './filter-bar';
import {
  filterCount,
  LONGEST_SEARCH,
  NO_FILTERS,
  type Parameters,
  queryOf,
  stageIn,
  viewOf,
} from './filters';
import { InterviewForm } from './interview-form';
import { InterviewList } from './interview-list';
import { MoveSheet } from './move-sheet';
import type { Interview } from './records';
import { Statistics } from './statistics';
import { type Move, movesTo, type StageId, stageOf } from './stages';
import { Tracked } from './tracked';

/** All interviews, on a board or in a list; what is shown is in the address. */
@Component({
  selector: 'app-tracker',
  imports: [
    Board,
    Empty,
    FilterBar,
    InterviewForm,
    InterviewList,
    MoveSheet,
    NotLoaded,
    ProblemNote,
    RouterLink,
    SearchField,
    Sheet,
    Statistics,
  ],
  providers: [Tracked],
  templateUrl: './tracker.html',
  styleUrl: './tracker.css',
})
export class Tracker {
  private readonly router = inject(Router);
  protected readonly tracked = inject(Tracked);
  /** Words to search for. */
  readonly q = input<string>();
  readonly view = input<string>();
  readonly stage = input<string>();
  readonly status = input<string>();
  readonly result = input<string>();
  readonly type = input<string>();
  readonly level = input<string>();
  readonly remote = input<string>();
  readonly company = input<string>();
  readonly role = input<string>();
  readonly deleted = input<string>();
  readonly sort = input<string>();
  /** `1` opens the sheet that adds an interview. */
  readonly add = input<string>();

  protected readonly longestSearch = LONGEST_SEARCH;
  protected readonly parameters = computed(() => this.said());
  protected readonly shownView = computed(() => viewOf(this.parameters()));
  protected readonly shownStage = computed(() => stageIn(this.parameters()));
  protected readonly filters = computed(() => filterCount(this.parameters()));
  protected readonly filtersAreOpen = signal(false);
  private readonly boardIsLoaded = signal(false);
  protected readonly isOpen = opening(
    () => this.tracked.isRead() || this.tracked.problem() !== null,
    () => this.boardIsLoaded() && areSettled(this.tracked.statistics),
  );
  protected readonly hasNone = computed(() => {
    const { isRead, total, isReading } = this.tracked;
    return isRead() && total() === 0 && this.filters() === 0 && !this.q() && !isReading();
  });
  /** A move that needs to be told which one it is. */
  protected readonly asked = signal<{ interview: Interview; moves: readonly Move[] } | null>(null);
  private readonly query = computed(
    () => ({ view: this.shownView(), query: queryOf(this.parameters()) }),
    { equal: (one, other) => JSON.stringify(one) === JSON.stringify(other) },
  );

  constructor() {
    // Where it fails, the board says so.
    const loaded = () => this.boardIsLoaded.set(true);
    preloadBoard().then(loaded, loaded);
    effect(() => {
      const query = this.query();
      untracked(() => this.tracked.wanted.set(query));
    });
    effect(() => {
      if (this.filters() > 0) untracked(() => this.filtersAreOpen.set(true));
    });
  }

  protected go(queryParams: Readonly<Record<string, string | null>>): void {
    void this.router.navigate([], { queryParams, queryParamsHandling: 'merge', replaceUrl: true });
  }

  protected clear(): void {
    this.go(NO_FILTERS);
  }

  protected wantMove({ interview, to }: { interview: Interview; to: StageId }): void {
    if (to === stageOf(interview)) return;
    const moves = movesTo(to, interview);
    const [only] = moves;
    if (moves.length === 1 && only !== undefined) void this.tracked.move(interview, only);
    else this.asked.set({ interview, moves });
  }

  protected move(move: Move): void {
    const asked = this.asked();
    this.asked.set(null);
    if (asked !== null) void this.tracked.move(asked.interview, move);
  }

  protected added(interview: Interview): void {
    void this.router.navigate(['/tracker', interview.interview_id]);
  }

  private said(): Parameters {
    return told({
      q: this.q(),
      view: this.view(),
      stage: this.stage(),
      status: this.status(),
      result: this.result(),
      type: this.type(),
      level: this.level(),
      remote: this.remote(),
      company: this.company(),
      role: this.role(),
      deleted: this.deleted(),
      sort: this.sort(),
    });
  }
}

function told(parameters: Record<keyof Parameters, string | undefined>): Parameters {
  return Object.fromEntries(Object.entries(parameters).filter(([, value]) => value !== undefined));
}
