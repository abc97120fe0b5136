import { Component, computed, inject, input, signal } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { Api, apiResource } from '../api/client';
import { problemOf } from '../api/problem';
import type { Request, Response } from '../api/types';
import { AGENTS, agentHue, agentName } from '../ui/agents';
import { Busy } from '../ui/busy';
import { Empty } from '../ui/empty';
import { ProblemNote } from '../ui/problem-note';
import { plain } from '../ui/plain';
import { SearchField } from '../ui/search-field';
import { dateTime, relative } from '../ui/times';
import { OUTCOMES, outcome } from './outcomes';

type Query = NonNullable<Request<'/api/agents/runs', 'get'>['query']>;
type Summary = Response<'/api/agents/runs', 'get'>['data'][number];

const PAGE = 30;

@Component({
  selector: 'app-history',
  imports: [Empty, ProblemNote, RouterLink, SearchField],
  templateUrl: './history.html',
  styleUrl: './history.css',
})
export class History {
  readonly q = input<string>();
  readonly agent = input<string>();
  readonly status = input<string>();
  readonly since = input<string>();
  private readonly api = inject(Api);
  private readonly router = inject(Router);
  private readonly further = signal<{ of: string; data: Summary[] } | null>(null);
  protected readonly more = new Busy();
  private readonly query = computed<Query>(() => ({
    limit: PAGE,
    ...(this.q() ? { q: this.q() } : {}),
    agent: AGENTS.find((each) => each.id === this.agent())?.id,
    status: OUTCOMES.find((each) => each.id === this.status())?.id,
    since: startOf(this.since()),
  }));
  protected readonly listed = apiResource('/api/agents/runs', () => ({ query: this.query() }));
  protected readonly runs = computed(() => {
    if (!this.listed.hasValue()) return [];
    const further = this.further();
    const same = further?.of === JSON.stringify(this.query());
    return [...this.listed.value().data, ...(same ? further.data : [])];
  });
  protected readonly total = computed(() =>
    this.listed.hasValue() ? this.listed.value().total : 0,
  );
  protected readonly isNarrowed = computed(() =>
    [this.q(), this.agent(), this.status(), this.since()].some(Boolean),
  );
  protected readonly agents = AGENTS;
  protected readonly outcomes = OUTCOMES;
  protected readonly outcome = outcome;
  protected readonly agentName = agentName;
  protected readonly agentHue = agentHue;
  protected readonly dateTime = dateTime;
  protected readonly plain = plain;
  protected readonly relative = relative;
  protected readonly problemOf = problemOf;

  protected narrow(filters: Readonly<Record<string, string>>): void {
    const queryParams = Object.fromEntries(
      Object.entries(filters).map(([name, value]) => [name, value || null]),
    );
    void this.router.navigate([], {
      queryParams,
      queryParamsHandling: 'merge',
      replaceUrl: true,
    });
  }

  protected clear(): void {
    this.narrow({ q: '', agent: '', status: '', since: '' });
  }

  protected async loadMore(): Promise<void> {
    const query = this.query();
    await this.more.run(async () => {
      const shown = this.runs();
      const page = await this.api.get('/api/agents/runs', {
        query: { ...query, skip: shown.length },
      });
      // What was asked meanwhile moves the others on, into the next page.
      const known = new Set(shown.map((each) => each.run_id));
      const data = [...shown.slice(PAGE), ...page.data.filter((each) => !known.has(each.run_id))];
      this.further.set({ of: JSON.stringify(query), data });
    });
  }
}

/** The first moment of a day here; of what is no day, such as in a mistyped address, none. */
function startOf(day: string | undefined): string | undefined {
  const start = new Date(`${day}T00:00`);
  return Number.isNaN(start.valueOf()) ? undefined : start.toISOString();
}
