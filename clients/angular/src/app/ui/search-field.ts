import { Component, DestroyRef, effect, inject, input, output, signal } from '@angular/core';

const PAUSE_MS = 250;

let made = 0;

/** Words to search for, told after a short pause in the typing. */
@Component({
  selector: 'app-search-field',
  template: `
    <div class="field">
      <label [class.unseen]="labelIsUnseen()" [for]="id">{{ label() }}</label>
      <input
        #field
        class="input"
        type="search"
        [id]="id"
        [attr.maxlength]="maxlength()"
        [placeholder]="placeholder()"
        [value]="text()"
        (input)="type(field.value)"
      />
    </div>
  `,
})
export class SearchField {
  readonly label = input.required<string>();
  readonly labelIsUnseen = input(false);
  readonly placeholder = input('');
  readonly maxlength = input.required<number>();
  /** What is searched for now. */
  readonly words = input.required<string>();
  readonly searched = output<string>();
  protected readonly id = `search-field-${++made}`;
  protected readonly text = signal('');
  private told: string | null = null;
  private waiting: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    effect(() => {
      const words = this.words();
      // What comes back of one's own typing would take away a space, or what was typed since.
      if (words.trim() === this.told?.trim()) return;
      clearTimeout(this.waiting);
      this.told = null;
      this.text.set(words);
    });
    inject(DestroyRef).onDestroy(() => clearTimeout(this.waiting));
  }

  protected type(text: string): void {
    this.text.set(text);
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => {
      this.told = text;
      this.searched.emit(text);
    }, PAUSE_MS);
  }
}
