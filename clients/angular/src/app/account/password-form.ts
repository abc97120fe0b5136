import { Component, inject, signal } from '@angular/core';
import { Api } from '../api/client';
import { Notices } from '../core/notices';
import { Session } from '../core/session';
import { FormWork } from '../ui/form-work';
import { ProblemNote } from '../ui/problem-note';
import { TextField } from '../ui/text-field';

@Component({
  selector: 'app-password-form',
  imports: [ProblemNote, TextField],
  template: `
    <form class="card stack" novalidate aria-labelledby="password" (submit)="change($event)">
      <h2 id="password">Password</h2>
      <input hidden type="text" autocomplete="username" [value]="email()" readonly />
      <app-text-field
        label="Current password"
        type="password"
        autocomplete="current-password"
        [error]="work.error('current_password')"
        [(value)]="current"
      />
      <app-text-field
        label="New password"
        hint="At least 8 characters, with an uppercase letter and a digit"
        type="password"
        autocomplete="new-password"
        [error]="work.error('new_password')"
        [(value)]="wanted"
      />
      @if (work.unplaced(); as problem) {
        <app-problem [problem]="problem" [retryLabel]="null" />
      }
      <div class="row">
        <button class="button" type="submit" [attr.aria-disabled]="work.busy()">
          Change the password
        </button>
        <span class="small soft">Ends your sign-ins everywhere else.</span>
      </div>
    </form>
  `,
})
export class PasswordForm {
  private readonly api = inject(Api);
  private readonly notices = inject(Notices);
  private readonly session = inject(Session);
  protected readonly work = new FormWork(['current_password', 'new_password']);
  protected readonly current = signal('');
  protected readonly wanted = signal('');

  protected email(): string {
    return this.session.user()?.email ?? '';
  }

  protected async change(event: Event): Promise<void> {
    event.preventDefault();
    const body = { current_password: this.current(), new_password: this.wanted() };
    await this.work.run(async () => {
      await this.api.put('/api/user/password', { body });
      this.current.set('');
      this.wanted.set('');
      this.notices.say('Your password is changed.');
    });
  }
}
