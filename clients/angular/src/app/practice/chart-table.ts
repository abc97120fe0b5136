import { Component, input } from '@angular/core';
import type { Measured } from './charting';
import { levelOf, scoreText } from './words';

/** What a chart shows, as a table. */
@Component({
  selector: 'app-chart-table',
  template: `
    <details>
      <summary class="small">As a table</summary>
      <div class="scroll">
        <table class="data small">
          <caption class="unseen">
            {{
              label()
            }}
          </caption>
          <thead>
            <tr>
              <th scope="col">{{ what() }}</th>
              <th scope="col">Score</th>
              <th scope="col">Level</th>
              <th scope="col">Answers</th>
            </tr>
          </thead>
          <tbody>
            @for (each of measured(); track each.name) {
              <tr>
                <th scope="row">{{ each.name }}</th>
                <td>{{ scoreText(each.score) }}</td>
                <td>{{ levelOf(each.score).name }}</td>
                <td>{{ each.count }}</td>
              </tr>
            }
          </tbody>
        </table>
      </div>
    </details>
  `,
  styles: `
    summary {
      min-height: 1.5rem;
      color: var(--ink-soft);
      cursor: pointer;
    }

    table.data :is(th, td) {
      padding-inline: 0 var(--2);
    }

    @media (max-width: 699px) {
      summary {
        min-height: 2.75rem;
        align-content: center;
      }
    }
  `,
})
export class ChartTable {
  readonly label = input.required<string>();
  readonly what = input.required<string>();
  readonly measured = input.required<readonly Measured[]>();
  protected readonly levelOf = levelOf;
  protected readonly scoreText = scoreText;
}
