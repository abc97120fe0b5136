import {
  afterNextRender,
  Component,
  computed,
  ElementRef,
  inject,
  input,
  linkedSignal,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { read, write } from '../core/remembered';
import { Server } from '../core/server';
import { type AgentId, AGENTS } from '../ui/agents';

export interface Wanted {
  readonly question: string;
  readonly context: string;
  readonly agent?: AgentId;
}

interface Draft {
  readonly question: string;
  readonly context: string;
}

const DRAFT = 'ask-draft';
const SHORTEST = 5;
const LONGEST = 2000;
const LONGEST_CONTEXT = 1000;
const COUNTED_FROM = 1600;

@Component({
  selector: 'app-composer',
  templateUrl: './composer.html',
  styleUrl: './composer.css',
})
export class Composer {
  readonly running = input(false);
  readonly prefilled = input<string>();
  /** Whether this goes on with what was asked before. */
  readonly continues = input(false);
  readonly asked = output<Wanted>();
  readonly stopped = output();
  protected readonly server = inject(Server);
  private readonly field = viewChild.required<ElementRef<HTMLTextAreaElement>>('field');
  private readonly draft = read<Draft>(DRAFT);
  /** What the address prefills counts; that it goes from there takes nothing away. */
  protected readonly question = linkedSignal<string | undefined, string>({
    source: this.prefilled,
    computation: (prefilled, before) => prefilled ?? before?.value ?? this.draft?.question ?? '',
  });
  protected readonly context = signal(this.draft?.context ?? '');
  protected readonly agent = signal<AgentId | ''>('');
  protected readonly tooShort = signal(false);
  protected readonly agents = AGENTS;
  protected readonly longest = LONGEST;
  protected readonly longestContext = LONGEST_CONTEXT;
  /** Told near the limit alone: a counter that always runs is a nuisance. */
  protected readonly left = computed(() =>
    this.question().length >= COUNTED_FROM ? LONGEST - this.question().length : null,
  );

  constructor() {
    afterNextRender(() => this.focus());
  }

  /** The question was taken: begin the next. */
  sent(): void {
    this.question.set('');
    this.keep();
  }

  /** The server refused the question: it is here to be changed, unless there is another by now. */
  giveBack(question: string): void {
    if (this.question() !== '') return;
    this.question.set(question);
    this.keep();
  }

  focus(): void {
    // On phones the keyboard would cover what there is to read.
    if (matchMedia('(pointer: fine)').matches) this.field().nativeElement.focus();
  }

  protected type(text: string): void {
    this.question.set(text);
    this.tooShort.set(false);
    this.keep();
  }

  protected typeContext(text: string): void {
    this.context.set(text);
    this.keep();
  }

  protected enter(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || event.isComposing || event.shiftKey) return;
    const always = event.ctrlKey || event.metaKey;
    if (!always && matchMedia('(pointer: coarse)').matches) return;
    event.preventDefault();
    this.send();
  }

  protected submit(event: Event): void {
    event.preventDefault();
    this.send();
  }

  private send(): void {
    if (this.running() || !this.server.online()) return;
    const question = this.question().trim();
    if (question.length < SHORTEST) {
      this.tooShort.set(true);
      this.field().nativeElement.focus();
      return;
    }
    const agent = this.agent();
    this.asked.emit({ question, context: this.context().trim(), ...(agent ? { agent } : {}) });
  }

  private keep(): void {
    const draft: Draft = { question: this.question(), context: this.context() };
    write(DRAFT, draft.question || draft.context ? draft : null);
  }
}
