import { Component, input, output } from '@angular/core';
import { SearchField } from '../ui/search-field';
import { CATEGORIES, DIFFICULTIES, type Filters, SCOPES } from './questions';

@Component({
  selector: 'app-filter-bar',
  imports: [SearchField],
  template: `
    <search class="stack">
      <app-search-field
        label="Search questions"
        [labelIsUnseen]="true"
        placeholder="Search by words or by meaning: keeping a cache fresh …"
        [maxlength]="500"
        [words]="filters().words"
        (searched)="narrowed.emit({ words: $event })"
      />
      <div class="groups">
        @for (group of groups; track group.field) {
          <div class="group" role="group" [attr.aria-label]="group.name">
            @for (choice of group.choices; track choice.id) {
              @let chosen = filters()[group.field] === choice.id;
              <button
                class="chip"
                type="button"
                [attr.aria-pressed]="chosen"
                (click)="choose(group.field, choice.id, chosen)"
              >
                {{ choice.name }}
              </button>
            }
          </div>
        }
        @if (filters().tag; as tag) {
          <div class="group" role="group" aria-label="Tag">
            <button
              class="chip"
              type="button"
              aria-pressed="true"
              (click)="narrowed.emit({ tag: '' })"
            >
              Tag: {{ tag }} <span aria-hidden="true">✕</span>
            </button>
          </div>
        }
      </div>
    </search>
  `,
  styles: `
    .stack {
      --gap: var(--3);
    }

    .groups {
      display: flex;
      flex-wrap: wrap;
      gap: var(--2) var(--5);
    }

    .group {
      display: flex;
      gap: var(--1);
      max-width: 100%;
      overflow-x: auto;
      /* Room for the focus ring, which scrolling would cut off. */
      padding: 3px;
      margin: -3px;
    }

    .chip {
      flex-shrink: 0;
    }
  `,
})
export class FilterBar {
  readonly filters = input.required<Filters>();
  readonly narrowed = output<Partial<Filters>>();
  protected readonly groups = [
    { field: 'category', name: 'Category', choices: CATEGORIES },
    { field: 'difficulty', name: 'Difficulty', choices: DIFFICULTIES },
    { field: 'scope', name: 'Whose', choices: SCOPES },
  ] as const;

  protected choose(field: 'category' | 'difficulty' | 'scope', id: string, chosen: boolean): void {
    const off = field === 'scope' ? 'all' : '';
    this.narrowed.emit({ [field]: chosen ? off : id });
  }
}
