import type { ErrorData } from './events.js';

/** One thing that is wrong with one field of a request, as status 422 names it. */
export interface FieldProblem {
  readonly field: string;
  readonly message: string;
}

interface Details {
  readonly retryable?: boolean;
  readonly retryAfter?: number | null;
  readonly status?: number | null;
  readonly requestId?: string | null;
  readonly hint?: string | null;
  readonly fields?: readonly FieldProblem[];
  readonly cause?: unknown;
}

/** Statuses after which the very same request may succeed. */
const PASSING = new Set([408, 425, 429, 500, 502, 503, 504]);

/**
 * What went wrong, whether the server refused a request, the network failed or an answer broke off.
 *
 * Codes are those of the API (see "Errors" in API_DOCUMENTATION.md), and of this library:
 * `network`, `idle`, `cut`, `connection_lost`, `not_a_stream`, `malformed_event`,
 * `malformed_stream` and `request_failed`.
 */
export class StreamProblem extends Error {
  override readonly name = 'StreamProblem';
  /** Whether the same request may succeed later. */
  readonly retryable: boolean;
  /** Seconds to wait first, when known. */
  readonly retryAfter: number | null;
  /** HTTP status of the response, or the one that an `error` event names. */
  readonly status: number | null;
  /** What to report to whoever runs the server. */
  readonly requestId: string | null;
  /** What to do next, where `message` does not say it. */
  readonly hint: string | null;
  readonly fields: readonly FieldProblem[];

  constructor(
    /** What went wrong, for programs. */
    readonly code: string,
    message: string,
    details: Details = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.retryable = details.retryable ?? false;
    this.retryAfter = details.retryAfter ?? null;
    this.status = details.status ?? null;
    this.requestId = details.requestId ?? null;
    this.hint = details.hint ?? null;
    this.fields = details.fields ?? [];
  }
}

/** The problem that a refused request tells, from `application/problem+json` where it is some. */
export async function problemOfResponse(response: Response): Promise<StreamProblem> {
  const body = parsed(await response.text().catch(() => ''));
  return problemOfRefusal(response.status, (name) => response.headers.get(name), body);
}

/**
 * The problem that a refused request tells, for programs that have read the response themselves.
 *
 * @param header Looks up a header of the response.
 * @param body As it was parsed, whatever it is.
 */
export function problemOfRefusal(
  status: number,
  header: (name: string) => string | null,
  body: unknown,
): StreamProblem {
  const told = record(body);
  const retryable = told['retryable'];
  return new StreamProblem(
    text(told['code']) ?? 'request_failed',
    text(told['detail']) ?? `The server answered with status ${status}, and did not say why.`,
    {
      status,
      retryable: typeof retryable === 'boolean' ? retryable : PASSING.has(status),
      retryAfter: secondsOf(header('Retry-After')),
      requestId: text(told['request_id']) ?? header('X-Request-ID'),
      hint: text(told['hint']),
      fields: fieldsOf(told['errors']),
    },
  );
}

/** The problem that an `error` event tells. */
export function problemOfEvent(data: ErrorData): StreamProblem {
  return new StreamProblem(data.code, data.message, {
    retryable: data.retryable,
    retryAfter: data.retry_after,
    status: data.status ?? null,
  });
}

/** The problem of a request that brought no response. */
export function networkProblem(cause: unknown): StreamProblem {
  return new StreamProblem('network', "The server can't be reached. Check your connection.", {
    retryable: true,
    cause,
  });
}

/** The problem of a connection on which nothing came for too long, not even a heartbeat. */
export function idleProblem(milliseconds: number): StreamProblem {
  const seconds = Math.round(milliseconds / 1000);
  return new StreamProblem('idle', `Nothing came from the server for ${seconds} seconds.`, {
    retryable: true,
  });
}

/** The problem of a stream that ended before its terminal event. */
export function cutProblem(cause?: unknown): StreamProblem {
  return new StreamProblem('cut', 'The connection broke off in the middle of the answer.', {
    retryable: true,
    cause,
  });
}

/**
 * Read a `Retry-After` header.
 *
 * @param now Milliseconds since 1970, for the form that is a date.
 * @returns Seconds, 0 or more; null when there is none that can be read.
 */
export function secondsOf(header: string | null, now = Date.now()): number | null {
  if (header === null || header.trim() === '') return null;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds);
  const moment = Date.parse(header);
  return Number.isNaN(moment) ? null : Math.max(0, (moment - now) / 1000);
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null; // a proxy's page
  }
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function fieldsOf(value: unknown): readonly FieldProblem[] {
  if (!Array.isArray(value)) return [];
  return value.map(record).flatMap(({ field, message }) => {
    return typeof field === 'string' && typeof message === 'string' ? [{ field, message }] : [];
  });
}
