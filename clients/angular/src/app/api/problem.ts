import { HttpErrorResponse } from '@angular/common/http';
import { StreamProblem } from 'interview-stream';

/** What went wrong with a request, in words for people. */
export { StreamProblem as Problem } from 'interview-stream';

interface ProblemJson {
  readonly detail?: unknown;
  readonly code?: unknown;
  readonly request_id?: unknown;
  readonly hint?: unknown;
  readonly retryable?: unknown;
  readonly errors?: unknown;
}

const UNREACHABLE = 'The server can’t be reached. Check that it runs, then try again.';
const UNCLEAR = 'That did not work, and the server did not say why. Please try again.';

/** Tells the problem of whatever a request was rejected with. */
export function problemOf(error: unknown): StreamProblem {
  if (error instanceof StreamProblem) return error;
  // A resource wraps what it was rejected with.
  if (error instanceof Error && error.cause !== undefined) return problemOf(error.cause);
  if (!(error instanceof HttpErrorResponse)) {
    return new StreamProblem('request_failed', UNCLEAR, { cause: error });
  }
  if (error.status === 0) {
    return new StreamProblem('network', UNREACHABLE, { retryable: true, cause: error });
  }
  const told = asProblemJson(error.error);
  const status = error.status;
  return new StreamProblem(textOr(told.code, 'request_failed'), textOr(told.detail, UNCLEAR), {
    retryable: typeof told.retryable === 'boolean' ? told.retryable : status >= 500,
    retryAfter: secondsOf(error.headers.get('Retry-After')),
    status,
    requestId: textOr(told.request_id, error.headers.get('X-Request-ID')),
    hint: textOr(told.hint, null),
    fields: fieldsOf(told.errors),
  });
}

function asProblemJson(body: unknown): ProblemJson {
  return typeof body === 'object' && body !== null ? body : {};
}

function textOr<Other>(value: unknown, other: Other): string | Other {
  return typeof value === 'string' && value !== '' ? value : other;
}

function secondsOf(header: string | null): number | null {
  const seconds = Number(header ?? NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds : null;
}

function fieldsOf(errors: unknown): { field: string; message: string }[] {
  if (!Array.isArray(errors)) return [];
  return errors.flatMap((each: unknown) => {
    const { field, message } = (each ?? {}) as { field?: unknown; message?: unknown };
    return typeof field === 'string' && typeof message === 'string' ? [{ field, message }] : [];
  });
}
