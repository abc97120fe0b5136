import { StreamProblem } from './problem.js';
import type { Network, StreamConfig } from './request.js';

/** How an answer ended for whoever followed it. */
export type Outcome =
  | { readonly kind: 'complete' }
  /** By its `error` event, by a refusal, or because the connection did not come back. */
  | { readonly kind: 'failed'; readonly problem: StreamProblem }
  /** Everything had been seen before. */
  | { readonly kind: 'over' }
  /** Whoever followed it left. */
  | { readonly kind: 'aborted' };

/** What the connection is doing. */
export type Connection =
  | { readonly status: 'connecting' }
  | { readonly status: 'live' }
  /** Nothing came for too long; it reconnects. */
  | { readonly status: 'idle' }
  | { readonly status: 'offline' }
  | {
      readonly status: 'reconnecting';
      /** From 1. */
      readonly attempt: number;
      readonly inMs: number;
      readonly problem: StreamProblem;
    }
  /** The last state, told exactly once; without an outcome, nothing has begun. */
  | { readonly status: 'closed'; readonly outcome: Outcome | null };

export interface RetryOptions extends StreamConfig {
  readonly signal?: AbortSignal | undefined;
  readonly onConnection?: ((connection: Connection) => void) | undefined;
}

const SHORTEST_MS = 500;
const LONGEST_MS = 8_000;
/** What a server may make clients wait at most; more than that is a mistake. */
const LONGEST_RETRY_AFTER_MS = 600_000;
const LONGEST_RETRY_MS = 60_000;
/** Some machines count as offline and reach a server on themselves. */
const LONGEST_OFFLINE_MS = 30_000;
const MAX_ATTEMPTS = 60;
/** A mistake of the server's rarely goes away. */
const MAX_ATTEMPTS_AT_500 = 3;

/** Statuses below 500 that say nothing about the request itself. */
const PASSING_REFUSALS = new Set([408, 425, 429]);

/** Waits between attempts, longer each time, until one succeeds or there is no hope. */
export class Retries {
  private attempt = 0;
  private shortest = SHORTEST_MS;

  constructor(private readonly options: RetryOptions) {}

  /** Try until it works, and wait between the attempts. */
  async until<T>(attempt: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await attempt();
      } catch (failure) {
        await this.pauseAfter(failure);
      }
    }
  }

  /** An attempt got somewhere: the next failure is the first again. */
  succeeded(): void {
    this.attempt = 0;
  }

  /** The server tells in a `retry:` line how long to wait at least. */
  readonly slowDown = (milliseconds: number): void => {
    this.shortest = Math.min(Math.max(milliseconds, SHORTEST_MS), LONGEST_RETRY_MS);
  };

  /**
   * Wait until it is time to try again.
   *
   * @throws What failed, when trying again is no use or was tried too often; the reason of
   *   `signal` when that is aborted.
   */
  async pauseAfter(failure: unknown): Promise<void> {
    const { signal, onConnection, network = browserNetwork } = this.options;
    signal?.throwIfAborted();
    if (!(failure instanceof StreamProblem) || !mayPass(failure)) throw failure;
    if (failure.code === 'idle') onConnection?.({ status: 'idle' });
    if (network.online()) {
      this.attempt += 1;
      if (this.attempt > this.limitFor(failure)) throw gaveUp(failure);
      const inMs = this.delay(failure);
      onConnection?.({ status: 'reconnecting', attempt: this.attempt, inMs, problem: failure });
      await this.wait(inMs, signal);
    } else {
      onConnection?.({ status: 'offline' });
      await this.untilOnline(network);
    }
    onConnection?.({ status: 'connecting' });
  }

  private limitFor(failure: StreamProblem): number {
    const { maxAttempts = MAX_ATTEMPTS } = this.options;
    return failure.status === 500 ? Math.min(maxAttempts, MAX_ATTEMPTS_AT_500) : maxAttempts;
  }

  private delay({ retryAfter }: StreamProblem): number {
    const { random = Math.random } = this.options;
    if (retryAfter !== null) {
      // Everybody was told the same moment; they need not all come in the same instant.
      return Math.min(retryAfter * 1000, LONGEST_RETRY_AFTER_MS) + random() * 1000;
    }
    const ceiling = Math.min(
      this.shortest * 2 ** Math.min(this.attempt, 10),
      Math.max(LONGEST_MS, this.shortest),
    );
    return this.shortest + random() * (ceiling - this.shortest);
  }

  private wait(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return (this.options.wait ?? pause)(milliseconds, signal);
  }

  private async untilOnline(network: Network): Promise<void> {
    const { signal } = this.options;
    const either = new AbortController();
    const abort = () => either.abort(signal?.reason);
    signal?.addEventListener('abort', abort, { once: true });
    try {
      await Promise.race([
        network.whenOnline(either.signal),
        this.wait(LONGEST_OFFLINE_MS, either.signal),
      ]);
    } finally {
      signal?.removeEventListener('abort', abort);
      either.abort();
    }
  }
}

/** Resolve after some milliseconds; reject with its reason when the signal is aborted. */
export function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const abort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort);
      resolve();
    }, milliseconds);
    signal?.addEventListener('abort', abort, { once: true });
  });
}

/** What the browser knows; elsewhere there is always a network. */
export const browserNetwork: Network = {
  online: () => globalThis.navigator?.onLine !== false,
  whenOnline: (signal) =>
    new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const done = () => {
        globalThis.removeEventListener('online', done);
        signal.removeEventListener('abort', done);
        if (signal.aborted) reject(signal.reason);
        else resolve();
      };
      globalThis.addEventListener('online', done);
      signal.addEventListener('abort', done);
    }),
};

function mayPass({ retryable, status }: StreamProblem): boolean {
  return retryable && (status === null || status >= 500 || PASSING_REFUSALS.has(status));
}

function gaveUp(cause: StreamProblem): StreamProblem {
  if (cause.status !== null) return cause;
  return new StreamProblem(
    'connection_lost',
    'The connection did not come back. The server keeps the answer: open it again in a moment.',
    { retryable: true, cause },
  );
}
