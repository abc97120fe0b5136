import { HttpClient, HttpErrorResponse } from '@angular/common/http';
import { Component, DestroyRef, inject, signal } from '@angular/core';
import { map, type Observable, of, retry, type Subscription, throwError, timer } from 'rxjs';
import type { AnswerEvent } from './events';

const TRYING = 'No connection. Trying again.';
const COMING_BACK_MS = 1000;

/**
 * A question and its answer as it is written, with the browser's EventSource, which comes back by
 * itself after a lost connection.
 */
@Component({
  selector: 'example-event-source',
  template: `
    <form (submit)="ask(question.value); $event.preventDefault()">
      <input #question aria-label="Question" minlength="5" maxlength="2000" required />
      <label
        ><input #signedIn type="checkbox" (change)="signIn(signedIn.checked)" /> Signed in</label
      >
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
    form > input {
      flex: 1;
      font: inherit;
    }
    .answer {
      white-space: pre-wrap;
      overflow-wrap: anywhere;
    }
  `,
})
export class EventSourceExample {
  private readonly http = inject(HttpClient);
  private source: EventSource | undefined;
  private opening: Subscription | undefined;
  private last: AnswerEvent | undefined;
  private needsTicket = false;

  protected readonly status = signal('');
  protected readonly answer = signal('');
  protected readonly followUps = signal<readonly string[]>([]);
  protected readonly answering = signal(false);

  constructor() {
    inject(DestroyRef).onDestroy(() => this.close());
  }

  protected ask(question: string): void {
    this.stop();
    this.status.set('Asking.');
    this.answer.set('');
    this.followUps.set([]);
    this.answering.set(true);
    this.last = undefined;
    // A browser that comes back before the first event asks again; with a key, that is the same
    // answer, and not a second one.
    this.open('/api/agents/answer-stream', { question, idempotency_key: crypto.randomUUID() });
  }

  protected signIn(signedIn: boolean): void {
    this.needsTicket = signedIn;
  }

  protected stop(): void {
    if (!this.answering()) return;
    this.end('Stopped.');
    // Leaving would stop it too, ten seconds later.
    if (this.last) this.http.post(`/api/agents/runs/${this.last.run_id}/cancel`, null).subscribe();
  }

  private open(path: string, query: Record<string, string>): void {
    this.opening = this.ticket().subscribe({
      next: (ticket) => this.listen(`${path}?${new URLSearchParams({ ...query, ...ticket })}`),
      error: () => this.end('Sign in first, then ask again.'),
    });
  }

  private listen(address: string): void {
    const source = new EventSource(address);
    this.source = source;
    source.onmessage = ({ data }) => this.show(JSON.parse(data as string) as AnswerEvent);
    source.onerror = () => {
      if (source.readyState === EventSource.CONNECTING && !this.needsTicket) {
        this.status.set(TRYING);
        return; // it comes back by itself, and says which event was the last
      }
      source.close();
      // A ticket opens one stream: coming back needs another. The run has all its events.
      if (this.needsTicket && this.last) {
        const { run_id, id } = this.last;
        this.open(`/api/agents/runs/${run_id}/events`, { after: `${id}` });
      } else {
        this.end('The server refused this. EventSource can’t tell why.');
      }
    };
  }

  /** EventSource can't send a token, and a token has no place in an address, which gets logged. */
  private ticket(): Observable<Record<string, string>> {
    if (!this.needsTicket) return of({});
    const delay = (error: HttpErrorResponse) => {
      if (error.status !== 0) return throwError(() => error);
      this.status.set(TRYING);
      return timer(COMING_BACK_MS);
    };
    return this.http.post<{ ticket: string }>('/api/agents/stream-tickets', null).pipe(
      retry({ delay }),
      map(({ ticket }) => ({ ticket })),
    );
  }

  private end(status: string): void {
    this.close();
    this.status.set(status);
    this.answering.set(false);
  }

  private close(): void {
    this.opening?.unsubscribe();
    this.source?.close();
  }

  private show(event: AnswerEvent): void {
    this.last = event;
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
      case 'reset': // the place where it was is unknown: everything comes again
        this.answer.set('');
        this.followUps.set([]);
        break;
      case 'start':
      case 'processing':
        this.status.set(event.data.message);
        break;
      case 'complete':
      case 'error':
        // Nothing comes after it; left open, the browser would ask once more to be told so.
        this.end(event.data.message);
    }
  }
}
