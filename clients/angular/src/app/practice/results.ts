import {
  Component,
  computed,
  effect,
  ElementRef,
  inject,
  Injector,
  input,
  resource,
  signal,
} from '@angular/core';
import { RouterLink } from '@angular/router';
import { Api, apiResource } from '../api/client';
import { problemOf } from '../api/problem';
import { Server } from '../core/server';
import { Busy } from '../ui/busy';
import { Empty } from '../ui/empty';
import { ProblemNote } from '../ui/problem-note';
import { duration } from '../ui/times';
import { Answering } from './answering';
import { focusHeading } from './arriving';
import { Bars } from './bars';
import { byCategory, byCriterion, bySkill, suitsRadar } from './charting';
import { Gaps } from './gaps';
import { RadarChart } from './radar';
import { SlowWork } from './slow-work';
import { counted, COVERAGE_ONLY, DIFFICULTIES, levelOf, scoreText, STATUSES } from './words';
import { called } from '../ui/called';

/** On this page; those of each answer stand with it. */
const MOST_REMARKS = 3;

/** How a practice interview went. */
@Component({
  selector: 'app-results',
  imports: [Bars, Empty, Gaps, ProblemNote, RadarChart, RouterLink],
  providers: [Answering, SlowWork],
  templateUrl: './results.html',
  styleUrls: ['./results.css', './tones.css'],
})
export class Results {
  readonly interviewId = input.required<string>();
  private readonly api = inject(Api);
  private readonly answering = inject(Answering);
  protected readonly server = inject(Server);
  protected readonly completing = new Busy();
  private readonly injector = inject(Injector);
  private readonly page = inject<ElementRef<HTMLElement>>(ElementRef);
  private readonly own = computed(() => ({ interview_id: this.interviewId() }));

  protected readonly reading = apiResource('/api/interview/{interview_id}/score', () => ({
    path: this.own(),
    query: { generate_summary: false },
  }));
  protected readonly score = computed(() =>
    this.reading.hasValue() ? this.reading.value() : undefined,
  );
  private readonly results = apiResource('/api/interview/{interview_id}/results', () => ({
    path: this.own(),
  }));
  private readonly answered = computed(() =>
    this.results.hasValue() ? this.results.value().responses : [],
  );
  protected readonly byCoverage = computed(() =>
    this.answered().some((each) => each.judged_by === 'coverage'),
  );
  protected readonly times = computed(
    () =>
      new Map(
        this.answered().map((each) => [
          each.question_id,
          each.time_taken_seconds ?? each.measured_seconds,
        ]),
      ),
  );
  protected readonly followUps = computed(() =>
    this.answered().filter((each) => each.kind === 'follow_up'),
  );

  /** A model is paid for a summary: it is written for a completed interview, or on request. */
  private readonly wantsSummary = signal(false);
  protected readonly summary = apiResource('/api/interview/{interview_id}/score', () => {
    const score = this.score();
    if (score === undefined || score.answered === 0 || score.overall_summary) return undefined;
    const isFree = this.server.answering()?.is_model === false;
    return score.status === 'completed' || isFree || this.wantsSummary()
      ? { path: this.own(), query: { generate_summary: true } }
      : undefined;
  });
  protected readonly summed = computed(() => {
    const score = this.summary.hasValue() ? this.summary.value() : this.score();
    return score?.overall_summary
      ? { text: score.overall_summary, by: score.summary_by ?? 'library' }
      : null;
  });

  protected readonly categories = computed(() => {
    const score = this.score();
    return score ? byCategory(score) : [];
  });
  protected readonly skills = computed(() => bySkill(this.answered()));
  protected readonly suitsRadar = computed(() => suitsRadar(this.skills()));
  /** The criteria are told with each try alone; only a model rates them. */
  private readonly official = resource({
    params: () => {
      const ids = this.answered()
        .filter((each) => each.judged_by === 'model' && each.kind === 'main')
        .map((each) => each.question_id);
      return ids.length > 0 ? { interviewId: this.interviewId(), ids } : undefined;
    },
    loader: async ({ params }) => {
      const tries = await Promise.all(
        params.ids.map((id) => this.answering.tries(params.interviewId, id)),
      );
      return tries.flat().filter((each) => each.is_official && each.state === 'judged');
    },
  });
  protected readonly criteria = computed(() =>
    this.official.hasValue() ? byCriterion(this.official.value()) : [],
  );
  protected readonly isMissing = computed(() => {
    const error = this.reading.error();
    return error !== undefined && [404, 422].includes(problemOf(error).status ?? 0);
  });

  protected readonly remarks = computed(() => {
    const score = this.score();
    const isCoverage = this.byCoverage();
    return [
      {
        title: isCoverage ? 'Nearest to key points' : 'What went well',
        lines: score?.top_strengths.slice(0, MOST_REMARKS) ?? [],
      },
      {
        title: 'What would add most',
        lines: score?.top_improvements.slice(0, MOST_REMARKS) ?? [],
      },
    ].filter(({ lines }) => lines.length > 0);
  });

  protected readonly called = called;
  protected readonly counted = counted;
  protected readonly coverageOnly = COVERAGE_ONLY;
  protected readonly difficulties = DIFFICULTIES;
  protected readonly duration = duration;
  protected readonly levelOf = levelOf;
  protected readonly problemOf = problemOf;
  protected readonly scoreText = scoreText;
  protected readonly statuses = STATUSES;

  constructor() {
    const status = computed(() => this.score()?.status);
    effect(() => {
      // It is there now, or it is completed, and the button for that is gone.
      if (status() !== undefined) focusHeading(this.page, this.injector, false);
    });
  }

  protected async complete(): Promise<void> {
    if (!this.server.online()) return;
    await this.completing.run(async () => {
      await this.api.patch('/api/interview/{interview_id}/complete', { path: this.own() });
      this.reading.reload();
    });
  }

  protected sumUp(): void {
    this.wantsSummary.set(true);
  }
}
