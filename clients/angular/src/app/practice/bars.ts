import { Component, computed, input } from '@angular/core';
import { ChartTable } from './chart-table';
import type { Measured } from './charting';
import { levelOf, scoreText } from './words';

/** Scores as bars, with their words, and as a table. */
@Component({
  selector: 'app-bars',
  imports: [ChartTable],
  template: `
    <div class="stack">
      <div class="bars" role="img" [attr.aria-label]="told()">
        @for (each of measured(); track each.name) {
          @let level = levelOf(each.score);
          <div [class]="'bar ' + level.tone">
            <span>{{ each.name }}</span>
            <span class="small value">
              @if (each.score === null) {
                {{ nothing() }}
              } @else {
                <strong>{{ scoreText(each.score) }}</strong> {{ level.name }}
              }
            </span>
            <span class="track">
              @if (each.score !== null) {
                <span class="fill" [style.inline-size.%]="each.score"></span>
              }
            </span>
          </div>
        }
      </div>
      <app-chart-table [label]="label()" [what]="what()" [measured]="measured()" />
    </div>
  `,
  styles: `
    .bars {
      display: grid;
      gap: var(--3);
    }

    .bar {
      display: flex;
      flex-wrap: wrap;
      justify-content: space-between;
      gap: var(--1) var(--3);
      overflow-wrap: anywhere;
    }

    .value {
      color: var(--tone);
    }
  `,
  styleUrl: './tones.css',
})
export class Bars {
  readonly label = input.required<string>();
  /** What a row of the table is. */
  readonly what = input.required<string>();
  readonly measured = input.required<readonly Measured[]>();
  /** Said where there is no score. */
  readonly nothing = input('No score yet');
  protected readonly told = computed(() => {
    const all = this.measured().map((each) =>
      each.score === null
        ? `${each.name}: ${this.nothing().toLowerCase()}`
        : `${each.name}: ${scoreText(each.score)} of 100, ${levelOf(each.score).name}`,
    );
    return `${this.label()}. ${all.join('; ')}.`;
  });
  protected readonly levelOf = levelOf;
  protected readonly scoreText = scoreText;
}
