import {
  Component,
  computed,
  effect,
  ElementRef,
  inject,
  Injector,
  input,
  linkedSignal,
  signal,
  untracked,
} from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { Api, apiResource } from '../api/client';
import { problemOf } from '../api/problem';
import { Server } from '../core/server';
import { Busy } from '../ui/busy';
import { Empty } from '../ui/empty';
import { ProblemNote } from '../ui/problem-note';
import { focusHeading } from './arriving';
import { inCourse, mayGoOn, placeOf, shown } from './course';
import { type Deeper, QuestionView } from './question-view';
import type { Interview, Question } from './records';
import { DIFFICULTIES } from './words';
import { called } from '../ui/called';

/** A practice interview, one question a screen. */
@Component({
  selector: 'app-rehearsal',
  imports: [Empty, ProblemNote, QuestionView, RouterLink],
  templateUrl: './rehearsal.html',
  styleUrl: './rehearsal.css',
})
export class Rehearsal {
  readonly interviewId = input.required<string>();
  /** Id of the question to show; without it, the first open one. */
  readonly question = input<string>();

  private readonly api = inject(Api);
  private readonly router = inject(Router);
  private readonly injector = inject(Injector);
  private readonly page = inject<ElementRef<HTMLElement>>(ElementRef);
  protected readonly server = inject(Server);
  protected readonly going = new Busy();

  protected readonly reading = apiResource('/api/interview/{interview_id}', () => ({
    path: { interview_id: this.interviewId() },
  }));
  /** Kept while it is read again: what somebody writes must not vanish. */
  protected readonly interview = linkedSignal<Interview | undefined, Interview | undefined>({
    source: () => (this.reading.hasValue() ? this.reading.value() : undefined),
    computation: (now, before) => {
      const kept = before?.value;
      return now ?? (kept?.interview_id === untracked(this.interviewId) ? kept : undefined);
    },
  });
  protected readonly isMissing = computed(() => {
    const error = this.reading.error();
    // An id that is none is answered with 422.
    return error !== undefined && [404, 422].includes(problemOf(error).status ?? 0);
  });

  protected readonly course = computed(() => inCourse(this.interview()?.questions ?? []));
  private readonly currentId = computed(() => shown(this.course(), this.question())?.id);
  protected readonly current = computed(() =>
    this.course().find((each) => each.id === this.currentId()),
  );
  /** Whether there is nothing left to answer here that counts. */
  protected readonly isDone = computed(
    () => this.current()?.answered === true || this.interview()?.status === 'completed',
  );
  protected readonly place = computed(() => {
    const [interview, question] = [this.interview(), this.current()];
    return interview && question ? placeOf(interview, question) : '';
  });
  private readonly index = computed(() =>
    this.course().findIndex((each) => each.id === this.currentId()),
  );
  protected readonly previous = computed(() => this.course()[this.index() - 1]);
  protected readonly next = computed(() => this.course()[this.index() + 1]);
  /** Whether an adaptive interview can ask the next one here. */
  protected readonly mayAskNext = computed(() => {
    const interview = this.interview();
    return interview !== undefined && this.next() === undefined && mayGoOn(interview);
  });
  protected readonly comesLater = computed(() => {
    const interview = this.interview();
    if (!interview?.adaptive || interview.status === 'completed') return 0;
    const main = interview.questions.filter((each) => each.kind === 'main');
    return interview.total_questions - main.length;
  });
  protected readonly note = signal<Deeper | null>(null);

  protected readonly called = called;
  protected readonly difficulties = DIFFICULTIES;
  protected readonly problemOf = problemOf;

  constructor() {
    // Named in the address, what is shown stays once it is answered, and is there to come back to.
    effect(() => {
      const id = this.currentId();
      if (id !== undefined && this.question() === undefined) {
        void this.router.navigate([], { queryParams: { question: id }, replaceUrl: true });
      }
    });
    let before: string | undefined;
    effect(() => {
      const id = this.currentId();
      if (id !== undefined && id !== before) {
        focusHeading(this.page, this.injector, before !== undefined);
      }
      before = id;
    });
  }

  protected async askNext(): Promise<void> {
    if (!this.server.online()) return;
    await this.going.run(async () => {
      const made = await this.api.post('/api/interview/{interview_id}/next', {
        path: { interview_id: this.interviewId() },
      });
      this.goTo(made);
    });
  }

  protected deeper(asked: Deeper): void {
    this.note.set(asked);
    this.goTo(asked);
  }

  private goTo(made: Question): void {
    this.interview.update(
      (interview) => interview && { ...interview, questions: [...interview.questions, made] },
    );
    // Its time is measured from when the server has shown it.
    this.reading.reload();
    void this.router.navigate([], { queryParams: { question: made.id } });
  }
}
