import { isAnything, isText, shape } from './checks.js';
import { isErrorData, isFrame, parseJson } from './events.js';
import { StreamProblem, problemOfEvent } from './problem.js';
import { readData } from './read.js';
import { send } from './request.js';
import { Retries } from './retries.js';
import type { RetryOptions } from './retries.js';

export interface ProgressOptions<T> extends RetryOptions {
  readonly method?: string | undefined;
  /**
   * For requests that take an `Idempotency-Key`, such as POST /api/interview/create: then a
   * connection that breaks is opened again, and the work is done once.
   */
  readonly idempotencyKey?: string | undefined;
  /** Called with each sentence that tells how far the work is. */
  readonly onProgress?: ((message: string) => void) | undefined;
  /** Makes sure that the result is what you expect; throws when it is not. */
  readonly result?: ((value: unknown) => T) | undefined;
}

/**
 * Send a request that takes a while, such as POST /api/interview/create, and follow its progress.
 *
 * The work goes on if you leave; its result can be read where it is kept.
 *
 * @returns What the plain request would have answered.
 * @throws StreamProblem of the response or of the `error` event; `cut` when the connection broke
 *   off; the reason of `signal` when it is aborted.
 */
export async function readProgress<T = unknown>(
  path: string,
  body: unknown,
  options: ProgressOptions<T> = {},
): Promise<T> {
  const { idempotencyKey, method = 'POST', result = (value) => value as T } = options;
  const init = {
    method,
    body: body === undefined ? null : JSON.stringify(body),
    headers: {
      Accept: 'text/event-stream',
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
      ...(idempotencyKey !== undefined && { 'Idempotency-Key': idempotencyKey }),
    },
  };
  const attempt = async () => {
    const response = await send(path, init, options, followedOrWhole);
    return response instanceof ReadableStream ? resultOf(response, options) : response.whole;
  };
  const retries = new Retries(options);
  return result(await (idempotencyKey === undefined ? attempt() : retries.until(attempt)));
}

/** A server may answer at once, without telling progress. */
async function followedOrWhole(
  response: Response,
): Promise<ReadableStream<Uint8Array> | { whole: unknown }> {
  const type = response.headers.get('Content-Type') ?? '';
  if (response.body !== null && type.toLowerCase().startsWith('text/event-stream')) {
    return response.body;
  }
  return { whole: parseJson(await response.text()) };
}

async function resultOf(
  body: ReadableStream<Uint8Array>,
  options: ProgressOptions<unknown>,
): Promise<unknown> {
  for await (const text of readData(body, options)) {
    const event = parseJson(text);
    if (!isFrame(event)) continue;
    const { event_type: type, data } = event;
    if (type === 'complete' && isResult(data)) return data.result;
    if (type === 'error' && isErrorData(data)) throw problemOfEvent(data);
    if (isMessage(data)) options.onProgress?.(data.message);
  }
  throw new StreamProblem(
    'cut',
    'The connection broke off. The work goes on: look for its result in a moment.',
    { retryable: true },
  );
}

const isMessage = shape<{ readonly message: string }>({ message: isText });
const isResult = shape<{ readonly result: unknown }>({ result: isAnything });
