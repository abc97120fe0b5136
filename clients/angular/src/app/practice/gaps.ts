import { Component, computed, inject, input, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { Api, apiResource } from '../api/client';
import { problemOf } from '../api/problem';
import { Server } from '../core/server';
import { Busy } from '../ui/busy';
import { ProblemNote } from '../ui/problem-note';
import type { Gap } from './records';
import { levelOf, scoreText } from './words';
import { called } from '../ui/called';

/** Which skills an interview showed to be weak, and what to do about each. */
@Component({
  selector: 'app-gaps',
  imports: [ProblemNote, RouterLink],
  template: `
    <section class="card stack" aria-labelledby="gaps">
      <div class="row between">
        <h2 id="gaps">Skill gaps</h2>
        @if (gaps().length) {
          <button
            class="button quiet"
            type="button"
            [attr.aria-disabled]="work.busy() || !server.online()"
            (click)="analyse(true)"
          >
            {{ work.busy() ? 'Looking …' : 'Look again' }}
          </button>
        }
      </div>
      @if (work.problem(); as problem) {
        <app-problem [problem]="problem" [retryLabel]="null" />
      } @else if (reading.error(); as error) {
        <app-problem [problem]="problemOf(error)" (retry)="reading.reload()" />
      }
      @if (gaps().length) {
        <ul role="list">
          @for (gap of gaps(); track gap.gap_id) {
            @let level = levelOf(gap.gap_score);
            <li>
              <p class="row between">
                <strong>{{ gap.skill_name }}</strong>
                <span [class]="'small value ' + level.tone">
                  {{ scoreText(gap.gap_score) }} of 100, {{ called(gap.proficiency_level) }}
                </span>
              </p>
              <p>{{ gap.recommendation }}</p>
              <p>
                <a
                  class="button"
                  routerLink="/practice/new"
                  [queryParams]="{ skill: gap.skill_name, role: role() }"
                >
                  Practise this skill<span class="unseen">: {{ gap.skill_name }}</span>
                </a>
              </p>
            </li>
          }
        </ul>
      } @else if (!reading.error()) {
        <p class="soft">See which skills this interview showed to be weak, and what to do next.</p>
        <div class="row">
          <button
            class="button"
            type="button"
            [attr.aria-disabled]="work.busy() || !server.online()"
            (click)="analyse(false)"
          >
            {{ work.busy() ? 'Looking …' : 'Find skill gaps' }}
          </button>
        </div>
      }
      <p class="unseen" role="status">{{ announced() }}</p>
    </section>
  `,
  styles: `
    li {
      display: grid;
      gap: var(--2);
      padding-block: var(--4);
      overflow-wrap: anywhere;
    }

    li + li {
      border-top: 1px solid var(--line);
    }

    li:first-child {
      padding-top: 0;
    }

    li:last-child {
      padding-bottom: 0;
    }

    .value {
      color: var(--tone);
    }
  `,
  styleUrl: './tones.css',
})
export class Gaps {
  readonly interviewId = input.required<string>();
  readonly role = input.required<string>();
  private readonly api = inject(Api);
  protected readonly server = inject(Server);
  protected readonly work = new Busy();
  protected readonly reading = apiResource('/api/skill-gaps/interview/{interview_id}', () => ({
    path: { interview_id: this.interviewId() },
  }));
  private readonly latest = signal<readonly Gap[] | null>(null);
  protected readonly gaps = computed(
    () => this.latest() ?? (this.reading.hasValue() ? this.reading.value().skill_gaps : []),
  );
  protected readonly announced = signal('');
  protected readonly called = called;
  protected readonly levelOf = levelOf;
  protected readonly problemOf = problemOf;
  protected readonly scoreText = scoreText;

  protected async analyse(anew: boolean): Promise<void> {
    if (!this.server.online()) return;
    this.announced.set('Looking for skill gaps.');
    const done = await this.work.run(async () => {
      const told = await this.api.post('/api/skill-gaps/analyze/{interview_id}', {
        path: { interview_id: this.interviewId() },
        body: { force_reanalyze: anew },
      });
      this.latest.set(told.skill_gaps);
    });
    this.announced.set(done ? `${this.gaps().length} skills found.` : '');
  }
}
