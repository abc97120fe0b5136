import { Component, computed, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { Response } from '../api/types';
import { levelOf, scoreText } from './words';
import { called } from '../ui/called';

/** The skills that went worst, each with a way to get better at it. */
@Component({
  selector: 'app-weakest-skills',
  imports: [RouterLink],
  template: `
    @if (gaps().length) {
      <section class="card stack" aria-labelledby="weakest">
        <h2 id="weakest">Worth practising next</h2>
        <ul role="list">
          @for (gap of gaps(); track gap.gap_id) {
            <li>
              <div>
                <strong>{{ gap.skill_name }}</strong>
                <span class="small soft">
                  {{ scoreText(gap.gap_score) }} of 100, {{ called(gap.proficiency_level) }}
                </span>
                <span class="track" aria-hidden="true">
                  <span
                    [class]="'fill ' + levelOf(gap.gap_score).tone"
                    [style.inline-size.%]="gap.gap_score"
                  ></span>
                </span>
              </div>
              <a
                class="button"
                routerLink="/practice/new"
                [queryParams]="{ skill: gap.skill_name }"
                [attr.aria-label]="'Practise ' + gap.skill_name"
                >Practise</a
              >
            </li>
          }
        </ul>
      </section>
    }
  `,
  styles: `
    ul {
      display: grid;
      gap: var(--3);
    }

    li {
      display: flex;
      align-items: center;
      justify-content: space-between;
      gap: var(--4);
    }

    li > div {
      display: flex;
      flex: 1;
      flex-wrap: wrap;
      align-items: baseline;
      gap: var(--1) var(--3);
      min-width: 0;
      overflow-wrap: anywhere;
    }
  `,
  styleUrl: './tones.css',
})
export class Weakest {
  readonly skillGaps = input.required<Response<'/api/skill-gaps', 'get'>['skill_gaps']>();
  protected readonly gaps = computed(() =>
    this.skillGaps().filter((gap) => gap.proficiency_level !== 'strong'),
  );
  protected readonly called = called;
  protected readonly levelOf = levelOf;
  protected readonly scoreText = scoreText;
}
