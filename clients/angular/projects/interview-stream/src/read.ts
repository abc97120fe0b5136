import { createParser } from 'eventsource-parser';

import { parseEventText } from './events.js';
import type { StreamEvent } from './events.js';
import { StreamProblem, cutProblem, idleProblem } from './problem.js';

/** The server sends a heartbeat every 15 s; two may be late. */
export const IDLE_MS = 35_000;

/** Characters of one event; the longest answers have a hundredth of it. */
const LONGEST_EVENT = 16 * 1024 * 1024;

export interface ReadOptions {
  /** Milliseconds without a byte after which the connection counts as dead. */
  readonly idleMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called with each `retry:` line: milliseconds to wait before coming back. */
  readonly onRetry?: ((milliseconds: number) => void) | undefined;
}

/**
 * The events of one response body, as they come. What is no event comes as `malformed`.
 *
 * The body is cancelled when you stop reading, which frees its connection.
 *
 * @throws StreamProblem `idle` when nothing comes for too long, `cut` when the body breaks off,
 *   `malformed_stream` for an endless event; the reason of `signal` when it is aborted.
 */
export async function* readEvents(
  body: ReadableStream<Uint8Array>,
  options: ReadOptions = {},
): AsyncGenerator<StreamEvent, void, void> {
  for await (const data of readData(body, options)) yield parseEventText(data);
}

/** The same, as the text after `data: ` of each message. */
export async function* readData(
  body: ReadableStream<Uint8Array>,
  options: ReadOptions = {},
): AsyncGenerator<string, void, void> {
  const { idleMs = IDLE_MS, signal, onRetry } = options;
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let arrived: string[] = [];
  let tooLong = false;
  const parser = createParser({
    onEvent: ({ data }) => arrived.push(data),
    onRetry,
    onError: ({ type }) => {
      tooLong ||= type === 'max-buffer-size-exceeded';
    },
    maxBufferSize: LONGEST_EVENT,
  });
  // A cancelled reader ends the read that waits for it.
  const cancel = () => void reader.cancel().catch(() => undefined);
  let idle = false;
  const becomeIdle = () => {
    idle = true;
    cancel();
  };
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    for (;;) {
      signal?.throwIfAborted();
      const timer = setTimeout(becomeIdle, idleMs);
      const { done, value } = await reader
        .read()
        .catch((cause: unknown) => {
          signal?.throwIfAborted();
          return brokenOff(cause);
        })
        .finally(() => clearTimeout(timer));
      signal?.throwIfAborted();
      if (idle) throw idleProblem(idleMs);
      if (done) return;
      parser.feed(decoder.decode(value, { stream: true }));
      const messages = arrived;
      arrived = [];
      yield* messages;
      if (tooLong) throw new StreamProblem('malformed_stream', 'The server sent an endless event.');
    }
  } finally {
    signal?.removeEventListener('abort', cancel);
    cancel();
    reader.releaseLock();
  }
}

/** What a body rejects with is different on every platform, and tells nobody anything. */
function brokenOff(cause: unknown): never {
  throw cutProblem(cause);
}
