import type { HttpInterceptorFn } from '@angular/common/http';
import { inject } from '@angular/core';
import type { StreamConfig } from 'interview-stream';
import { catchError, throwError } from 'rxjs';
import { Session } from '../core/session';
import { problemOf } from './problem';

/** These ask who somebody is; a refusal says nothing of who is signed in already. */
const SIGNING_IN = new Set(['/api/auth/login', '/api/auth/register']);

/** Says who is asking, to our own API alone, and notices when the sign-in has ended. */
export const asCaller: HttpInterceptorFn = (request, next) => {
  if (!request.url.startsWith('/api/') || SIGNING_IN.has(request.url)) return next(request);
  const session = inject(Session);
  const { token } = session;
  return next(request.clone({ setHeaders: session.headers() })).pipe(
    catchError((error: unknown) => {
      if (problemOf(error).status === 401) session.ended(token);
      return throwError(() => error);
    }),
  );
};

/** The same for streams, which do not go through Angular's client. */
export function streamsAsCaller(session: Session): StreamConfig {
  return {
    headers: () => session.headers(),
    fetch: async (input, init) => {
      const { token } = session;
      const response = await fetch(input, init);
      if (response.status === 401) session.ended(token);
      return response;
    },
  };
}
