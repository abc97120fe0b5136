import { HttpClient, HttpErrorResponse, HttpEventType } from '@angular/common/http';
import { Component, DestroyRef, inject, signal } from '@angular/core';
import type { Subscription } from 'rxjs';
import type { AnswerEvent } from './events';
import { FrameCutter } from './frame-cutter';

/** A question and its answer as it is written, with HttpClient: one POST, and interceptors work. */
@Component({
  selector: 'example-http-client',
  template: `
    <form (submit)="ask(question.value); $event.preventDefault()">
      <input #question aria-label="Question" minlength="5" maxlength="2000" required />
      @if (answering()) {
        <button type="button" (click)="stop()">Stop</button>
      } @else {
        <button>Ask</button>
      }
    </form>
    <p role="status">{{ status() }}</p>
    <div class="answer">{{ answer() }}</div>
    <ul>
      @for (each of followUps(); track each) {
        <li>
          <button type="button" (click)="ask(each)">{{ each }}</button>
        </li>
      }
    </ul>
  `,
  styles: `
    form {
      display: flex;
      gap: 0.5rem;
    }
    input {
      flex: 1;
      font: inherit;
    }
    .answer {
      white-space: pre-wrap;
      overflow-wrap: anywhere;
    }
  `,
})
export class HttpClientExample {
  private readonly http = inject(HttpClient);
  private stream: Subscription | undefined;

  protected readonly status = signal('');
  protected readonly answer = signal('');
  protected readonly followUps = signal<readonly string[]>([]);
  protected readonly answering = signal(false);

  constructor() {
    // The request goes on otherwise, though nobody sees it any more.
    inject(DestroyRef).onDestroy(() => this.stream?.unsubscribe());
  }

  protected ask(question: string): void {
    this.stop();
    this.status.set('Asking.');
    this.answer.set('');
    this.followUps.set([]);
    this.answering.set(true);

    const cutter = new FrameCutter();
    let over = false;
    const take = (text: string | null | undefined) => {
      for (const event of cutter.read(text ?? '')) {
        this.show(event);
        over ||= event.event_type === 'complete' || event.event_type === 'error';
      }
    };

    this.stream = this.http
      .post(
        '/api/agents/answer-stream',
        { question },
        {
          observe: 'events', // not only the end
          reportProgress: true, // the text in between
          responseType: 'text', // JSON could be parsed only at the end
        },
      )
      .subscribe({
        next: (event) => {
          if (event.type === HttpEventType.DownloadProgress && 'partialText' in event) {
            take(event.partialText as string | undefined);
          } else if (event.type === HttpEventType.Response) {
            take(event.body); // its last events may come without any progress
          }
        },
        error: (error: HttpErrorResponse) => this.end(over ? this.status() : told(error)),
        // HttpClient can't go on after a lost connection; see README.md for what can.
        complete: () => this.end(over ? this.status() : 'The connection broke off. Ask again.'),
      });
  }

  protected stop(): void {
    if (!this.answering()) return;
    // The server notices that nobody reads, and stops the answer after ten seconds.
    this.stream?.unsubscribe();
    this.end('Stopped.');
  }

  private end(status: string): void {
    this.status.set(status);
    this.answering.set(false);
  }

  private show(event: AnswerEvent): void {
    switch (event.event_type) {
      case 'routing':
        this.status.set(event.data.reasoning);
        break;
      case 'content':
        this.answer.update((answer) => answer + event.data.chunk);
        break;
      case 'follow_ups':
        this.followUps.set(event.data.questions);
        break;
      case 'start':
      case 'processing':
      case 'complete':
      case 'error':
        this.status.set(event.data.message);
    }
  }
}

/** What a refused request tells: its body is text here, also when it is JSON. */
function told(error: HttpErrorResponse): string {
  try {
    return (JSON.parse(error.error as string) as { detail: string }).detail;
  } catch {
    return 'The server can’t be reached. Check your connection, and ask again.';
  }
}
