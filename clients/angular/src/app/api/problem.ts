import { HttpErrorResponse } from '@angular/common/http';
import { problemOfRefusal, StreamProblem } from 'interview-stream';

/** What went wrong with a request, in words for people. */
export { StreamProblem as Problem } from 'interview-stream';

const UNREACHABLE = 'The server can’t be reached. Check that it runs, then try again.';
const UNCLEAR = 'That did not work, and there is no telling why. Please try again.';

/** Tells the problem of whatever a request was rejected with. */
export function problemOf(error: unknown): StreamProblem {
  if (error instanceof StreamProblem) return error;
  // A resource wraps what it was rejected with.
  if (error instanceof Error && error.cause !== undefined) return problemOf(error.cause);
  // A status of success: what came is not of this API.
  if (!(error instanceof HttpErrorResponse) || (error.status > 0 && error.status < 300)) {
    return new StreamProblem('request_failed', UNCLEAR, { cause: error });
  }
  if (error.status === 0) {
    return new StreamProblem('network', UNREACHABLE, { retryable: true, cause: error });
  }
  return problemOfRefusal(error.status, (name) => error.headers.get(name), error.error);
}
