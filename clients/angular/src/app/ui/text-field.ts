import { Component, input, model } from '@angular/core';

let made = 0;

/** One line of text with its label, hint and error, tied together for screen readers. */
@Component({
  selector: 'app-text-field',
  template: `
    <div class="field">
      <label [for]="id">{{ label() }}</label>
      @if (hint(); as hint) {
        <span class="hint" [id]="id + '-hint'">{{ hint }}</span>
      }
      <input
        class="input"
        [id]="id"
        [type]="type()"
        [value]="value()"
        [required]="required()"
        [attr.autocomplete]="autocomplete()"
        [attr.maxlength]="maxlength()"
        [attr.aria-invalid]="error() !== null"
        [attr.aria-describedby]="described()"
        (input)="value.set($any($event.target).value)"
      />
      @if (error(); as error) {
        <span class="error" [id]="id + '-error'">{{ error }}</span>
      }
    </div>
  `,
})
export class TextField {
  readonly label = input.required<string>();
  readonly value = model('');
  readonly type = input<'text' | 'email' | 'password' | 'datetime-local'>('text');
  readonly hint = input<string | null>(null);
  readonly error = input<string | null>(null);
  readonly required = input(false);
  readonly autocomplete = input<string>('off');
  readonly maxlength = input<number | null>(null);
  protected readonly id = `text-field-${++made}`;

  protected described(): string | null {
    const parts = [
      this.hint() === null ? '' : `${this.id}-hint`,
      this.error() === null ? '' : `${this.id}-error`,
    ];
    return parts.filter(Boolean).join(' ') || null;
  }
}
