import { DOCUMENT, inject, Injectable, signal } from '@angular/core';
import { Router } from '@angular/router';
import { read, write } from './remembered';

/** Second letters after `g`, and where they lead. */
export const PLACES: Readonly<Record<string, { readonly name: string; readonly path: string }>> = {
  a: { name: 'Ask', path: '/ask' },
  h: { name: 'History', path: '/history' },
  p: { name: 'Practice', path: '/practice' },
  t: { name: 'Tracker', path: '/tracker' },
  l: { name: 'Library', path: '/library' },
  u: { name: 'Account', path: '/account' },
};

const KEY = 'single-letters';
const SEQUENCE_MS = 1_500;
const TYPING = 'input, textarea, select, [contenteditable], [role="textbox"]';

/** The keys that work on every page. */
@Injectable({ providedIn: 'root' })
export class Shortcuts {
  private readonly router = inject(Router);
  private readonly document = inject(DOCUMENT);
  private goUntil = 0;

  /** Single letters can be turned off (WCAG 2.1.4): speech input presses them by accident. */
  readonly letters = signal(read<boolean>(KEY) ?? true);
  readonly paletteIsOpen = signal(false);
  readonly helpIsOpen = signal(false);

  useLetters(on: boolean): void {
    this.letters.set(on);
    write(KEY, on);
  }

  press(event: KeyboardEvent): void {
    if (event.isComposing || event.defaultPrevented) return;
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      // Going elsewhere would lose what a sheet has in it.
      if (!this.hasDialog()) this.paletteIsOpen.set(true);
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || !this.letters()) return;
    if (event.target instanceof Element && event.target.closest(TYPING)) return;
    if (this.hasDialog()) return;
    this.letter(event);
  }

  private letter(event: KeyboardEvent): void {
    const going = event.timeStamp < this.goUntil;
    this.goUntil = 0;
    const place = PLACES[event.key];
    if (going && place !== undefined) {
      event.preventDefault();
      void this.router.navigateByUrl(place.path);
    } else if (event.key === 'g') {
      this.goUntil = event.timeStamp + SEQUENCE_MS;
    } else if (event.key === '?') {
      event.preventDefault();
      this.helpIsOpen.set(true);
    } else if (event.key === '/') {
      this.search(event);
    }
  }

  private hasDialog(): boolean {
    return this.document.querySelector('dialog[open]') !== null;
  }

  /** Into the search field of the page, or else to the library's. */
  private search(event: KeyboardEvent): void {
    event.preventDefault();
    const field = this.document.querySelector<HTMLElement>('main input[type="search"]');
    if (field === null) void this.router.navigateByUrl('/library');
    else field.focus();
  }
}
