import { computed, inject, Injectable, signal } from '@angular/core';
import { type AnswerState, isOver, newKey, type Question } from 'interview-stream';
import { interviewStream } from 'interview-stream/angular';
import { streamsAsCaller } from '../api/as-caller';
import { Api } from '../api/client';
import { type Problem, problemOf } from '../api/problem';
import { Notices } from '../core/notices';
import { Session } from '../core/session';
import type { AgentId } from '../ui/agents';
import { answerOf, latestOf, type Run } from './stored';

/** Questions that build on each other, with the one that is being answered. */
@Injectable()
export class Thread {
  private readonly api = inject(Api);
  private readonly notices = inject(Notices);
  private readonly stream = interviewStream(streamsAsCaller(inject(Session)));
  private readonly past = signal<readonly AnswerState[]>([]);
  private readonly failed = signal<Problem | null>(null);
  private readonly conversation = signal<string | null>(null);
  private readonly opening = signal(false);
  /** Counts what was shown: what is read for one thread must not come to lie over the next. */
  private shown = 0;
  /** The thread in which an answer is being begun. */
  private beginning: number | null = null;
  /** What was asked last, with the key that makes asking it twice the same as once. */
  private last: { readonly question: Question; readonly idempotencyKey: string } | null = null;

  /** The answers before the current one. */
  readonly answered = this.past.asReadonly();
  /** The answer that was asked for last; of phase `empty` while there is none. */
  readonly current = this.stream.state;
  readonly connection = this.stream.connection;
  /** Whether there has been no connection for a second. */
  readonly away = this.stream.away;
  readonly running = this.stream.running;
  /** What kept the thread from being opened or continued. */
  readonly problem = this.failed.asReadonly();
  readonly conversationId = this.conversation.asReadonly();
  /** Whether what is to be shown is still being read. */
  readonly isOpening = this.opening.asReadonly();
  readonly isEmpty = computed(
    () =>
      this.past().length === 0 &&
      this.current().phase === 'empty' &&
      !this.failed() &&
      !this.opening(),
  );

  clear(): void {
    this.shown++;
    this.opening.set(false);
    this.stream.clear();
    this.past.set([]);
    this.failed.set(null);
    this.conversation.set(null);
  }

  /** Ask the next question. Tells whether it was taken. */
  ask(wanted: Question): Promise<boolean> {
    return this.begin(async (isCurrent) => {
      const conversationId = await this.continued();
      if (!isCurrent()) return;
      this.conversation.set(conversationId);
      this.keepCurrent();
      const question = {
        ...wanted,
        ...(conversationId ? { conversation_id: conversationId } : {}),
      };
      this.last = { question, idempotencyKey: newKey() };
      this.send();
    });
  }

  /** Have the last question answered anew, by another specialist if one is named. */
  again(agent?: AgentId): Promise<boolean> {
    return this.begin(async (isCurrent) => {
      const { runId } = this.current();
      if (runId === null) {
        // The server never told that it had begun.
        this.send();
        return;
      }
      const run = await this.api.post('/api/agents/runs/{run_id}/regenerate', {
        path: { run_id: runId },
        body: agent ? { agent } : {},
      });
      if (isCurrent()) void this.stream.follow(run.run_id);
    });
  }

  async stop(): Promise<void> {
    try {
      await this.stream.cancel();
    } catch (error) {
      this.notices.warn(problemOf(error).message);
    }
  }

  /** Go on reading where the connection was lost for good. */
  resume(): void {
    const runId = this.current().runId;
    if (runId !== null) void this.stream.follow(runId);
  }

  /** Open one answer: follow it if it is running, else show what is stored. */
  openRun(runId: string): Promise<void> {
    return this.open(async () => {
      const run = await this.api.get('/api/agents/runs/{run_id}', { path: { run_id: runId } });
      return run.conversation_id ? this.runsOf(run.conversation_id) : { runs: [run], of: null };
    });
  }

  openConversation(conversationId: string): Promise<void> {
    return this.open(() => this.runsOf(conversationId));
  }

  private async runsOf(conversationId: string) {
    const { runs } = await this.api.get('/api/agents/conversations/{conversation_id}', {
      path: { conversation_id: conversationId },
    });
    return { runs: latestOf(runs), of: conversationId };
  }

  private async open(
    read: () => Promise<{ runs: readonly Run[]; of: string | null }>,
  ): Promise<void> {
    this.clear();
    this.opening.set(true);
    const { shown } = this;
    try {
      const { runs, of } = await read();
      if (shown !== this.shown) return;
      this.conversation.set(of);
      this.show(runs);
    } catch (error) {
      if (shown === this.shown) this.failed.set(problemOf(error));
    } finally {
      if (shown === this.shown) this.opening.set(false);
    }
  }

  /** Begin an answer, one at a time. Tells whether it was begun. */
  private async begin(work: (isCurrent: () => boolean) => Promise<void>): Promise<boolean> {
    const { shown } = this;
    if (this.running() || this.opening() || this.beginning === shown) return false;
    this.beginning = shown;
    this.failed.set(null);
    const isCurrent = () => shown === this.shown;
    try {
      await work(isCurrent);
      return isCurrent();
    } catch (error) {
      if (isCurrent()) this.failed.set(problemOf(error));
      return false;
    } finally {
      if (isCurrent()) this.beginning = null;
    }
  }

  private show(runs: readonly Run[]): void {
    const last = runs.at(-1);
    this.past.set(runs.slice(0, -1).map(answerOf));
    // The stream of a run that is over tells all of it as well, in the same way.
    if (last) void this.stream.follow(last.run_id);
  }

  private send(): void {
    if (this.last === null) return;
    const { question, idempotencyKey } = this.last;
    void this.stream.ask(question, { idempotencyKey });
  }

  /** The conversation to go on with, made of the first answer when the second is asked for. */
  private async continued(): Promise<string | null> {
    const { runId } = this.current();
    if (this.conversation() === null && runId !== null && isOver(this.current())) {
      const made = await this.api.post('/api/agents/conversations', { body: { run_id: runId } });
      return made.conversation_id;
    }
    return this.conversation();
  }

  private keepCurrent(): void {
    const current = this.current();
    if (current.phase === 'empty' || current.runId === null) return;
    this.past.update((past) => [...past, current]);
  }
}
