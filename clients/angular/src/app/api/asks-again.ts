import type { HttpInterceptorFn } from '@angular/common/http';
import { retry, throwError, timer } from 'rxjs';
import { problemOf } from './problem';

const TIMES = 2;
/** Whoever has to wait longer should be told so instead. */
const LONGEST_WAIT_SECONDS = 5;

/** Reads again, when the server says that it will soon be less busy. */
export const asksAgain: HttpInterceptorFn = (request, next) => {
  const answer = next(request);
  if (request.method !== 'GET') return answer;
  return answer.pipe(
    retry({
      count: TIMES,
      delay: (error: unknown) => {
        const wait = problemOf(error).retryAfter;
        if (wait === null || wait > LONGEST_WAIT_SECONDS) return throwError(() => error);
        // Not all who were sent away at once come again at once.
        return timer((wait + Math.random()) * 1000);
      },
    }),
  );
};
