import { Component, inject, input, signal } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { Session } from '../core/session';
import { Busy } from '../ui/busy';
import { isAbout, problemFor } from '../ui/field-error';
import { ProblemNote } from '../ui/problem-note';
import { TextField } from '../ui/text-field';
import { within } from './next';

const FIELDS = ['email', 'password'];

@Component({
  selector: 'app-sign-in',
  imports: [ProblemNote, RouterLink, TextField],
  template: `
    <div class="page narrow stack">
      <h1 tabindex="-1">Sign in</h1>
      @if (ended()) {
        <p role="status">Your sign-in has ended. Sign in again to go on where you were.</p>
      }
      <form class="card stack" novalidate (submit)="signIn($event)">
        <app-text-field
          label="Email"
          type="email"
          autocomplete="username"
          [required]="true"
          [error]="of('email')"
          [(value)]="email"
        />
        <app-text-field
          label="Password"
          type="password"
          autocomplete="current-password"
          [required]="true"
          [error]="of('password')"
          [(value)]="password"
        />
        @if (work.problem(); as problem) {
          @if (!about(problem)) {
            <app-problem [problem]="problem" [retryLabel]="null" />
          }
        }
        <button class="button primary" type="submit" [attr.aria-disabled]="work.busy()">
          {{ work.busy() ? 'Signing in …' : 'Sign in' }}
        </button>
      </form>
      <p>
        New here?
        <a routerLink="/register" [queryParams]="{ next: next() }">Create an account</a>
      </p>
      <p class="small soft">
        Forgotten your password? Ask whoever runs this server: an administrator can set another.
      </p>
    </div>
  `,
  styleUrl: './narrow.css',
})
export class SignIn {
  readonly next = input<string>();
  readonly ended = input<string>();
  private readonly session = inject(Session);
  private readonly router = inject(Router);
  protected readonly work = new Busy();
  protected readonly email = signal('');
  protected readonly password = signal('');

  protected async signIn(event: Event): Promise<void> {
    event.preventDefault();
    const done = await this.work.run(() => this.session.signIn(this.email(), this.password()));
    if (done) await this.router.navigateByUrl(within(this.next()));
  }

  protected of(field: string): string | null {
    return problemFor(this.work.problem(), field);
  }

  protected about(problem: Parameters<typeof isAbout>[0]): boolean {
    return isAbout(problem, FIELDS);
  }
}
