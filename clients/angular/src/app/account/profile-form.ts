import { Component, inject, linkedSignal } from '@angular/core';
import { Api } from '../api/client';
import { Notices } from '../core/notices';
import { Session } from '../core/session';
import { FormWork } from '../ui/form-work';
import { ProblemNote } from '../ui/problem-note';
import { TextField } from '../ui/text-field';

@Component({
  selector: 'app-profile-form',
  imports: [ProblemNote, TextField],
  template: `
    <form class="card stack" novalidate aria-labelledby="profile" (submit)="save($event)">
      <h2 id="profile">Profile</h2>
      <app-text-field
        label="Name"
        autocomplete="name"
        [error]="work.error('full_name')"
        [(value)]="fullName"
      />
      <app-text-field
        label="Username"
        hint="3 to 50 letters, digits, hyphens or underscores"
        autocomplete="nickname"
        [error]="work.error('username')"
        [(value)]="username"
      />
      @if (work.unplaced(); as problem) {
        <app-problem [problem]="problem" [retryLabel]="null" />
      }
      <div class="row">
        <button class="button" type="submit" [attr.aria-disabled]="work.busy()">Save</button>
      </div>
    </form>
  `,
})
export class ProfileForm {
  private readonly api = inject(Api);
  private readonly notices = inject(Notices);
  private readonly session = inject(Session);
  protected readonly work = new FormWork(['full_name', 'username']);
  protected readonly fullName = linkedSignal(() => this.session.user()?.full_name ?? '');
  protected readonly username = linkedSignal(() => this.session.user()?.username ?? '');

  protected async save(event: Event): Promise<void> {
    event.preventDefault();
    const body = { full_name: this.fullName(), username: this.username() };
    await this.work.run(async () => {
      this.session.update(await this.api.put('/api/user/profile', { body }));
      this.notices.say('Your profile is saved.');
    });
  }
}
