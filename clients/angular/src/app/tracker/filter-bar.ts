import { Component, computed, inject, input, output, resource } from '@angular/core';
import { Catalog } from './catalog';
import { type Choice, Combobox } from './combobox';
import {
  filterCount,
  idOf,
  NO_FILTERS,
  type Parameters,
  SORT_OPTIONS,
  sortOf,
  viewOf,
} from './filters';
import { LEVELS, options, RESULTS, STATUSES, TYPES } from './records';

/** What the interviews are filtered and sorted by; told as changes of the address. */
@Component({
  selector: 'app-filter-bar',
  imports: [Combobox],
  template: `
    <div class="card bar">
      @for (select of selects(); track select.name) {
        <div class="field">
          <label [for]="'filter-' + select.name">{{ select.label }}</label>
          <select
            #field
            class="input"
            [id]="'filter-' + select.name"
            (change)="set(select.name, field.value)"
          >
            <option value="" [selected]="!select.value">{{ select.all }}</option>
            @for (item of select.items; track item.id) {
              <option [value]="item.id" [selected]="item.id === select.value">
                {{ item.label }}
              </option>
            }
          </select>
        </div>
      }
      <app-combobox
        label="Company"
        [choices]="catalog.companies"
        [chosen]="companyChosen()"
        (chosenChange)="choose('company', $event)"
      />
      <app-combobox
        label="Role"
        [choices]="catalog.roles"
        [chosen]="roleChosen()"
        (chosenChange)="choose('role', $event)"
      />
      @if (isList()) {
        <div class="field">
          <label for="filter-sort">Sort by</label>
          <select
            #sort
            class="input"
            id="filter-sort"
            (change)="changed.emit({ sort: sort.value === 'newest' ? null : sort.value })"
          >
            @for (item of sorts; track item.id) {
              <option [value]="item.id" [selected]="item.id === sorted()">{{ item.label }}</option>
            }
          </select>
        </div>
        <label class="check">
          <input
            #deleted
            type="checkbox"
            [checked]="parameters().deleted === '1'"
            (change)="changed.emit({ deleted: deleted.checked ? '1' : null })"
          />
          Deleted ones
        </label>
      }
      @if (count() > 0) {
        <button class="button quiet" type="button" (click)="changed.emit(none)">
          Clear the filters
        </button>
      }
    </div>
  `,
  styles: `
    .bar {
      display: grid;
      grid-template-columns: repeat(auto-fill, minmax(min(11rem, 100%), 1fr));
      gap: var(--3);
      align-items: end;
    }

    .button {
      justify-self: start;
    }
  `,
})
export class FilterBar {
  protected readonly catalog = inject(Catalog);
  readonly parameters = input.required<Parameters>();
  readonly changed = output<Readonly<Record<string, string | null>>>();
  protected readonly none = NO_FILTERS;
  protected readonly sorts = SORT_OPTIONS;
  protected readonly isList = computed(() => viewOf(this.parameters()) === 'list');
  protected readonly sorted = computed(() => sortOf(this.parameters()));
  protected readonly count = computed(() => filterCount(this.parameters()));
  protected readonly selects = computed(() => {
    const { status, result, type, level, remote } = this.parameters();
    const both = [
      { name: 'type', label: 'Type', all: 'All types', items: options(TYPES), value: type },
      { name: 'level', label: 'Level', all: 'All levels', items: options(LEVELS), value: level },
      { name: 'remote', label: 'Remote', all: 'Either', items: REMOTE, value: remote },
    ];
    if (!this.isList()) return both;
    return [
      { name: 'status', label: 'Status', all: 'All', items: options(STATUSES), value: status },
      { name: 'result', label: 'Result', all: 'All', items: options(RESULTS), value: result },
      ...both,
    ];
  });
  private readonly company = resource({
    params: () => idOf(this.parameters().company) ?? undefined,
    loader: ({ params: id }) => this.catalog.company(id).catch(() => unknown(id)),
  });
  private readonly role = resource({
    params: () => idOf(this.parameters().role) ?? undefined,
    loader: ({ params: id }) => this.catalog.role(id).catch(() => unknown(id)),
  });
  protected readonly companyChosen = computed(() => this.company.value() ?? null);
  protected readonly roleChosen = computed(() => this.role.value() ?? null);

  protected set(name: string, value: string): void {
    this.changed.emit({ [name]: value || null });
  }

  protected choose(name: 'company' | 'role', choice: Choice | null): void {
    this.changed.emit({ [name]: choice === null ? null : String(choice.id) });
  }
}

const REMOTE = [
  { id: 'yes', label: 'Remote' },
  { id: 'no', label: 'Not remote' },
];

/** A filter by what is not there any more can still be taken away. */
function unknown(id: number): Choice {
  return { id, name: `No. ${id}` };
}
