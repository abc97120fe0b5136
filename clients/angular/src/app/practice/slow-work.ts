import { DestroyRef, inject, Injectable, signal } from '@angular/core';
import { readProgress } from 'interview-stream';
import { streamsAsCaller } from '../api/as-caller';
import { type Problem, problemOf } from '../api/problem';
import { Session } from '../core/session';

/** Then whoever waits is asked: about half a minute. */
const MOST_ATTEMPTS = 8;
const AWAY = new Set<string>(['idle', 'offline', 'reconnecting']);

/** Requests that take a model a while, with what the server says of how far it is. */
@Injectable()
export class SlowWork {
  private readonly asCaller = streamsAsCaller(inject(Session));
  private readonly leaving = new AbortController();
  private readonly told = signal('');
  private readonly running = signal(false);
  private readonly failed = signal<Problem | null>(null);

  readonly message = this.told.asReadonly();
  readonly busy = this.running.asReadonly();
  readonly problem = this.failed.asReadonly();

  constructor() {
    inject(DestroyRef).onDestroy(() => this.leaving.abort());
  }

  /** Whether the page that wanted it is gone. */
  get left(): boolean {
    return this.leaving.signal.aborted;
  }

  /**
   * Do something, unless something is being done; null when it failed, or the page was left.
   *
   * @param first What to say until the server says something.
   */
  async run<Result>(first: string, work: () => Promise<Result>): Promise<Result | null> {
    if (this.running()) return null;
    this.running.set(true);
    this.failed.set(null);
    this.told.set(first);
    try {
      return await work();
    } catch (error) {
      if (!this.left) this.failed.set(problemOf(error));
      return null;
    } finally {
      this.running.set(false);
      this.told.set('');
    }
  }

  /** Send a request and follow its progress. Rejects with a `Problem`. */
  async follow<Result>(path: string, body: unknown, idempotencyKey?: string): Promise<Result> {
    return readProgress<Result>(path, body, {
      ...this.asCaller,
      signal: this.leaving.signal,
      maxAttempts: MOST_ATTEMPTS,
      onProgress: (message) => this.told.set(message),
      onConnection: ({ status }) => {
        if (AWAY.has(status)) this.told.set('The connection is away. Trying again …');
      },
      ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    });
  }

  say(message: string): void {
    this.told.set(message);
  }

  clear(): void {
    this.failed.set(null);
  }
}
