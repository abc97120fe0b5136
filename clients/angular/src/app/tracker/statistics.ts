import { Component, computed, input } from '@angular/core';
import type { Response } from '../api/types';

/** What there is, in a line of figures. */
@Component({
  selector: 'app-statistics',
  template: `
    <dl>
      @for (figure of figures(); track figure.name) {
        <div>
          <dt>{{ figure.name }}</dt>
          <dd>{{ figure.count }}</dd>
        </div>
      }
    </dl>
  `,
  styles: `
    dl {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(5rem, 1fr));
      gap: var(--3) var(--5);
      padding: var(--4);
      border: 1px solid var(--line);
      border-radius: var(--radius);
      background: var(--raised);
    }

    div {
      display: flex;
      flex-direction: column-reverse;
    }

    dt {
      font-size: var(--small);
      color: var(--ink-soft);
    }

    dd {
      font-size: 1.5rem;
      font-weight: 600;
      font-variant-numeric: tabular-nums;
      line-height: 1.2;
    }

    @media (max-width: 699px) {
      dl {
        display: flex;
        flex-wrap: wrap;
        gap: var(--1) var(--4);
        padding: 0;
        border: 0;
        background: none;
      }

      div {
        flex-direction: row-reverse;
        align-items: baseline;
        gap: var(--1);
      }

      dd {
        font-size: var(--body);
      }
    }
  `,
})
export class Statistics {
  readonly overview = input.required<Response<'/api/stats/overview', 'get'>>();
  protected readonly figures = computed(() => {
    const {
      total_interviews,
      interviews_by_status: by,
      interviews_by_result: ends,
    } = this.overview();
    return [
      { name: 'Interviews', count: total_interviews },
      { name: 'Upcoming', count: by.scheduled + by.rescheduled },
      { name: 'In progress', count: by.in_progress },
      { name: 'Passed', count: ends.passed },
      { name: 'Offers', count: ends.offer_received + ends.offer_accepted + ends.offer_declined },
    ];
  });
}
