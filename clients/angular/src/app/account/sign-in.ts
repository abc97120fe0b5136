import { Component, inject, input, signal } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { Session } from '../core/session';
import { FormWork } from '../ui/form-work';
import { ProblemNote } from '../ui/problem-note';
import { TextField } from '../ui/text-field';
import { within } from './next';

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
          [error]="work.error('email')"
          [(value)]="email"
        />
        <app-text-field
          label="Password"
          type="password"
          autocomplete="current-password"
          [required]="true"
          [error]="work.error('password')"
          [(value)]="password"
        />
        @if (work.unplaced(); as problem) {
          <app-problem [problem]="problem" [retryLabel]="null" />
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
  protected readonly work = new FormWork(['email', 'password']);
  protected readonly email = signal('');
  protected readonly password = signal('');

  protected async signIn(event: Event): Promise<void> {
    event.preventDefault();
    const done = await this.work.run(() => this.session.signIn(this.email(), this.password()));
    if (done) await this.router.navigateByUrl(within(this.next()));
  }
}
