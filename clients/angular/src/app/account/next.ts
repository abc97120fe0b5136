/**
 * Where to go after signing in. Only addresses within the client count: the parameter comes from
 * the address bar, where anybody's link may have put it.
 */
export function within(next: string | undefined): string {
  return next !== undefined && /^\/(?![/\\])/.test(next) ? next : '/ask';
}
