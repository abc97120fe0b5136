import { ApplicationRef, DestroyRef, InjectionToken, inject, signal } from '@angular/core';
import type { FactoryProvider, Signal } from '@angular/core';

import type { StreamEvent } from './events.js';
import { ask, cancelRun, followRun } from './follow.js';
import type { AskOptions, Events, Question } from './follow.js';
import { Pace } from './pace.js';
import { StreamProblem } from './problem.js';
import { emptyAnswer, isOver, reduce } from './reducer.js';
import type { AnswerState } from './reducer.js';
import type { StreamConfig } from './request.js';
import type { Connection, Outcome } from './retries.js';

const CONFIG = new InjectionToken<StreamConfig>('interview-stream configuration', {
  providedIn: 'root',
  factory: () => ({}),
});

/**
 * Say where the API is and how to sign in, for all streams below this injector.
 *
 * @param config The configuration, or a function that makes it and may call `inject`.
 */
export function provideInterviewStream(
  config: StreamConfig | (() => StreamConfig),
): FactoryProvider {
  return { provide: CONFIG, useFactory: () => (typeof config === 'function' ? config() : config) };
}

/**
 * Follow one answer at a time, in signals. To be called in an injection context, such as a field
 * initialiser; reading stops when that is destroyed.
 *
 * @param config Counts before that of `provideInterviewStream`.
 */
export function interviewStream(config: StreamConfig = {}): InterviewStream {
  const app = inject(ApplicationRef);
  const stream = new InterviewStream({ ...inject(CONFIG), ...config }, () => {
    if (!app.destroyed) app.tick();
  });
  inject(DestroyRef).onDestroy(() => stream.leave());
  return stream;
}

/** An answer, its connection, and what can be done with them. Made by `interviewStream()`. */
export class InterviewStream {
  private readonly shown = signal(emptyAnswer);
  private readonly connected = signal<Connection>(CLOSED);
  private readonly busy = signal(false);
  private readonly gone = signal(false);
  private absence: ReturnType<typeof setTimeout> | null = null;
  private latest = emptyAnswer;
  /** What there was when the connection did not come back: the run may go on. */
  private lost: AnswerState | null = null;
  private reading: AbortController | null = null;
  private stopping = false;
  private readonly pace: Pace;

  /** What is known of the answer. */
  readonly state: Signal<AnswerState> = this.shown.asReadonly();
  readonly connection: Signal<Connection> = this.connected.asReadonly();
  /** Whether there has been no connection for a second: worth telling. A short loss is not. */
  readonly away: Signal<boolean> = this.gone.asReadonly();
  /** Whether an answer is being followed. */
  readonly running: Signal<boolean> = this.busy.asReadonly();

  /** @param render Brings the screen up to date; how long it takes decides how often. */
  constructor(
    private readonly config: StreamConfig = {},
    render: () => void = () => undefined,
  ) {
    this.pace = new Pace(() => this.shown.set(this.latest), render);
  }

  /**
   * Ask, and follow the answer; what was followed before is left.
   *
   * @returns How it ended. Never rejects: what went wrong is in the outcome and in `state`.
   */
  ask(
    question: Question,
    options: Pick<AskOptions, 'idempotencyKey' | 'onRun'> = {},
  ): Promise<Outcome> {
    this.show({ ...emptyAnswer, phase: 'starting', question: question.question });
    return this.read((following) =>
      ask(question, {
        ...following,
        ...options,
        onRun: (run) => {
          this.latest = { ...this.latest, runId: run.run_id };
          this.pace.directly();
          options.onRun?.(run);
          if (this.stopping) void this.cancel().catch(() => undefined);
        },
      }),
    );
  }

  /**
   * Follow a run from where this has got with it, or from its first event.
   *
   * @returns As `ask`.
   */
  follow(runId: string): Promise<Outcome> {
    const known = this.lost ?? this.latest;
    const goesOn = known.runId === runId && known.lastId > 0 && !isOver(known);
    this.show(goesOn ? known : { ...emptyAnswer, phase: 'starting', runId });
    const { lastId } = this.latest;
    return this.read((following) => followRun(runId, { ...following, after: lastId }));
  }

  /**
   * Stop the answer; what there is of it stays. The stream then ends by itself.
   *
   * @throws StreamProblem when the server can't be told.
   */
  async cancel(): Promise<void> {
    if (!this.busy()) return;
    if (this.latest.runId !== null) return cancelRun(this.latest.runId, this.config);
    // Its id comes in a moment; without a connection, nobody is asked any more.
    this.stopping = true;
    const { status } = this.connected();
    if (status === 'connecting' || status === 'live') return;
    this.leave();
    this.show({ ...this.latest, phase: 'stopped' });
  }

  /** Stop reading. The run goes on; `follow` comes back to it. */
  leave(): void {
    if (this.reading) this.tell({ status: 'closed', outcome: { kind: 'aborted' } });
    this.reading?.abort();
    this.reading = null;
    this.pace.directly();
    this.busy.set(false);
  }

  /** Leave, and forget the answer. */
  clear(): void {
    this.leave();
    this.show(emptyAnswer);
    this.tell(CLOSED);
  }

  /** Take in one event: for a replay of stored ones. */
  apply(event: StreamEvent): void {
    const before = this.latest;
    this.latest = reduce(before, event);
    if (this.latest === before) return;
    if (event.event_type === 'content') this.pace.soon();
    else this.pace.directly();
  }

  private show(state: AnswerState): void {
    this.leave();
    this.lost = null;
    this.latest = state;
    this.shown.set(state);
  }

  private async read(start: (following: AskOptions) => Events): Promise<Outcome> {
    const reading = new AbortController();
    this.reading?.abort();
    this.reading = reading;
    this.stopping = false;
    this.busy.set(true);
    let outcome: Outcome = { kind: 'aborted' };
    const following: AskOptions = {
      ...this.config,
      signal: reading.signal,
      onConnection: (connection) => {
        if (connection.status === 'closed' && connection.outcome) outcome = connection.outcome;
        if (this.reading === reading) this.tell(connection);
      },
    };
    try {
      for await (const event of start(following)) {
        if (this.reading === reading) this.apply(event);
      }
    } catch (error) {
      if (!reading.signal.aborted) this.fail(error);
    } finally {
      if (this.reading === reading) {
        this.reading = null;
        this.busy.set(false);
      }
    }
    return outcome;
  }

  private tell(connection: Connection): void {
    this.connected.set(connection);
    const { status } = connection;
    if (status === 'live' || status === 'closed') {
      if (this.absence !== null) clearTimeout(this.absence);
      this.absence = null;
      this.gone.set(false);
    } else {
      this.absence ??= setTimeout(() => this.gone.set(true), NOTICEABLE_MS);
    }
  }

  private fail(error: unknown): void {
    if (!(error instanceof StreamProblem)) throw error; // a mistake, not an answer that failed
    this.lost = this.latest;
    this.latest = { ...this.latest, phase: 'failed', message: error.message, problem: error };
    this.pace.directly();
  }
}

/** Telling a loss that is made good at once would only alarm. */
const NOTICEABLE_MS = 1_000;

const CLOSED: Connection = { status: 'closed', outcome: null };
