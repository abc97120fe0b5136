import { computed, inject, Injectable, Injector, signal } from '@angular/core';
import { type CanActivateFn, Router } from '@angular/router';
import { Api } from '../api/client';
import { type Problem, problemOf } from '../api/problem';
import type { Schema } from '../api/types';
import { forgetDrafts, read, write } from './remembered';

export type User = Schema<'UserResponse'>;

interface Kept {
  readonly token: string;
  readonly expiresAt: string;
}

interface TurnedAway {
  /** A sign-in has ended. */
  readonly ended?: true;
}

const KEY = 'session';

/**
 * Who may come in, as the server has written into its page: `required` is nobody without a sign-in,
 * `local` whoever is at its machine.
 */
const auth = document.querySelector<HTMLMetaElement>('meta[name=auth]')?.content;

/** Who is using the client: the built-in local user, an account, or nobody yet. */
@Injectable({ providedIn: 'root' })
export class Session {
  // The interceptor needs the session and the API needs the interceptor.
  private readonly injector = inject(Injector);
  private readonly kept = signal<Kept | null>(read<Kept>(KEY));
  private readonly known = signal<User | null>(null);
  private loading: Promise<void> | null = null;
  /** What to tell whoever has to sign in, found out before there was a page to leave. */
  private turnedAway: TurnedAway | null = null;

  readonly user = this.known.asReadonly();
  /** Whether an account is signed in; the local user is not. */
  readonly signedIn = computed(() => this.kept() !== null && this.known() !== null);
  /** Why it could not be told who is asking, other than that signing in is needed. */
  readonly problem = signal<Problem | null>(null);

  constructor() {
    const kept = this.kept();
    // Nor is a sign-in of use whose end makes no sense.
    if (kept !== null && !(Date.parse(kept.expiresAt) > Date.now())) {
      this.turnedAway = { ended: true };
      this.keep(null);
    }
    // Another tab has signed in or out.
    addEventListener('storage', (event) => {
      if (event.key === KEY) location.reload();
    });
  }

  /** Proves who is asking; null for the local user and for nobody. */
  get token(): string | null {
    return this.kept()?.token ?? null;
  }

  /** The headers that say who is asking. */
  headers(): Record<string, string> {
    const { token } = this;
    return token === null ? {} : { Authorization: `Bearer ${token}` };
  }

  /** Find out who is asking; once. */
  load(): Promise<void> {
    this.loading ??= this.find();
    return this.loading;
  }

  /**
   * Whether to let in whoever is asking. A sign-in counts until the server refuses it: see `ended`.
   * Without the server, the page itself says so, and keeps drafts.
   */
  async admits(): Promise<boolean> {
    if (this.token !== null) return true;
    if (auth === 'required') return false;
    if (auth === 'local') {
      // From elsewhere, or through a proxy, one has to sign in all the same.
      void this.retry();
      return true;
    }
    await this.load();
    return this.user() !== null || this.problem() !== null;
  }

  /** Whether to send whoever is asking to sign in, and what to tell there; said once. */
  takeTurnedAway(): TurnedAway | null {
    const turnedAway = this.turnedAway;
    this.turnedAway = null;
    return turnedAway;
  }

  /** Find out after all who is asking, on a page that was let in without knowing it. */
  async retry(): Promise<void> {
    await this.load();
    if (this.user() === null && this.problem() === null) this.toSignIn();
  }

  async signIn(email: string, password: string): Promise<void> {
    const { access_token, expires_at, user } = await this.api.post('/api/auth/login', {
      body: { email, password },
    });
    this.keep({ token: access_token, expiresAt: expires_at });
    this.known.set(user);
    this.turnedAway = null;
    this.loading = Promise.resolve();
  }

  async signOut(): Promise<void> {
    try {
      await this.api.post('/api/auth/logout', {});
    } catch {
      // The sign-in then ends by itself, in time.
    }
    this.keep(null);
    await forgetDrafts();
    // Nothing of the one account may be left in memory for the next.
    location.assign('/app/');
  }

  /** The server has refused a token. If it is the one in use, the sign-in has ended. */
  ended(token: string | null): void {
    if (token === null || token !== this.token) return;
    this.keep(null);
    this.known.set(null);
    this.loading = null;
    this.toSignIn({ ended: true });
  }

  update(user: User): void {
    this.known.set(user);
  }

  private get api(): Api {
    return this.injector.get(Api);
  }

  /** Leads to signing in, and back to this page or the one that is being gone to. */
  private toSignIn(told: TurnedAway = {}): void {
    const router = this.injector.get(Router);
    const going = router.currentNavigation();
    if (going === null && !router.navigated) {
      // The first page is yet to be gone to, and has a guard if it needs a sign-in.
      this.turnedAway = told;
      return;
    }
    const next = going === null ? router.url : router.serializeUrl(going.extractedUrl);
    // Two pages may have been let in before it was known.
    if (next.startsWith('/sign-in')) return;
    void router.navigate(['/sign-in'], { queryParams: { next, ...told } });
  }

  private async find(): Promise<void> {
    this.problem.set(null);
    const { token } = this;
    if (token === null && auth === 'required') return;
    try {
      this.known.set(await this.api.get('/api/auth/me', {}));
    } catch (error) {
      this.loading = null;
      const problem = problemOf(error);
      // An account that was put out of use is refused so, with a token that is still good.
      if (problem.status === 403) this.ended(token);
      else if (problem.status !== 401) this.problem.set(problem);
    }
  }

  private keep(kept: Kept | null): void {
    this.kept.set(kept);
    write(KEY, kept);
  }
}

/** Lets in whoever may ask; sends others to sign in, and back here afterwards. */
export const mayAsk: CanActivateFn = async (_, state) => {
  const session = inject(Session);
  const router = inject(Router);
  // As the local user, who needs no sign-in, one would miss what is the account's.
  const turnedAway = session.takeTurnedAway();
  if (turnedAway !== null) {
    const queryParams = { next: state.url, ...turnedAway };
    return router.createUrlTree(['/sign-in'], { queryParams });
  }
  return (
    (await session.admits()) ||
    router.createUrlTree(['/sign-in'], { queryParams: { next: state.url } })
  );
};
