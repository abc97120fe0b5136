import { Observable } from 'rxjs';

import type { StreamEvent } from './events.js';
import { ask, followRun } from './follow.js';
import type { AskOptions, Question, StreamOptions } from './follow.js';

/** As `ask`; every subscription asks anew. Unsubscribing stops reading, the run goes on. */
export function ask$(question: Question, options: AskOptions = {}): Observable<StreamEvent> {
  return fromEvents((signal) => ask(question, { ...options, signal }));
}

/** As `followRun`. Unsubscribing stops reading, the run goes on. */
export function follow$(
  runId: string,
  options: StreamOptions & { readonly after?: number | undefined } = {},
): Observable<StreamEvent> {
  return fromEvents((signal) => followRun(runId, { ...options, signal }));
}

/**
 * Any of the generators of this library as a cold observable.
 *
 * @param start Called at each subscription; the signal is aborted when that ends.
 */
export function fromEvents<T>(start: (signal: AbortSignal) => AsyncIterable<T>): Observable<T> {
  return new Observable<T>((subscriber) => {
    const ending = new AbortController();
    void (async () => {
      try {
        for await (const event of start(ending.signal)) {
          if (ending.signal.aborted) return;
          subscriber.next(event);
        }
        subscriber.complete();
      } catch (error) {
        if (!ending.signal.aborted) subscriber.error(error);
      }
    })();
    return () => ending.abort();
  });
}
