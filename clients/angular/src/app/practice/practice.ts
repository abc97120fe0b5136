import { Component, computed, inject, input, signal } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { Api, apiResource, areSettled } from '../api/client';
import { problemOf } from '../api/problem';
import { Busy } from '../ui/busy';
import { Empty } from '../ui/empty';
import { opening } from '../ui/opening';
import { ProblemNote } from '../ui/problem-note';
import { dateTime, relative } from '../ui/times';
import { Figures } from './figures';
import type { Listed } from './records';
import { Weakest } from './weakest';
import { DIFFICULTIES, levelOf, scoreText, STATUSES, TYPES } from './words';
import { called } from '../ui/called';

type Status = Listed['status'];

const PAGE = 10;
const WEAKEST = 5;

@Component({
  selector: 'app-practice',
  imports: [Empty, Figures, ProblemNote, RouterLink, Weakest],
  templateUrl: './practice.html',
  styleUrls: ['./practice.css', './tones.css'],
})
export class Practice {
  readonly status = input<string>();
  private readonly api = inject(Api);
  private readonly router = inject(Router);
  private readonly further = signal<{ of: string; data: Listed[] } | null>(null);
  protected readonly more = new Busy();

  private readonly wanted = computed<Status | undefined>(
    () => STATUSES.find((each) => each.id === this.status())?.id,
  );
  protected readonly reading = apiResource('/api/interview', () => ({
    query: { limit: PAGE, ...this.narrowed() },
  }));
  protected readonly interviews = computed(() => {
    if (!this.reading.hasValue()) return [];
    const further = this.further();
    const more = further?.of === this.key() ? further.data : [];
    return [...this.reading.value().interviews, ...more];
  });
  protected readonly total = computed(() =>
    this.reading.hasValue() ? this.reading.value().total : 0,
  );
  // Without these, the page is as useful.
  protected readonly stats = apiResource('/api/user/stats', () => ({}));
  protected readonly gaps = apiResource('/api/skill-gaps', () => ({ query: { limit: WEAKEST } }));
  protected readonly isOpen = opening(
    () => areSettled(this.reading),
    () => areSettled(this.stats, this.gaps),
  );
  protected readonly isNew = computed(
    () => this.reading.hasValue() && this.total() === 0 && this.wanted() === undefined,
  );

  protected readonly statuses = STATUSES;
  protected readonly difficulties = DIFFICULTIES;
  protected readonly types = TYPES;
  protected readonly called = called;
  protected readonly dateTime = dateTime;
  protected readonly levelOf = levelOf;
  protected readonly problemOf = problemOf;
  protected readonly relative = relative;
  protected readonly scoreText = scoreText;

  protected isChosen(status: Status | undefined): boolean {
    return this.wanted() === status;
  }

  protected narrow(status: Status | undefined): void {
    void this.router.navigate([], { queryParams: { status: status ?? null }, replaceUrl: true });
  }

  protected async loadMore(): Promise<void> {
    const of = this.key();
    await this.more.run(async () => {
      const shown = this.interviews();
      const page = await this.api.get('/api/interview', {
        query: { limit: PAGE, skip: shown.length, ...this.narrowed() },
      });
      this.further.set({ of, data: [...shown.slice(PAGE), ...page.interviews] });
    });
  }

  private narrowed(): { status?: Status } {
    const status = this.wanted();
    return status === undefined ? {} : { status };
  }

  private key(): string {
    return this.wanted() ?? '';
  }
}
