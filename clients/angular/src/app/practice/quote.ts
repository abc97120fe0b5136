import { Component, input, output } from '@angular/core';

/** Words of the answer; pointing at them, or pressing, shows where they stand. */
@Component({
  selector: 'app-quote',
  template: `
    <button
      type="button"
      [attr.aria-pressed]="pressed()"
      (focus)="pointed.emit(true)"
      (blur)="pointed.emit(false)"
      (mouseenter)="pointed.emit(true)"
      (mouseleave)="pointed.emit(false)"
      (click)="chosen.emit()"
    >
      “{{ words() }}”<span class="unseen">, show it in the answer</span>
    </button>
  `,
  styles: `
    button {
      min-height: 1.75rem;
      padding: var(--1) var(--3);
      border: 0;
      border-inline-start: 3px solid var(--line-strong);
      background: none;
      color: var(--ink-soft);
      font-size: var(--small);
      text-align: start;
      overflow-wrap: anywhere;
      cursor: pointer;
    }

    button:hover,
    button:focus-visible,
    button[aria-pressed='true'] {
      border-color: var(--warn);
      background: var(--mark);
      color: var(--ink);
    }

    @media (max-width: 699px) {
      button {
        min-height: 2.75rem;
      }
    }
  `,
})
export class Quote {
  readonly words = input.required<string>();
  readonly pressed = input(false);
  readonly pointed = output<boolean>();
  readonly chosen = output();
}
