import { Component, inject, linkedSignal } from '@angular/core';
import { Api } from '../api/client';
import { Notices } from '../core/notices';
import { Session } from '../core/session';
import { Busy } from '../ui/busy';
import { isAbout, problemFor } from '../ui/field-error';
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
        [error]="of('full_name')"
        [(value)]="fullName"
      />
      <app-text-field
        label="Username"
        hint="3 to 50 letters, digits, hyphens or underscores"
        autocomplete="nickname"
        [error]="of('username')"
        [(value)]="username"
      />
      @if (work.problem(); as problem) {
        @if (!about(problem)) {
          <app-problem [problem]="problem" [retryLabel]="null" />
        }
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
  protected readonly work = new Busy();
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

  protected of(field: string): string | null {
    return problemFor(this.work.problem(), field);
  }

  protected about(problem: Parameters<typeof isAbout>[0]): boolean {
    return isAbout(problem, ['full_name', 'username']);
  }
}
