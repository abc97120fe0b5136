import { type NavigationError } from '@angular/router';

const KEY = 'came-again';
const WAIT_MS = 10_000;

/**
 * Loads the client anew when a part of it is gone: the server was updated under an open tab.
 * Once: a part that stays away is no reason to load for ever.
 */
export function comeAgain({ error, url }: NavigationError): void {
  if (!(error instanceof TypeError) || !navigator.onLine) return;
  const last = Number(sessionStorage.getItem(KEY) ?? 0);
  if (Date.now() - last < WAIT_MS) return;
  sessionStorage.setItem(KEY, String(Date.now()));
  location.assign(`/app${url}`);
}
