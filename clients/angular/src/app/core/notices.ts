import { Injectable, signal } from '@angular/core';

export interface Notice {
  readonly id: number;
  readonly text: string;
  readonly isProblem: boolean;
  readonly action: { readonly label: string; readonly run: () => void } | null;
}

const SHOWN_MS = 8_000;

/** Short messages at the edge of the page, which screen readers hear; one at a time. */
@Injectable({ providedIn: 'root' })
export class Notices {
  private readonly shown = signal<Notice | null>(null);
  private last = 0;
  readonly notice = this.shown.asReadonly();

  /** Say that something happened. With an action (to undo it), the message stays until closed. */
  say(text: string, action: Notice['action'] = null): void {
    this.show({ id: ++this.last, text, isProblem: false, action });
  }

  /** Say that something did not work; stays until closed. */
  warn(text: string, action: Notice['action'] = null): void {
    this.show({ id: ++this.last, text, isProblem: true, action });
  }

  close(): void {
    this.shown.set(null);
  }

  private show(notice: Notice): void {
    this.shown.set(notice);
    if (notice.isProblem || notice.action !== null) return;
    setTimeout(() => {
      if (this.shown()?.id === notice.id) this.close();
    }, SHOWN_MS);
  }
}
