import {
  afterNextRender,
  Component,
  computed,
  DestroyRef,
  effect,
  ElementRef,
  inject,
  input,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import { CodeRuns } from './code-runs';
import { colouredAs, labelOf } from './languages';
import { Nearby } from './nearby';
import type { Code } from './nodes';
import { colouring } from './parts';
import type { Run } from './runs';

/** Characters; longer code keeps one colour, so that the page stays quick. */
const LONGEST = 20_000;
const SAID_FOR_MS = 4_000;

/** Code with its language, and a button that copies it. */
@Component({
  selector: 'app-code-block',
  imports: [CodeRuns],
  template: `
    <div class="code-bar">
      <span>{{ label() }}</span>
      <span class="code-copied" role="status">{{ said() }}</span>
      <button type="button" class="code-copy" aria-label="Copy code" (click)="copy()">Copy</button>
    </div>
    <pre
      tabindex="0"
      role="group"
      [attr.aria-label]="name()"
    ><code #code [appCodeRuns]="runs()"></code></pre>
  `,
})
export class CodeBlock {
  readonly code = input.required<Code>();

  protected readonly label = computed(() => labelOf(this.code().language));
  protected readonly name = computed(() => (this.label() ? `Code in ${this.label()}` : 'Code'));
  protected readonly said = signal('');
  protected readonly runs = computed<readonly Run[]>(() => {
    const { text } = this.code();
    const language = this.language();
    const highlight = language === null ? null : colouring.value();
    return language && highlight ? highlight(text, language) : [{ text, tone: null }];
  });

  private readonly shown = viewChild.required<unknown, ElementRef<HTMLElement>>('code', {
    read: ElementRef,
  });
  private readonly language = computed(() => {
    const { text, language, closed } = this.code();
    return this.near() && closed && text.length <= LONGEST ? colouredAs(language) : null;
  });
  private readonly near = signal(false);
  private forgetting: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    const nearby = inject(Nearby);
    const destroyed = inject(DestroyRef);
    afterNextRender(() => {
      destroyed.onDestroy(nearby.once(this.shown().nativeElement, () => this.near.set(true)));
    });
    destroyed.onDestroy(() => clearTimeout(this.forgetting));
    effect(() => {
      if (this.language() !== null) void untracked(() => colouring.load());
    });
  }

  protected async copy(): Promise<void> {
    this.say('');
    try {
      await navigator.clipboard.writeText(this.code().text);
      this.say('Copied');
    } catch {
      // Pages that were not loaded securely have no clipboard.
      getSelection()?.selectAllChildren(this.shown().nativeElement);
      this.say('Selected: copy it with your keyboard or menu');
    }
  }

  private say(words: string): void {
    clearTimeout(this.forgetting);
    this.said.set(words);
    if (words) this.forgetting = setTimeout(() => this.said.set(''), SAID_FOR_MS);
  }
}
