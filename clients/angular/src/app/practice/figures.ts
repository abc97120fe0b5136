import { Component, computed, input } from '@angular/core';
import type { Response } from '../api/types';
import { scoreText } from './words';

/** What somebody has practised, in figures. */
@Component({
  selector: 'app-practice-figures',
  template: `
    <dl class="card">
      @for (figure of figures(); track figure.name) {
        <div>
          <dt class="small soft">{{ figure.name }}</dt>
          <dd>{{ figure.value }}</dd>
        </div>
      }
    </dl>
  `,
  styles: `
    dl {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(7.5rem, 1fr));
      gap: var(--4);
    }

    dd {
      font-size: 1.5rem;
      font-weight: 600;
      font-variant-numeric: tabular-nums;
      line-height: 1.3;
    }
  `,
})
export class Figures {
  readonly stats = input.required<Response<'/api/user/stats', 'get'>>();
  protected readonly figures = computed(() => {
    const stats = this.stats();
    // Without a single score, the averages are told as 0.
    const score = (value: number) => scoreText(stats.best_score > 0 ? value : null);
    return [
      { name: 'Interviews', value: stats.total_interviews },
      { name: 'Completed', value: stats.completed_interviews },
      { name: 'Questions answered', value: stats.total_questions_answered },
      { name: 'Average score', value: score(stats.average_score) },
      { name: 'Best score', value: score(stats.best_score) },
    ];
  });
}
