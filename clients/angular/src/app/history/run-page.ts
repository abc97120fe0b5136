import {
  Component,
  computed,
  DestroyRef,
  effect,
  inject,
  input,
  signal,
  untracked,
} from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { type AnswerState, followRun, replay, type StreamEvent } from 'interview-stream';
import { interviewStream } from 'interview-stream/angular';
import { streamsAsCaller } from '../api/as-caller';
import { Api, apiResource } from '../api/client';
import { type Problem, problemOf } from '../api/problem';
import { answerOf } from '../ask/stored';
import { AnswerTurn } from '../ask/answer-turn';
import { Notices } from '../core/notices';
import { Session } from '../core/session';
import { Busy } from '../ui/busy';
import { Confirm } from '../ui/confirm';
import { Empty } from '../ui/empty';
import { reading } from '../ui/markdown/parts';
import { ProblemNote } from '../ui/problem-note';
import { dateTime } from '../ui/times';
import { SaveToInterview } from '../ask/save-to-interview';
import { outcome } from './outcomes';
import { Timeline } from './timeline';

type Speed = 1 | 4 | typeof Infinity;

/** One answer of the past: what it was, how it came about, and once more as it was written. */
@Component({
  selector: 'app-run-page',
  imports: [AnswerTurn, Confirm, Empty, ProblemNote, RouterLink, SaveToInterview, Timeline],
  templateUrl: './run-page.html',
})
export class RunPage {
  readonly runId = input.required<string>();
  private readonly api = inject(Api);
  private readonly router = inject(Router);
  private readonly notices = inject(Notices);
  private readonly asCaller = streamsAsCaller(inject(Session));
  private readonly stream = interviewStream(this.asCaller);
  private events: readonly StreamEvent[] | null = null;
  private replaying: AbortController | null = null;
  protected readonly removing = new Busy();
  private readonly failed = signal<Problem | null>(null);
  protected readonly problem = computed(() => this.failed() ?? this.removing.problem());
  protected readonly saving = signal(false);
  protected readonly playing = signal(false);
  protected readonly reading = apiResource('/api/agents/runs/{run_id}', () => ({
    path: { run_id: this.runId() },
  }));
  protected readonly run = computed(() =>
    this.reading.hasValue() ? this.reading.value() : undefined,
  );
  protected readonly answer = computed<AnswerState | undefined>(() => {
    const run = this.run();
    if (this.stream.state().phase !== 'empty') return this.stream.state();
    return run && answerOf(run);
  });
  protected readonly isMissing = computed(() => {
    const error = this.reading.error();
    return error !== undefined && [404, 422].includes(problemOf(error).status ?? 0);
  });
  protected readonly speeds: readonly { readonly speed: Speed; readonly name: string }[] = [
    { speed: 1, name: 'As it was' },
    { speed: 4, name: '4 × as fast' },
    { speed: Infinity, name: 'At once' },
  ];
  protected readonly outcome = outcome;
  protected readonly dateTime = dateTime;
  protected readonly problemOf = problemOf;

  constructor() {
    void reading.load();
    effect(() => {
      this.runId();
      untracked(() => this.forget());
    });
    inject(DestroyRef).onDestroy(() => this.replaying?.abort());
  }

  /** Have the stored events go through the very code that shows live ones. */
  protected async play(speed: Speed): Promise<void> {
    this.replaying?.abort();
    const { signal } = (this.replaying = new AbortController());
    this.failed.set(null);
    this.playing.set(true);
    try {
      this.events ??= await this.read(signal);
      this.stream.clear();
      for await (const event of replay(this.events, { speed, signal })) this.stream.apply(event);
    } catch (error) {
      if (!signal.aborted) this.failed.set(problemOf(error));
    }
    if (!signal.aborted) this.playing.set(false);
  }

  protected stop(): void {
    this.replaying?.abort();
    this.playing.set(false);
    this.stream.clear();
  }

  /** What is known of another answer. */
  private forget(): void {
    this.stop();
    this.events = null;
    this.failed.set(null);
  }

  protected ask(question: string): void {
    void this.router.navigate(['/ask'], { queryParams: { question, new: 1 } });
  }

  protected async remove(): Promise<void> {
    const done = await this.removing.run(() =>
      this.api.delete('/api/agents/runs/{run_id}', { path: { run_id: this.runId() } }),
    );
    if (!done) return;
    this.notices.say('The answer is deleted.');
    await this.router.navigate(['/history']);
  }

  private async read(signal: AbortSignal): Promise<StreamEvent[]> {
    const events: StreamEvent[] = [];
    const options = { ...this.asCaller, signal };
    for await (const event of followRun(this.runId(), options)) events.push(event);
    return events;
  }
}
