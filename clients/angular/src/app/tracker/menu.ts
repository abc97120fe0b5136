import { Component, computed, ElementRef, input, output, signal, viewChild } from '@angular/core';

interface Item<Id> {
  readonly id: Id;
  readonly label: string;
}

const EDGE = 8;

/** A button with a small menu below it. */
@Component({
  selector: 'app-menu',
  template: `
    <button
      #button
      class="button"
      type="button"
      aria-haspopup="menu"
      [class.quiet]="quiet()"
      [attr.aria-expanded]="isOpen()"
      [attr.aria-disabled]="disabled() || null"
      (click)="open()"
      (keydown.arrowdown)="open($event)"
    >
      {{ label() }}<span class="unseen"> {{ of() }}</span>
      <span class="caret" aria-hidden="true">▾</span>
    </button>
    <div
      #menu
      popover
      role="menu"
      [attr.aria-label]="name()"
      [style.left.px]="left()"
      [style.top.px]="top()"
      (toggle)="toggled($event)"
      (keydown)="press($event)"
    >
      @for (item of items(); track item.id) {
        <button class="item" type="button" role="menuitem" tabindex="-1" (click)="choose(item.id)">
          {{ item.label }}
        </button>
      }
    </div>
  `,
  styles: `
    :host {
      display: inline-flex;
    }

    .quiet {
      padding-inline: var(--2);
      color: var(--ink-soft);
      font-size: var(--small);
      font-weight: 500;
    }

    .caret {
      font-size: 0.75em;
    }

    [popover] {
      position: fixed;
      inset: auto;
      margin: 0;
      min-width: 11rem;
      padding: var(--1);
      border: 1px solid var(--line);
      border-radius: var(--radius);
      background: var(--raised);
      color: var(--ink);
      box-shadow: var(--shadow);
    }

    .item {
      display: block;
      width: 100%;
      min-height: var(--control);
      padding: 0 var(--3);
      border: 0;
      border-radius: var(--radius-small);
      background: none;
      text-align: start;
      cursor: pointer;
    }

    .item:hover,
    .item:focus-visible {
      background: var(--accent-soft);
      color: var(--accent-strong);
    }
  `,
})
export class Menu<Id extends string> {
  readonly label = input.required<string>();
  /** What it is about, for those who do not see where the button stands. */
  readonly of = input('');
  readonly items = input.required<readonly Item<Id>[]>();
  readonly disabled = input(false);
  readonly quiet = input(false);
  readonly chosen = output<Id>();
  protected readonly name = computed(() => `${this.label()} ${this.of()}`.trim());
  protected readonly isOpen = signal(false);
  protected readonly left = signal(0);
  protected readonly top = signal(0);
  private readonly button = viewChild.required<ElementRef<HTMLElement>>('button');
  private readonly menu = viewChild.required<ElementRef<HTMLElement>>('menu');

  protected open(event?: Event): void {
    event?.preventDefault();
    if (this.disabled()) return;
    const menu = this.menu().nativeElement;
    if (this.isOpen()) {
      this.close();
      return;
    }
    menu.showPopover();
    const at = this.button().nativeElement.getBoundingClientRect();
    const { width, height } = menu.getBoundingClientRect();
    const isRoomBelow = at.bottom + height + EDGE < window.innerHeight;
    this.left.set(Math.max(EDGE, Math.min(at.left, window.innerWidth - width - EDGE)));
    this.top.set(isRoomBelow ? at.bottom + 4 : Math.max(EDGE, at.top - height - 4));
    this.entries()[0]?.focus({ preventScroll: true });
  }

  protected toggled(event: Event): void {
    const isOpen = (event as ToggleEvent).newState === 'open';
    this.isOpen.set(isOpen);
    // It stands still while the page moves below it.
    if (isOpen) window.addEventListener('scroll', () => this.close(), { once: true });
  }

  protected press(event: KeyboardEvent): void {
    const entries = this.entries();
    const at = entries.findIndex((entry) => entry === document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: entries.length - 1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      entries.at(to % entries.length)?.focus();
    } else if (event.key === 'Tab') {
      this.close();
    }
  }

  protected choose(id: Id): void {
    this.close();
    this.chosen.emit(id);
  }

  private close(): void {
    this.menu().nativeElement.hidePopover();
  }

  private entries(): HTMLElement[] {
    return [...this.menu().nativeElement.querySelectorAll<HTMLElement>('[role="menuitem"]')];
  }
}
