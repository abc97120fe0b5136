import {
  afterNextRender,
  Component,
  computed,
  effect,
  ElementRef,
  inject,
  input,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import { Router } from '@angular/router';
import type { AgentId } from '../ui/agents';
import { reading } from '../ui/markdown/parts';
import { ProblemNote } from '../ui/problem-note';
import { AnswerTurn } from './answer-turn';
import { Composer, type Wanted } from './composer';
import { Conversations } from './conversations';
import { FirstRun } from './first-run';
import { SaveToInterview } from './save-to-interview';
import { Thread } from './thread';
import { announcement, connectionWords } from './words';

/** A long thread opens in half a second with these; rendering hundreds takes several. */
const SHOWN_TURNS = 30;
const READING_AFTER_MS = 500;

@Component({
  selector: 'app-ask',
  imports: [AnswerTurn, Composer, Conversations, FirstRun, ProblemNote, SaveToInterview],
  providers: [Thread],
  templateUrl: './ask.html',
  styleUrl: './ask.css',
  host: { '(document:keydown.escape)': 'escape($event)' },
})
export class Ask {
  readonly run = input<string>();
  readonly conversation = input<string>();
  readonly question = input<string>();
  readonly new = input<string>();
  protected readonly thread = inject(Thread);
  private readonly router = inject(Router);
  private readonly composer = viewChild.required(Composer);
  private readonly turns = viewChild.required<ElementRef<HTMLElement>>('turns');
  protected readonly listing = signal(false);
  protected readonly saving = signal<string | null>(null);
  protected readonly showAll = signal(false);
  protected readonly hidden = computed(() =>
    this.showAll() ? 0 : Math.max(0, this.thread.answered().length - SHOWN_TURNS),
  );
  protected readonly shown = computed(() => this.thread.answered().slice(this.hidden()));
  protected readonly announced = computed(() => announcement(this.thread.current()));
  protected readonly connectionNote = computed(() =>
    this.thread.away() ? connectionWords(this.thread.connection()) : null,
  );
  /** What the address names of what this page has put there itself. */
  private opened: string | undefined;

  constructor() {
    // Not before the page is there, but before the first answer is.
    afterNextRender(() => setTimeout(() => void reading.load(), READING_AFTER_MS));
    effect(() => {
      const [run, conversation, fresh] = [this.run(), this.conversation(), this.new()];
      untracked(() => this.open(run, conversation, fresh !== undefined));
    });
    effect(() => {
      const runId = this.thread.current().runId;
      const conversationId = this.thread.conversationId();
      if (runId !== null) untracked(() => this.remember(runId, conversationId));
    });
    effect(() => {
      const { phase, runId, problem, question } = this.thread.current();
      // What may be sent again as it is has a button for that.
      const isRefused = phase === 'failed' && runId === null && problem?.retryable === false;
      if (isRefused) untracked(() => this.composer().giveBack(question));
    });
  }

  protected async ask(wanted: Wanted): Promise<void> {
    if (await this.send(wanted)) this.composer().sent();
  }

  /** Asks what was offered; what is being typed stays. */
  protected askOffered(question: string): void {
    void this.send({ question, context: '' });
  }

  protected askOther(agent: AgentId): void {
    void this.thread.again(agent);
  }

  /** What can be done when the thread was not opened or continued. */
  protected retryLabel(): string {
    return this.mayReopen() ? 'Try again' : 'New question';
  }

  protected retry(): void {
    if (!this.mayReopen()) return this.startNew();
    this.opened = undefined;
    this.open(this.run(), this.conversation());
  }

  protected startNew(): void {
    // The address may be this already: then nothing would come of going there.
    this.thread.clear();
    this.opened = undefined;
    void this.router.navigate(['/ask']);
  }

  protected escape(event: Event): void {
    if (event instanceof KeyboardEvent && event.isComposing) return;
    if (event.defaultPrevented || document.querySelector('dialog[open]')) return;
    if (this.thread.running()) void this.thread.stop();
  }

  private mayReopen(): boolean {
    const nothingShown = this.thread.current().phase === 'empty';
    return nothingShown && this.thread.problem()?.retryable === true;
  }

  private async send(wanted: Wanted): Promise<boolean> {
    const taken = await this.thread.ask(wanted);
    if (taken) setTimeout(() => this.anchor());
    return taken;
  }

  private open(run?: string, conversation?: string, fresh = false): void {
    const named = conversation ?? run;
    if (named !== this.opened) this.showAll.set(false);
    if (named === undefined) {
      if (this.opened !== undefined || fresh) this.thread.clear();
      this.opened = undefined;
    } else if (named !== this.opened) {
      this.opened = named;
      void reading.load();
      void (conversation ? this.thread.openConversation(conversation) : this.thread.openRun(named));
    }
  }

  /** Put into the address what a reload is to come back to. */
  private remember(runId: string, conversationId: string | null): void {
    const named = conversationId ?? runId;
    if (named === this.opened) return;
    this.opened = named;
    void this.router.navigate([], {
      queryParams: conversationId ? { conversation: conversationId } : { run: runId },
      replaceUrl: true,
    });
  }

  /** The question goes to the top, and stays there: nothing moves while one reads. */
  private anchor(): void {
    const turn = this.turns().nativeElement.lastElementChild;
    const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    turn?.scrollIntoView({ block: 'start', behavior: isCalm ? 'instant' : 'smooth' });
    // What was pressed may be gone with what it offered.
    if (document.activeElement === document.body) this.composer().focus();
  }
}
