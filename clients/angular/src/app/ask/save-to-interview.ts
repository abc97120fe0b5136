import { Component, inject, input, output, viewChild } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { Api, apiResource } from '../api/client';
import { problemOf } from '../api/problem';
import type { Response } from '../api/types';
import { Notices } from '../core/notices';
import { Busy } from '../ui/busy';
import { Empty } from '../ui/empty';
import { ProblemNote } from '../ui/problem-note';
import { Sheet } from '../ui/sheet';
import { shortDate } from '../ui/times';
import { keepQuestion } from './practise';
import { answerOf } from './stored';

type Interview = Response<'/api/interviews', 'get'>['data'][number];

const SHOWN = 50;

/** Keeps a question with its answer, as one that an interview asked. */
@Component({
  selector: 'app-save-to-interview',
  imports: [Empty, ProblemNote, RouterLink, Sheet],
  template: `
    <app-sheet label="Save to an interview" (closed)="closed.emit()">
      <p class="soft">The question and its answer become a question of yours, asked in:</p>
      @if (work.problem(); as problem) {
        <app-problem [problem]="problem" [retryLabel]="null" />
      }
      @if (listed.error(); as error) {
        <app-problem [problem]="problemOf(error)" (retry)="listed.reload()" />
      } @else if (listed.hasValue()) {
        <ul class="stack" role="list">
          @for (each of listed.value().data; track each.interview_id) {
            <li>
              <button
                class="button"
                type="button"
                [attr.aria-disabled]="work.busy()"
                (click)="save(each)"
              >
                {{ each.company_name ?? 'Company not said' }}:
                {{ each.role_name ?? each.custom_role_title ?? 'Role not said' }}
                @if (each.first_interview_date; as date) {
                  <span class="small soft">{{ shortDate(date) }}</span>
                }
              </button>
            </li>
          } @empty {
            <app-empty title="No interviews yet">
              <a class="button" routerLink="/tracker" [queryParams]="{ add: 1 }">
                Add an interview
              </a>
            </app-empty>
          }
        </ul>
      } @else {
        <p class="soft" role="status">Opening …</p>
      }
    </app-sheet>
  `,
  styles: `
    ul {
      --gap: var(--2);
      margin-top: var(--3);
    }

    li button {
      width: 100%;
      height: auto;
      justify-content: space-between;
      white-space: normal;
      text-align: start;
    }
  `,
})
export class SaveToInterview {
  readonly runId = input.required<string>();
  readonly closed = output();
  private readonly api = inject(Api);
  private readonly notices = inject(Notices);
  private readonly router = inject(Router);
  private readonly sheet = viewChild.required(Sheet);
  /** The question that was made of it: linking it may be tried again. */
  private kept: number | null = null;
  protected readonly listed = apiResource('/api/interviews', () => ({ query: { limit: SHOWN } }));
  protected readonly work = new Busy();
  protected readonly problemOf = problemOf;
  protected readonly shortDate = shortDate;

  protected async save(interview: Interview): Promise<void> {
    const done = await this.work.run(async () => {
      this.kept ??= await this.keep();
      await this.api.post('/api/interviews/{interview_id}/questions', {
        path: { interview_id: interview.interview_id },
        body: { question_id: this.kept },
      });
    });
    if (!done) return;
    this.sheet().close();
    this.notices.say('Saved.', {
      label: 'Open the interview',
      run: () => void this.router.navigate(['/tracker', interview.interview_id]),
    });
  }

  private async keep(): Promise<number> {
    const path = { run_id: this.runId() };
    const run = await this.api.get('/api/agents/runs/{run_id}', { path });
    return keepQuestion(this.api, answerOf(run));
  }
}
