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

const KEY = 'session';

/** Who is using the client: the built-in local user, an account, or nobody yet. */
@Injectable({ providedIn: 'root' })
export class Session {
  // The interceptor needs the session and the API needs the interceptor.
  private readonly injector = inject(Injector);
  private readonly kept = signal<Kept | null>(read<Kept>(KEY));
  private readonly known = signal<User | null>(null);
  private loading: Promise<void> | null = null;

  readonly user = this.known.asReadonly();
  /** Whether an account is signed in; the local user is not. */
  readonly signedIn = computed(() => this.kept() !== null && this.known() !== null);
  /** Why it could not be told who is asking, other than that signing in is needed. */
  readonly problem = signal<Problem | null>(null);

  private hasRunOut = false;

  constructor() {
    const kept = this.kept();
    // Nor is a sign-in of use whose end makes no sense.
    if (kept !== null && !(Date.parse(kept.expiresAt) > Date.now())) {
      this.hasRunOut = true;
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

  /** Whether the sign-in of the last visit has run out since; told once. */
  takeRunOut(): boolean {
    const hasRunOut = this.hasRunOut;
    this.hasRunOut = false;
    return hasRunOut;
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
  private toSignIn(told: { readonly ended?: true } = {}): void {
    const router = this.injector.get(Router);
    const going = router.currentNavigation();
    const next = going === null ? router.url : router.serializeUrl(going.extractedUrl);
    void router.navigate(['/sign-in'], { queryParams: { next, ...told } });
  }

  private async find(): Promise<void> {
    this.problem.set(null);
    try {
      this.known.set(await this.api.get('/api/auth/me', {}));
    } catch (error) {
      this.loading = null;
      const problem = problemOf(error);
      if (problem.status !== 401 && problem.status !== 403) this.problem.set(problem);
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
  if (session.takeRunOut()) {
    return router.createUrlTree(['/sign-in'], { queryParams: { next: state.url, ended: true } });
  }
  await session.load();
  // Without the server, the page itself says so, and keeps drafts.
  if (session.user() !== null || session.problem() !== null) return true;
  return router.createUrlTree(['/sign-in'], { queryParams: { next: state.url } });
};
