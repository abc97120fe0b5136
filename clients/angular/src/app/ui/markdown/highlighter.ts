import { Injectable, signal } from '@angular/core';
import type { Run } from './runs';

type Highlight = (code: string, language: string) => readonly Run[];

/** Colours code; what it needs is loaded with the first code that is to be coloured. */
@Injectable({ providedIn: 'root' })
export class Highlighter {
  private readonly loaded = signal<Highlight | null>(null);
  private loading: Promise<void> | null = null;

  /** Null until it is there. */
  readonly highlight = this.loaded.asReadonly();

  /** Get it, unless it is there or under way. Without it code is shown in one colour. */
  load(): void {
    this.loading ??= import('./highlighting').then(
      ({ highlight }) => this.loaded.set(highlight),
      () => {
        this.loading = null;
      },
    );
  }
}
