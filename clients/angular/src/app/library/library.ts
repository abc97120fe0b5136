import { Component, computed, inject, input, signal } from '@angular/core';
import { Router } from '@angular/router';
import { Api, apiResource } from '../api/client';
import { problemOf } from '../api/problem';
import { Busy } from '../ui/busy';
import { Empty } from '../ui/empty';
import { ProblemNote } from '../ui/problem-note';
import { FilterBar } from './filter-bar';
import { QuestionCard } from './question-card';
import {
  CATEGORIES,
  DIFFICULTIES,
  type Filters,
  matchedBy,
  oneOf,
  passes,
  type Question,
  SCOPES,
  SHORTEST_SEARCH,
} from './questions';

const PAGE = 20;
const NEAREST = 50;

@Component({
  selector: 'app-library',
  imports: [Empty, FilterBar, ProblemNote, QuestionCard],
  templateUrl: './library.html',
})
export class Library {
  readonly q = input<string>();
  readonly category = input<string>();
  readonly difficulty = input<string>();
  readonly tag = input<string>();
  readonly scope = input<string>();
  private readonly api = inject(Api);
  private readonly router = inject(Router);
  private readonly further = signal<{ of: string; data: Question[]; cursor: string | null } | null>(
    null,
  );
  protected readonly more = new Busy();
  protected readonly problemOf = problemOf;

  protected readonly filters = computed<Filters>(() => {
    return {
      words: (this.q() ?? '').trim(),
      category: oneOf(CATEGORIES, this.category()),
      difficulty: oneOf(DIFFICULTIES, this.difficulty()),
      tag: this.tag() ?? '',
      scope: oneOf(SCOPES, this.scope()) || 'all',
    };
  });
  protected readonly searching = computed(() => this.filters().words.length >= SHORTEST_SEARCH);

  protected readonly listed = apiResource('/api/questions', () =>
    this.searching() ? undefined : { query: this.listQuery() },
  );
  protected readonly found = apiResource('/api/questions/search', () => {
    const { words, scope } = this.filters();
    return this.searching()
      ? { query: { query: words, scope, limit: NEAREST, brief: true } }
      : undefined;
  });
  protected readonly current = computed(() => (this.searching() ? this.found : this.listed));

  protected readonly questions = computed(() => {
    if (this.searching()) {
      const filters = this.filters();
      return this.found.hasValue()
        ? this.found
            .value()
            .data.map((near) => near.question)
            .filter((question) => passes(question, filters))
            .map((question) => ({ question, why: matchedBy(question, filters.words) }))
        : [];
    }
    if (!this.listed.hasValue()) return [];
    const further = this.furtherHere()?.data ?? [];
    return [...this.listed.value().data, ...further].map((question) => ({ question, why: null }));
  });
  protected readonly total = computed(() =>
    this.searching() || !this.listed.hasValue()
      ? this.questions().length
      : this.listed.value().total,
  );
  protected readonly cursor = computed(() => {
    if (this.searching() || !this.listed.hasValue()) return null;
    const further = this.furtherHere();
    return further === null ? this.listed.value().next_cursor : further.cursor;
  });
  protected readonly isNarrowed = computed(() => {
    const { words, category, difficulty, tag, scope } = this.filters();
    return [words, category, difficulty, tag].some(Boolean) || scope !== 'all';
  });

  protected narrow(filters: Partial<Filters>): void {
    const { words, category, difficulty, tag, scope } = { ...this.filters(), ...filters };
    void this.router.navigate([], {
      queryParams: {
        q: words || null,
        category: category || null,
        difficulty: difficulty || null,
        tag: tag || null,
        scope: scope === 'all' ? null : scope,
      },
      replaceUrl: true,
    });
  }

  protected clear(): void {
    this.narrow({ words: '', category: '', difficulty: '', tag: '', scope: 'all' });
  }

  protected async loadMore(cursor: string): Promise<void> {
    const of = this.key();
    await this.more.run(async () => {
      const page = await this.api.get('/api/questions', {
        query: { ...this.listQuery(), cursor },
      });
      const before = this.furtherHere()?.data ?? [];
      this.further.set({ of, data: [...before, ...page.data], cursor: page.next_cursor });
    });
  }

  /** What was loaded beyond the first page, if it is of these filters. */
  private furtherHere() {
    const further = this.further();
    return further?.of === this.key() ? further : null;
  }

  private key(): string {
    return JSON.stringify(this.filters());
  }

  private listQuery() {
    const { category, difficulty, tag, scope } = this.filters();
    return {
      limit: PAGE,
      brief: true,
      scope,
      ...(category ? { category } : {}),
      ...(difficulty ? { difficulty } : {}),
      ...(tag ? { tags: [tag] } : {}),
    };
  }
}
