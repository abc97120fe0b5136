import type { HttpInterceptorFn } from '@angular/common/http';
import { inject } from '@angular/core';
import { catchError, throwError } from 'rxjs';
import { Session } from '../core/session';
import { problemOf } from './problem';

/** Says who is asking, to our own API alone, and notices when the sign-in has ended. */
export const asCaller: HttpInterceptorFn = (request, next) => {
  if (!request.url.startsWith('/api/')) return next(request);
  const session = inject(Session);
  const known = session.headers();
  return next(request.clone({ setHeaders: known })).pipe(
    catchError((error: unknown) => {
      if (problemOf(error).status === 401 && 'Authorization' in known) session.ended();
      return throwError(() => error);
    }),
  );
};
