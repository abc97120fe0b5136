import { Injectable, signal } from '@angular/core';

export type Theme = 'system' | 'light' | 'dark';

const KEY = 'theme';

/** Light, dark, or as the system has it. `public/theme.js` applies it before the first paint. */
@Injectable({ providedIn: 'root' })
export class ThemeChoice {
  private readonly chosen = signal<Theme>(current());
  readonly theme = this.chosen.asReadonly();

  choose(theme: Theme): void {
    this.chosen.set(theme);
    const { dataset } = document.documentElement;
    if (theme === 'system') delete dataset['theme'];
    else dataset['theme'] = theme;
    try {
      if (theme === 'system') localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, theme);
    } catch {
      // Without storage it holds until the tab is closed.
    }
  }
}

function current(): Theme {
  const theme = document.documentElement.dataset['theme'];
  return theme === 'light' || theme === 'dark' ? theme : 'system';
}
