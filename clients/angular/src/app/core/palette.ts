import { Component, computed, inject, output, signal, viewChild } from '@angular/core';
import { Router } from '@angular/router';
import { Sheet } from '../ui/sheet';
import { Session } from './session';
import { PLACES, Shortcuts } from './shortcuts';
import { ThemeChoice } from './theme';

interface Command {
  readonly name: string;
  readonly run: () => void;
}

/** Everything that can be gone to or done, found by its name. */
@Component({
  selector: 'app-palette',
  imports: [Sheet],
  template: `
    <app-sheet label="Go to or do" (closed)="closed.emit()">
      <input
        class="input"
        type="text"
        role="combobox"
        autofocus
        autocomplete="off"
        spellcheck="false"
        aria-label="Find a page or an action"
        aria-controls="commands"
        aria-autocomplete="list"
        aria-expanded="true"
        [attr.aria-activedescendant]="found().length ? 'command-' + at() : null"
        placeholder="Practice, dark, new interview …"
        (input)="look($any($event.target).value)"
        (keydown)="move($event)"
      />
      <ul id="commands" role="listbox" aria-label="Pages and actions">
        @for (command of found(); track command.name; let index = $index) {
          <li
            role="option"
            [id]="'command-' + index"
            [attr.aria-selected]="index === at()"
            (click)="run(command)"
            (keydown.enter)="run(command)"
          >
            {{ command.name }}
          </li>
        } @empty {
          <li class="soft" role="option" aria-disabled="true" aria-selected="false">
            Nothing of that name.
          </li>
        }
      </ul>
    </app-sheet>
  `,
  styles: `
    ul {
      margin-top: var(--3);
      list-style: none;
    }

    li {
      padding: var(--2) var(--3);
      border-radius: var(--radius-small);
      cursor: pointer;
    }

    li[aria-selected='true'] {
      background: var(--accent-soft);
      color: var(--accent-strong);
    }
  `,
})
export class Palette {
  readonly closed = output();
  private readonly router = inject(Router);
  private readonly session = inject(Session);
  private readonly shortcuts = inject(Shortcuts);
  private readonly theme = inject(ThemeChoice);
  private readonly sheet = viewChild.required(Sheet);
  private readonly words = signal('');
  protected readonly at = signal(0);
  protected readonly found = computed(() => {
    const words = this.words().toLowerCase().split(/\s+/);
    return this.commands().filter(({ name }) =>
      words.every((word) => name.toLowerCase().includes(word)),
    );
  });

  protected look(words: string): void {
    this.words.set(words);
    this.at.set(0);
  }

  protected move(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const count = this.found().length;
    const command = this.found()[this.at()];
    if (event.key === 'ArrowDown') this.at.update((at) => (at + 1) % Math.max(count, 1));
    else if (event.key === 'ArrowUp')
      this.at.update((at) => (at + Math.max(count, 1) - 1) % Math.max(count, 1));
    else if (event.key === 'Enter' && command) this.run(command);
    else return;
    event.preventDefault();
  }

  protected run(command: Command): void {
    this.sheet().close();
    command.run();
  }

  private commands(): Command[] {
    const go = (path: string) => () => void this.router.navigateByUrl(path);
    const places = Object.values(PLACES).map(({ name, path }) => ({ name, run: go(path) }));
    return [
      ...places,
      { name: 'Ask a new question', run: go('/ask?new=1') },
      { name: 'Add an interview', run: go('/tracker?add=1') },
      { name: 'Start to practise', run: go('/practice/new') },
      { name: 'Keyboard shortcuts', run: () => this.shortcuts.helpIsOpen.set(true) },
      { name: 'Theme: light', run: () => this.theme.choose('light') },
      { name: 'Theme: dark', run: () => this.theme.choose('dark') },
      { name: 'Theme: as the system', run: () => this.theme.choose('system') },
      ...(this.session.signedIn()
        ? [
            { name: 'API keys', run: go('/account/keys') },
            { name: 'Sign out', run: () => void this.session.signOut() },
          ]
        : [{ name: 'Sign in', run: go('/sign-in') }]),
    ];
  }
}
