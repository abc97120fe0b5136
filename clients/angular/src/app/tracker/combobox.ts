import {
  Component,
  computed,
  ElementRef,
  input,
  linkedSignal,
  model,
  signal,
  viewChild,
} from '@angular/core';
import { type Problem, problemOf } from '../api/problem';

export interface Choice {
  readonly id: number;
  readonly name: string;
}

/** Where a combobox finds what can be chosen. */
export interface Choices {
  readonly find: (text: string) => Promise<readonly Choice[]>;
  /** Adds what is not there; without it, nothing can be added. */
  readonly add?: (name: string) => Promise<Choice>;
}

const WAIT_MS = 200;
let made = 0;

/** A field that searches as one types, and offers to add what it does not find. */
@Component({
  selector: 'app-combobox',
  templateUrl: './combobox.html',
  styleUrl: './combobox.css',
  host: { class: 'field', '(focusout)': 'left($event)' },
})
export class Combobox {
  readonly label = input.required<string>();
  readonly hint = input<string | null>(null);
  readonly error = input<string | null>(null);
  readonly required = input(false);
  readonly choices = input.required<Choices>();
  readonly chosen = model<Choice | null>(null);
  /** What is chosen is given on, and the field is empty again. */
  readonly empties = input(false);
  /** Enter means what was typed, and not the first that was found. */
  readonly prefersNew = input(false);
  readonly most = input(200);
  /** Has the focus when the sheet around it opens. */
  readonly first = input(false);

  protected readonly id = `combobox-${++made}`;
  protected readonly text = linkedSignal(() => this.chosen()?.name ?? '');
  protected readonly found = signal<readonly Choice[]>([]);
  protected readonly isOpen = signal(false);
  protected readonly isBusy = signal(false);
  protected readonly active = signal(-1);
  protected readonly problem = signal<Problem | null>(null);
  protected readonly shownError = computed(() => this.problem()?.message ?? this.error());
  /** The name to add: what is typed, unless there is just that. */
  protected readonly addable = computed(() => {
    const name = this.text().trim().replace(/\s+/g, ' ');
    const isThere = this.found().some((each) => each.name.toLowerCase() === name.toLowerCase());
    return this.choices().add === undefined || name === '' || isThere ? null : name;
  });
  protected readonly count = computed(
    () => this.found().length + (this.addable() === null ? 0 : 1),
  );
  protected readonly describedBy = computed(() =>
    [this.hint() && `${this.id}-hint`, this.shownError() && `${this.id}-error`]
      .filter(Boolean)
      .join(' '),
  );
  private readonly field = viewChild.required<ElementRef<HTMLInputElement>>('field');
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asked = 0;

  focus(): void {
    this.field().nativeElement.focus();
  }

  protected typed(text: string): void {
    // A choice that only searches stays until there is another; a name to add is another.
    if (text.trim() === '' || this.choices().add !== undefined) this.chosen.set(null);
    this.text.set(text);
    this.active.set(-1);
    this.problem.set(null);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.search(), WAIT_MS);
  }

  protected async search(): Promise<void> {
    const asked = ++this.asked;
    const isChosen = this.text() === this.chosen()?.name;
    try {
      const found = await this.choices().find(isChosen ? '' : this.text().trim());
      if (asked !== this.asked) return;
      this.found.set(found);
      // What Enter takes is to be seen.
      this.active.set(this.prefersNew() || isChosen || this.text().trim() === '' ? -1 : 0);
      this.isOpen.set(document.activeElement === this.field().nativeElement);
    } catch (error) {
      if (asked === this.asked) this.problem.set(problemOf(error));
    }
  }

  protected press(event: KeyboardEvent): void {
    if (event.isComposing) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (!this.isOpen()) void this.search();
      else this.step(event.key === 'ArrowDown' ? 1 : -1);
    } else if (event.key === 'Enter' && this.prefersNew() && this.active() < 0) {
      event.preventDefault();
      void this.takeTyped();
    } else if (event.key === 'Enter' && this.isOpen() && this.text().trim() !== '') {
      event.preventDefault();
      void this.take(Math.max(0, this.active()));
    } else if (event.key === 'Escape' && this.isOpen()) {
      // The list closes, and the sheet around it stays.
      event.preventDefault();
      event.stopPropagation();
      this.isOpen.set(false);
    }
  }

  protected async take(index: number): Promise<void> {
    const choice = this.found()[index];
    if (choice !== undefined) return this.choose(choice);
    const [name, add] = [this.addable(), this.choices().add];
    if (name === null || add === undefined || this.isBusy()) return;
    this.isBusy.set(true);
    try {
      const made = await add(name);
      if (this.empties()) this.text.set('');
      this.choose(made);
    } catch (error) {
      this.problem.set(problemOf(error));
    } finally {
      this.isBusy.set(false);
    }
  }

  /** Takes what was typed; the field is free for the next at once. */
  async takeTyped(): Promise<void> {
    const typed = this.text();
    if (this.isBusy() || typed.trim() === '') return;
    this.isBusy.set(true);
    this.isOpen.set(false);
    clearTimeout(this.timer);
    this.asked++;
    try {
      const resolving = this.resolve();
      if (this.empties()) this.text.set('');
      await resolving;
    } catch (error) {
      this.problem.set(problemOf(error));
      if (this.text() === '') this.text.set(typed);
    } finally {
      this.isBusy.set(false);
    }
  }

  protected left(event: FocusEvent): void {
    if (event.relatedTarget instanceof Node && this.isWithin(event.relatedTarget)) return;
    this.isOpen.set(false);
    clearTimeout(this.timer);
    if (this.empties()) return;
    const chosen = this.chosen();
    // A name typed in full is meant; half a one is not a choice.
    const meant = this.found().find(
      (each) => each.name.toLowerCase() === this.text().trim().toLowerCase(),
    );
    if (meant !== undefined && meant.id !== chosen?.id) this.choose(meant);
    else if (chosen !== null) this.text.set(chosen.name);
    else if (this.choices().add === undefined) this.text.set('');
  }

  /**
   * What is chosen, or else meant by what was typed: it is found by its whole name or added.
   * Null when the field is empty; rejects with a problem when it can't be added.
   */
  async resolve(): Promise<Choice | null> {
    const name = this.text().trim().replace(/\s+/g, ' ');
    const chosen = this.chosen();
    if (chosen !== null || name === '') return chosen;
    const found = await this.choices().find(name);
    const meant = found.find((each) => each.name.toLowerCase() === name.toLowerCase());
    const choice = meant ?? (await this.choices().add?.(name)) ?? null;
    if (choice !== null) this.choose(choice);
    return choice;
  }

  private choose(choice: Choice): void {
    this.isOpen.set(false);
    const typed = this.text();
    this.chosen.set(choice);
    this.text.set(choice.name);
    if (this.empties()) {
      this.chosen.set(null);
      // The next may be typed already while the last was being added.
      this.text.set(this.isBusy() ? typed : '');
      this.found.set([]);
    }
  }

  private step(by: number): void {
    const count = this.count();
    if (count > 0)
      this.active.update((at) => (at + by + count + (at < 0 && by < 0 ? 1 : 0)) % count);
  }

  private isWithin(node: Node): boolean {
    return this.field().nativeElement.closest('app-combobox')?.contains(node) ?? false;
  }
}
