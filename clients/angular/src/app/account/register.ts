import { Component, inject, input, signal } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { Api } from '../api/client';
import { Session } from '../core/session';
import { FormWork } from '../ui/form-work';
import { ProblemNote } from '../ui/problem-note';
import { TextField } from '../ui/text-field';
import { within } from './next';

@Component({
  selector: 'app-register',
  imports: [ProblemNote, RouterLink, TextField],
  template: `
    <div class="page narrow stack">
      <h1 tabindex="-1">Create an account</h1>
      <p>Your interviews, questions and practice are yours: nobody else sees them.</p>
      <form class="card stack" novalidate (submit)="register($event)">
        <app-text-field
          label="Name"
          hint="How you want to be called"
          autocomplete="name"
          [required]="true"
          [error]="work.error('full_name')"
          [(value)]="fullName"
        />
        <app-text-field
          label="Username"
          hint="3 to 50 letters, digits, hyphens or underscores"
          autocomplete="nickname"
          [required]="true"
          [error]="work.error('username')"
          [(value)]="username"
        />
        <app-text-field
          label="Email"
          hint="You sign in with it"
          type="email"
          autocomplete="username"
          [required]="true"
          [error]="work.error('email')"
          [(value)]="email"
        />
        <app-text-field
          label="Password"
          hint="At least 8 characters, with an uppercase letter and a digit"
          type="password"
          autocomplete="new-password"
          [required]="true"
          [error]="work.error('password')"
          [(value)]="password"
        />
        @if (work.unplaced(); as problem) {
          <app-problem [problem]="problem" [retryLabel]="null" />
        }
        <button class="button primary" type="submit" [attr.aria-disabled]="work.busy()">
          {{ work.busy() ? 'Creating …' : 'Create the account' }}
        </button>
      </form>
      <p>
        You have one?
        <a routerLink="/sign-in" [queryParams]="{ next: next() }">Sign in</a>
      </p>
    </div>
  `,
  styleUrl: './narrow.css',
})
export class Register {
  readonly next = input<string>();
  private readonly api = inject(Api);
  private readonly session = inject(Session);
  private readonly router = inject(Router);
  protected readonly work = new FormWork(['full_name', 'username', 'email', 'password']);
  protected readonly fullName = signal('');
  protected readonly username = signal('');
  protected readonly email = signal('');
  protected readonly password = signal('');

  protected async register(event: Event): Promise<void> {
    event.preventDefault();
    const done = await this.work.run(async () => {
      const [email, password] = [this.email(), this.password()];
      const body = { email, password, username: this.username(), full_name: this.fullName() };
      await this.api.post('/api/auth/register', { body });
      await this.session.signIn(email, password);
    });
    if (done) await this.router.navigateByUrl(within(this.next()));
  }
}
