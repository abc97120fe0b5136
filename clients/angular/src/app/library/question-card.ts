import { Component, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { type Question } from './questions';
import { called } from '../ui/called';

@Component({
  selector: 'app-question-card',
  imports: [RouterLink],
  template: `
    <article class="card">
      <h2>
        <a [routerLink]="['/library', question().question_id]">{{ question().question_text }}</a>
      </h2>
      <p class="row">
        <span class="tag">{{ called(question().question_category) }}</span>
        <span class="tag">{{ called(question().question_difficulty) }}</span>
        @if (question().time_to_answer_minutes; as minutes) {
          <span class="tag">{{ minutes }} min</span>
        }
        @if (!question().is_library) {
          <span class="tag accent">Yours</span>
        }
        @if (question().tags.length) {
          <span class="small soft tags">{{ question().tags.slice(0, 4).join(' · ') }}</span>
        }
        @if (why(); as why) {
          <span class="small soft">{{
            why === 'words' ? 'Has your words' : 'Near in meaning'
          }}</span>
        }
      </p>
    </article>
  `,
  styles: `
    article {
      display: flex;
      flex-direction: column;
      gap: var(--2);
    }

    h2 {
      font-size: 1rem;
      font-weight: 600;
    }

    h2 a {
      color: var(--ink);
      text-decoration: none;
    }

    h2 a:hover {
      color: var(--accent);
      text-decoration: underline;
    }
  `,
})
export class QuestionCard {
  readonly question = input.required<Question>();
  readonly why = input<'words' | 'meaning' | null>(null);
  protected readonly called = called;
}
