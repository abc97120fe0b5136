import {
  afterNextRender,
  Component,
  computed,
  DestroyRef,
  type ElementRef,
  inject,
  Injector,
  input,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { Api } from '../api/client';
import { Server } from '../core/server';
import { clock } from '../ui/times';
import { Autosave } from './autosave';
import { Drafts, newest } from './drafts';
import { LONGEST_ANSWER, type Question } from './records';
import { Stopwatch } from './stopwatch';
import { targetOf } from './words';

export interface Given {
  readonly text: string;
  readonly seconds: number;
}

const COUNTED_FROM = 4500;

/** Where an answer is written. It is saved all the while; sending it is another thing. */
@Component({
  selector: 'app-answer-form',
  imports: [Stopwatch],
  templateUrl: './answer-form.html',
  styleUrl: './answer-form.css',
  host: {
    '(document:visibilitychange)': 'hide()',
    '(window:pagehide)': 'flush()',
  },
})
export class AnswerForm {
  readonly interviewId = input.required<string>();
  readonly question = input.required<Question>();
  readonly label = input('Your answer');
  readonly isRetry = input(false);
  /** The last try, if it was not scored: what to go on with where there is no draft. */
  readonly last = input<string | null>(null);
  readonly busy = input(false);
  readonly progress = input('');
  readonly given = output<Given>();

  private readonly api = inject(Api);
  private readonly injector = inject(Injector);
  protected readonly server = inject(Server);
  private readonly field = viewChild<ElementRef<HTMLTextAreaElement>>('field');
  protected readonly text = signal('');
  protected readonly isReady = signal(false);
  protected readonly spentMs = signal(0);
  protected readonly since = signal(Date.now());
  protected readonly refused = signal<string | null>(null);
  private drafts: Drafts | null = null;
  private sentAt: string | null = null;
  private isSending = false;

  protected readonly saving = new Autosave({
    keep: (text) => this.keep(text),
    send: (text) => this.sendDraft(text),
  });
  protected readonly target = computed(() => targetOf(this.question()));
  protected readonly longest = LONGEST_ANSWER;
  protected readonly length = computed(() => [...this.text().trim()].length);
  protected readonly isCounted = computed(() => this.length() >= COUNTED_FROM);
  protected readonly saved = computed(() => {
    const at = this.saving.savedAt();
    if (this.saving.state() === 'failed') {
      return 'Not saved: this browser keeps nothing. Copy your text.';
    }
    // Said aloud when it changes: once a minute, and not at every pause in the typing.
    return at === null ? '' : `Saved ${clock(at)}`;
  });
  protected readonly cannot = computed(() =>
    this.server.online() ? null : 'You are offline. Your answer is kept; sending waits.',
  );

  constructor() {
    inject(DestroyRef).onDestroy(() => void this.saving.flush());
    afterNextRender(() => void this.open());
  }

  /** The answer has arrived: its drafts are done with. */
  async arrived(): Promise<void> {
    await this.saving.stop();
    await this.drafts?.clear();
    if (this.isRetry()) await new Drafts(this.question().id, false).clear();
  }

  focus(): void {
    this.field()?.nativeElement.focus();
  }

  /** Submit what is written. */
  send(): void {
    void this.submit();
  }

  protected type(text: string): void {
    this.text.set(text);
    this.refused.set(null);
    this.saving.write(text);
  }

  protected goOnWith(text: string): void {
    this.type(text);
    this.focus();
  }

  protected press(event: KeyboardEvent): void {
    if (event.isComposing || event.altKey || !(event.ctrlKey || event.metaKey)) return;
    if (event.key === 'Enter') {
      event.preventDefault();
      void this.submit();
    } else if (event.key.toLowerCase() === 's') {
      event.preventDefault();
      this.flush();
    }
  }

  protected hide(): void {
    if (document.visibilityState === 'hidden') this.flush();
  }

  protected flush(): void {
    void this.saving.flush();
  }

  protected async submit(event?: Event): Promise<void> {
    event?.preventDefault();
    if (this.busy() || !this.isReady() || this.cannot() !== null) return;
    const refused = this.wrong();
    this.refused.set(refused);
    if (refused !== null) {
      this.focus();
      return;
    }
    if (this.isSending) return;
    this.isSending = true;
    const given = { text: this.text().trim(), seconds: Math.round(this.spent() / 1000) };
    await this.saving.flush();
    this.isSending = false;
    this.given.emit(given);
  }

  private wrong(): string | null {
    if (this.length() === 0) return 'Write your answer first, as you would say it.';
    const over = this.length() - LONGEST_ANSWER;
    return over > 0 ? `That is ${over} characters too long. Say it more briefly.` : null;
  }

  private async open(): Promise<void> {
    const question = this.question();
    this.drafts = new Drafts(question.id, this.isRetry());
    // What was written for an answer that came from elsewhere meanwhile is a try now.
    const kept =
      (await this.drafts.read()) ??
      (this.isRetry() ? await new Drafts(question.id, false).read() : null);
    // The server keeps drafts of what counts alone.
    const sent = this.isRetry() ? { draft: null, drafted_at: null } : question;
    this.sentAt = sent.drafted_at;
    this.spentMs.set(kept?.spentMs ?? 0);
    this.since.set(Date.now());
    this.text.set(newest(kept, sent) || (this.isRetry() ? '' : (this.last() ?? '')));
    this.isReady.set(true);
    // Only those who pressed "Try again" are about to write.
    if (!this.isRetry() || this.last() === null) return;
    afterNextRender(() => this.focus(), { injector: this.injector });
  }

  private spent(): number {
    return this.spentMs() + Math.max(0, Date.now() - this.since());
  }

  private async keep(text: string): Promise<boolean> {
    const { drafts } = this;
    if (drafts === null) return false;
    return drafts.keep({ text, at: Date.now(), spentMs: this.spent(), sentAt: this.sentAt });
  }

  private async sendDraft(text: string): Promise<boolean> {
    if (this.isRetry() || !this.server.online() || [...text].length > LONGEST_ANSWER) return false;
    try {
      const { drafted_at } = await this.api.put(
        '/api/interview/{interview_id}/questions/{question_id}/draft',
        {
          path: { interview_id: this.interviewId(), question_id: this.question().id },
          body: { draft: text === '' ? null : text },
        },
      );
      this.sentAt = drafted_at;
      await this.keep(text);
      return true;
    } catch {
      return false;
    }
  }
}
