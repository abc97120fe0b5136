import { Component, inject, input, output, signal, viewChild } from '@angular/core';
import { Router } from '@angular/router';
import { Api, apiResource } from '../api/client';
import { problemOf } from '../api/problem';
import type { Response } from '../api/types';
import { Busy } from '../ui/busy';
import { Confirm } from '../ui/confirm';
import { Empty } from '../ui/empty';
import { HandsFocusOn } from '../ui/hands-focus-on';
import { ProblemNote } from '../ui/problem-note';
import { Sheet } from '../ui/sheet';
import { TextField } from '../ui/text-field';
import { relative } from '../ui/times';

type Conversation = Response<'/api/agents/conversations', 'get'>['data'][number];

const SHOWN = 50;

/** The conversations that there are: to open, rename or delete. */
@Component({
  selector: 'app-conversations',
  imports: [Confirm, Empty, HandsFocusOn, ProblemNote, Sheet, TextField],
  templateUrl: './conversations.html',
  styleUrl: './conversations.css',
})
export class Conversations {
  readonly current = input<string | null>(null);
  readonly closed = output();
  private readonly api = inject(Api);
  private readonly router = inject(Router);
  private readonly sheet = viewChild.required(Sheet);
  protected readonly listed = apiResource('/api/agents/conversations', () => ({
    query: { limit: SHOWN },
  }));
  protected readonly work = new Busy();
  protected readonly renamed = signal<string | null>(null);
  protected readonly title = signal('');
  protected readonly problemOf = problemOf;
  protected readonly relative = relative;

  protected open(conversation: Conversation): void {
    this.sheet().close();
    const queryParams = { conversation: conversation.conversation_id };
    void this.router.navigate(['/ask'], { queryParams });
  }

  protected beginRenaming(conversation: Conversation): void {
    this.title.set(conversation.title ?? '');
    this.renamed.set(conversation.conversation_id);
  }

  protected async rename(event: Event, conversation: Conversation): Promise<void> {
    event.preventDefault();
    await this.work.run(async () => {
      await this.api.patch('/api/agents/conversations/{conversation_id}', {
        path: { conversation_id: conversation.conversation_id },
        body: { title: this.title() },
      });
      this.renamed.set(null);
      this.listed.reload();
    });
  }

  protected async remove({ conversation_id }: Conversation): Promise<void> {
    await this.work.run(async () => {
      await this.api.delete('/api/agents/conversations/{conversation_id}', {
        path: { conversation_id },
      });
      this.listed.reload();
      if (conversation_id === this.current()) void this.router.navigate(['/ask']);
    });
  }
}
