import { Component, computed, input } from '@angular/core';

interface Item {
  readonly id: string;
  readonly label: string;
}

let made = 0;

/** One field of a form with its label, its hint and what is wrong with it. */
@Component({
  selector: 'app-labelled',
  template: `
    <label [for]="id">{{ label() }}</label>
    @if (hint(); as text) {
      <span class="hint" [id]="id + '-hint'">{{ text }}</span>
    }
    @switch (kind()) {
      @case ('lines') {
        <textarea
          class="input"
          [id]="id"
          [name]="name()"
          [value]="value() ?? ''"
          [maxLength]="most()"
          [attr.aria-invalid]="error() ? true : null"
          [attr.aria-describedby]="describedBy()"
        ></textarea>
      }
      @case ('select') {
        <select
          class="input"
          [id]="id"
          [name]="name()"
          [required]="required()"
          [attr.aria-invalid]="error() ? true : null"
          [attr.aria-describedby]="describedBy()"
        >
          @if (unsaid(); as text) {
            <option value="" [selected]="!value()">{{ text }}</option>
          }
          @for (item of items(); track item.id) {
            <option [value]="item.id" [selected]="item.id === value()">{{ item.label }}</option>
          }
        </select>
      }
      @default {
        <input
          class="input"
          [id]="id"
          [name]="name()"
          [type]="kind()"
          [value]="value() ?? ''"
          [maxLength]="most()"
          [required]="required()"
          [attr.min]="min()"
          [attr.max]="max()"
          [attr.list]="list()"
          [attr.aria-invalid]="error() ? true : null"
          [attr.aria-describedby]="describedBy()"
        />
      }
    }
    @if (error(); as text) {
      <span class="error" [id]="id + '-error'">{{ text }}</span>
    }
  `,
  styles: `
    .input {
      scroll-margin-bottom: 6rem; /* clear of the buttons at the end of a sheet */
    }
  `,
  host: { class: 'field' },
})
export class Labelled {
  readonly label = input.required<string>();
  readonly name = input.required<string>();
  readonly value = input<string | number | null>(null);
  readonly kind = input<'text' | 'date' | 'time' | 'number' | 'url' | 'email' | 'lines' | 'select'>(
    'text',
  );
  readonly items = input<readonly Item[]>([]);
  /** What a select says for nothing; without it, something is always chosen. */
  readonly unsaid = input<string | null>(null);
  readonly hint = input<string | null>(null);
  readonly error = input<string | null>(null);
  readonly required = input(false);
  readonly most = input(200);
  readonly min = input<number | null>(null);
  readonly max = input<number | null>(null);
  readonly list = input<string | null>(null);
  protected readonly id = `field-${++made}`;
  protected readonly describedBy = computed(
    () =>
      [this.hint() && `${this.id}-hint`, this.error() && `${this.id}-error`]
        .filter(Boolean)
        .join(' ') || null,
  );
}
