import { Component, inject, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { Api, apiResource } from '../api/client';
import { problemOf } from '../api/problem';
import type { Response } from '../api/types';
import { Notices } from '../core/notices';
import { Confirm } from '../ui/confirm';
import { Empty } from '../ui/empty';
import { HandsFocusOn } from '../ui/hands-focus-on';
import { ProblemNote } from '../ui/problem-note';
import { dateTime, relative, shortDate } from '../ui/times';
import { KeyForm } from './key-form';
import { NewKey } from './new-key';

type ApiKey = Response<'/api/user/api-keys', 'get'>[number];
type MadeKey = Response<'/api/user/api-keys', 'post'>;

@Component({
  selector: 'app-keys',
  imports: [Confirm, Empty, HandsFocusOn, KeyForm, NewKey, ProblemNote, RouterLink],
  templateUrl: './keys.html',
  styleUrl: './keys.css',
})
export class Keys {
  private readonly api = inject(Api);
  private readonly notices = inject(Notices);
  protected readonly keys = apiResource('/api/user/api-keys', () => ({}));
  protected readonly making = signal(false);
  protected readonly made = signal<MadeKey | null>(null);
  protected readonly dateTime = dateTime;
  protected readonly relative = relative;
  protected readonly shortDate = shortDate;
  protected readonly problemOf = problemOf;

  protected show(key: MadeKey): void {
    this.making.set(false);
    this.made.set(key);
    this.keys.reload();
  }

  protected async revoke(key: ApiKey): Promise<void> {
    try {
      await this.api.delete('/api/user/api-keys/{api_key_id}', {
        path: { api_key_id: key.api_key_id },
      });
      this.notices.say(
        `“${key.key_name}” is revoked. Scripts that use it are refused from now on.`,
      );
    } catch (error) {
      this.notices.warn(problemOf(error).message);
    }
    this.keys.reload();
  }
}
