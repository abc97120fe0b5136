import { computed, inject, Injectable, signal } from '@angular/core';
import { type AnswerState, isOver, newKey, type Question } from 'interview-stream';
import { interviewStream } from 'interview-stream/angular';
import { Api } from '../api/client';
import { type Problem, problemOf } from '../api/problem';
import type { AgentId } from '../ui/agents';
import { answerOf, latestOf, type Run } from './stored';

/** Questions that build on each other, with the one that is being answered. */
@Injectable()
export class Thread {
  private readonly api = inject(Api);
  private readonly stream = interviewStream();
  private readonly past = signal<readonly AnswerState[]>([]);
  private readonly failed = signal<Problem | null>(null);
  private readonly conversation = signal<string | null>(null);
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
  readonly isEmpty = computed(
    () => this.past().length === 0 && this.current().phase === 'empty' && !this.failed(),
  );

  clear(): void {
    this.stream.clear();
    this.past.set([]);
    this.failed.set(null);
    this.conversation.set(null);
  }

  /** Ask the next question. Tells whether it was taken. */
  async ask(wanted: Question): Promise<boolean> {
    if (this.running()) return false;
    try {
      const conversationId = await this.continued();
      this.keepCurrent();
      const question = {
        ...wanted,
        ...(conversationId ? { conversation_id: conversationId } : {}),
      };
      this.last = { question, idempotencyKey: newKey() };
      this.send();
      return true;
    } catch (error) {
      this.failed.set(problemOf(error));
      return false;
    }
  }

  /** Have the last question answered anew, by another specialist if one is named. */
  async again(agent?: AgentId): Promise<void> {
    if (this.running()) return;
    const { runId } = this.current();
    if (runId === null) {
      // The server never told that it had begun.
      this.send();
      return;
    }
    this.failed.set(null);
    try {
      const run = await this.api.post('/api/agents/runs/{run_id}/regenerate', {
        path: { run_id: runId },
        body: agent ? { agent } : {},
      });
      void this.stream.follow(run.run_id);
    } catch (error) {
      this.failed.set(problemOf(error));
    }
  }

  stop(): Promise<void> {
    return this.stream.cancel();
  }

  /** Go on reading where the connection was lost for good. */
  resume(): void {
    const runId = this.current().runId;
    if (runId !== null) void this.stream.follow(runId);
  }

  /** Open one answer: follow it if it is running, else show what is stored. */
  async openRun(runId: string): Promise<void> {
    this.clear();
    try {
      const run = await this.api.get('/api/agents/runs/{run_id}', { path: { run_id: runId } });
      if (run.conversation_id) await this.openConversation(run.conversation_id);
      else this.show([run]);
    } catch (error) {
      this.failed.set(problemOf(error));
    }
  }

  async openConversation(conversationId: string): Promise<void> {
    this.clear();
    try {
      const { runs } = await this.api.get('/api/agents/conversations/{conversation_id}', {
        path: { conversation_id: conversationId },
      });
      this.conversation.set(conversationId);
      this.show(latestOf(runs));
    } catch (error) {
      this.failed.set(problemOf(error));
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
    this.failed.set(null);
    const { runId } = this.current();
    if (this.conversation() === null && runId !== null && isOver(this.current())) {
      const made = await this.api.post('/api/agents/conversations', { body: { run_id: runId } });
      this.conversation.set(made.conversation_id);
    }
    return this.conversation();
  }

  private keepCurrent(): void {
    const current = this.current();
    if (current.phase === 'empty' || current.runId === null) return;
    this.past.update((past) => [...past, current]);
  }
}
