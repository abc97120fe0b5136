import { Component, inject } from '@angular/core';
import { Shortcuts } from '../core/shortcuts';
import { type Theme, ThemeChoice } from '../core/theme';

const THEMES: readonly { readonly id: Theme; readonly name: string }[] = [
  { id: 'system', name: 'As the system' },
  { id: 'light', name: 'Light' },
  { id: 'dark', name: 'Dark' },
];

@Component({
  selector: 'app-appearance',
  template: `
    <section class="card stack" aria-labelledby="appearance">
      <h2 id="appearance">Appearance and keyboard</h2>
      <fieldset>
        <legend>Theme</legend>
        <div class="row">
          @for (each of themes; track each.id) {
            <label class="check">
              <input
                type="radio"
                name="theme"
                [value]="each.id"
                [checked]="theme.theme() === each.id"
                (change)="theme.choose(each.id)"
              />
              {{ each.name }}
            </label>
          }
        </div>
      </fieldset>
      <div>
        <label class="check">
          <input
            type="checkbox"
            [checked]="shortcuts.letters()"
            (change)="shortcuts.useLetters(!shortcuts.letters())"
          />
          <span>Single letters do something, such as <kbd>/</kbd> to search</span>
        </label>
        <p>
          <button class="link" type="button" (click)="shortcuts.helpIsOpen.set(true)">
            All keyboard shortcuts
          </button>
        </p>
      </div>
    </section>
  `,
  styles: `
    .row {
      gap: var(--2) var(--5);
    }
  `,
})
export class Appearance {
  protected readonly theme = inject(ThemeChoice);
  protected readonly shortcuts = inject(Shortcuts);
  protected readonly themes = THEMES;
}
