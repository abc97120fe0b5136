import { Component, inject, output } from '@angular/core';
import { Sheet } from '../ui/sheet';
import { PLACES, Shortcuts } from './shortcuts';

@Component({
  selector: 'app-shortcut-help',
  imports: [Sheet],
  template: `
    <app-sheet label="Keyboard" (closed)="closed.emit()">
      <dl>
        <dt><kbd>Ctrl</kbd> <kbd>K</kbd></dt>
        <dd>Go anywhere, do anything</dd>
        <dt><kbd>Ctrl</kbd> <kbd>Enter</kbd></dt>
        <dd>Send a question or an answer</dd>
        <dt><kbd>Esc</kbd></dt>
        <dd>Stop an answer, close a dialog</dd>
        @if (shortcuts.letters()) {
          <dt><kbd>/</kbd></dt>
          <dd>Search</dd>
          @for (place of places; track place.key) {
            <dt>
              <kbd>g</kbd> <kbd>{{ place.key }}</kbd>
            </dt>
            <dd>{{ place.name }}</dd>
          }
          <dt><kbd>?</kbd></dt>
          <dd>This list</dd>
        }
      </dl>
      <label class="check">
        <input
          type="checkbox"
          [checked]="shortcuts.letters()"
          (change)="shortcuts.useLetters(!shortcuts.letters())"
        />
        Single letters do something
      </label>
    </app-sheet>
  `,
  styles: `
    dl {
      display: grid;
      grid-template-columns: max-content 1fr;
      gap: var(--2) var(--4);
      margin-bottom: var(--4);
    }

    kbd {
      padding: 0.1em 0.45em;
      border: 1px solid var(--line-strong);
      border-radius: 4px;
      background: var(--sunken);
      font: var(--small) var(--mono);
    }
  `,
})
export class ShortcutHelp {
  readonly closed = output();
  protected readonly shortcuts = inject(Shortcuts);
  protected readonly places = Object.entries(PLACES).map(([key, { name }]) => ({ key, name }));
}
