import { Component, computed, input, output, signal } from '@angular/core';
import type { Response } from '../api/types';
import { copied } from '../ui/copying';
import { Sheet } from '../ui/sheet';

/** The one time that a key is shown, with a command that uses it. */
@Component({
  selector: 'app-new-key',
  imports: [Sheet],
  template: `
    <app-sheet label="Your new key" (closed)="closed.emit()">
      <div class="stack">
        <p>Copy it now: it is shown only this once.</p>
        <div>
          <pre tabindex="0" aria-label="The key">{{ key().api_key }}</pre>
          <button class="button" type="button" (click)="copy('key', key().api_key)">
            {{ copied() === 'key' ? 'Copied' : 'Copy the key' }}
          </button>
        </div>
        @if (refused()) {
          <p role="alert">Your browser did not let us copy it: select it, and copy it yourself.</p>
        }
        <div>
          <p>Try it in a terminal:</p>
          <pre tabindex="0" aria-label="A command that uses the key">{{ command() }}</pre>
          <button class="button" type="button" (click)="copy('command', command())">
            {{ copied() === 'command' ? 'Copied' : 'Copy the command' }}
          </button>
        </div>
      </div>
    </app-sheet>
  `,
  styles: `
    pre {
      margin: 0 0 var(--2);
      padding: var(--3);
      border-radius: var(--radius-small);
      background: var(--sunken);
      font: var(--small) var(--mono);
      white-space: pre-wrap;
      overflow-wrap: anywhere;
    }
  `,
})
export class NewKey {
  readonly key = input.required<Response<'/api/user/api-keys', 'post'>>();
  readonly closed = output();
  protected readonly copied = signal<'key' | 'command' | null>(null);
  protected readonly refused = signal(false);
  protected readonly command = computed(
    () => `curl ${location.origin}/api/auth/me -H 'Authorization: Bearer ${this.key().api_key}'`,
  );

  protected async copy(what: 'key' | 'command', text: string): Promise<void> {
    this.copied.set((await copied(text)) ? what : null);
    this.refused.set(this.copied() === null);
  }
}
