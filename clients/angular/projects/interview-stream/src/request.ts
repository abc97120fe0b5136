import { IDLE_MS } from './read.js';
import { StreamProblem, idleProblem, networkProblem, problemOfResponse } from './problem.js';

/** Where the API is and how it is spoken to; the same for every request of a program. */
export interface StreamConfig {
  /** Origin and path before `/api`; left out, the page's own origin. */
  readonly baseUrl?: string | undefined;
  /** Awaited before every request, also those that reconnect, so a token is never stale. */
  readonly headers?: (() => HeadersInit | Promise<HeadersInit>) | undefined;
  readonly fetch?: typeof globalThis.fetch | undefined;
  readonly credentials?: RequestCredentials | undefined;
  /** Milliseconds without a byte after which a connection counts as dead; 35,000. */
  readonly idleMs?: number | undefined;
  /** Failures in a row, without an event between them, after which it gives up; 60. */
  readonly maxAttempts?: number | undefined;
  /** Tells whether there is a network; that of the browser where there is one. */
  readonly network?: Network | undefined;
  /** Resolves after some milliseconds, rejects when aborted. For tests. */
  readonly wait?: ((milliseconds: number, signal?: AbortSignal) => Promise<void>) | undefined;
  /** 0 to 1. For tests. */
  readonly random?: (() => number) | undefined;
}

export interface Network {
  online(): boolean;
  /** Resolves once there is a network; rejects when aborted. */
  whenOnline(signal: AbortSignal): Promise<void>;
}

export interface RequestOptions extends StreamConfig {
  readonly signal?: AbortSignal | undefined;
}

/**
 * Send one request and use its response.
 *
 * @param use Reads what is needed; a stream's body may be read later.
 * @throws StreamProblem when it is refused, nothing comes in time, or there is no connection; the
 *   reason of `signal` when it is aborted.
 */
export async function send<T>(
  path: string,
  init: RequestInit & { readonly headers?: Readonly<Record<string, string>> },
  options: RequestOptions,
  use: (response: Response) => T | Promise<T>,
): Promise<T> {
  const { signal, baseUrl = '', idleMs = IDLE_MS, credentials } = options;
  signal?.throwIfAborted();
  // A signal of its own for each request: one that lives long would gather listeners.
  const ending = new AbortController();
  const abort = () => ending.abort(signal?.reason);
  signal?.addEventListener('abort', abort, { once: true });
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    ending.abort();
  }, idleMs);
  try {
    const headers = new Headers(await options.headers?.());
    for (const [name, value] of Object.entries(init.headers ?? {})) headers.set(name, value);
    const fetch = options.fetch ?? globalThis.fetch;
    const response = await fetch(baseUrl.replace(/\/+$/, '') + path, {
      cache: 'no-store',
      ...(credentials && { credentials }),
      ...init,
      headers,
      signal: ending.signal,
    });
    if (!response.ok) throw await problemOfResponse(response);
    return await use(response);
  } catch (error) {
    signal?.throwIfAborted();
    if (late) throw idleProblem(idleMs);
    throw error instanceof StreamProblem ? error : networkProblem(error);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}

/** The body of a response that is an event stream. */
export function streamOf(response: Response): ReadableStream<Uint8Array> {
  const type = response.headers.get('Content-Type') ?? '';
  if (response.body !== null && type.toLowerCase().startsWith('text/event-stream')) {
    return response.body;
  }
  void response.body?.cancel().catch(() => undefined);
  throw new StreamProblem(
    'not_a_stream',
    'What answers there is not this API. Check the address of the server.',
    { status: response.status },
  );
}

/** A key under which a request may be repeated: a UUID, also where pages are not secure. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
