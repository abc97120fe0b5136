import {
  afterNextRender,
  Component,
  computed,
  inject,
  Injector,
  input,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { Api } from '../api/client';
import { Notices } from '../core/notices';
import { Server } from '../core/server';
import { Busy } from '../ui/busy';
import { ProblemNote } from '../ui/problem-note';
import { AnswerForm, type Given } from './answer-form';
import { Answering, problemOfFailure } from './answering';
import { Judgement } from './judgement';
import type { Attempt, Interview, Question } from './records';
import { SlowWork } from './slow-work';
import { Tries } from './tries';

/** A follow-up as it was made. */
export interface Deeper extends Question {
  readonly note: string | null;
}

/** One question: answering it, its judgement, trying again and being asked deeper. */
@Component({
  selector: 'app-question-view',
  imports: [AnswerForm, Judgement, ProblemNote, Tries],
  providers: [Answering, SlowWork],
  templateUrl: './question-view.html',
})
export class QuestionView {
  readonly interview = input.required<Interview>();
  readonly question = input.required<Question>();
  /** An answer was judged, so that the interview is to be read again. */
  readonly answered = output();
  readonly asked = output<Deeper>();

  private readonly api = inject(Api);
  private readonly answering = inject(Answering);
  private readonly notices = inject(Notices);
  protected readonly server = inject(Server);
  protected readonly work = inject(SlowWork);
  protected readonly deepening = new Busy();
  private readonly form = viewChild(AnswerForm);
  private readonly judgement = viewChild(Judgement);
  private readonly injector = inject(Injector);

  protected readonly tries = signal<readonly Attempt[]>([]);
  protected readonly isRead = signal(false);
  protected readonly announced = signal('');

  private readonly chosenId = signal<string | null>(null);
  protected readonly retrying = signal(false);
  /** Each answer that arrived has the form begin anew. */
  protected readonly round = signal(0);
  protected readonly judged = computed(() =>
    this.tries().filter((each) => each.state === 'judged'),
  );
  protected readonly shown = computed(
    () =>
      this.judged().find((each) => each.attempt_id === this.chosenId()) ??
      this.judged().at(-1) ??
      null,
  );
  private readonly isCompleted = computed(() => this.interview().status === 'completed');
  /** Whether it takes no more answers that count. */
  protected readonly isClosed = computed(() => this.question().answered || this.isCompleted());
  protected readonly isAnswering = computed(
    () => !this.isClosed() || this.retrying() || this.judged().length === 0,
  );
  /** What there is of the last try that does not count yet. */
  protected readonly last = computed(() => this.tries().at(-1)?.user_answer ?? null);
  protected readonly failure = computed(() => {
    const last = this.tries().at(-1);
    return last?.state === 'failed' && !this.work.busy() ? problemOfFailure(last) : null;
  });
  protected readonly problem = computed(() => this.work.problem() ?? this.failure());
  protected readonly mayDeepen = computed(
    () =>
      this.question().kind === 'main' &&
      this.question().answered &&
      !this.isCompleted() &&
      !this.interview().questions.some((each) => each.parent_id === this.question().id),
  );

  constructor() {
    afterNextRender(() => void this.open());
  }

  protected async judge(given: Given): Promise<void> {
    const attempt = await this.work.run('Sending your answer …', () =>
      this.answering.judge({
        interviewId: this.interview().interview_id,
        questionId: this.question().id,
        text: given.text,
        seconds: given.seconds,
        isRetry: this.isClosed(),
        after: this.tries().at(-1)?.attempt_number ?? 0,
      }),
    );
    if (attempt !== null) await this.arrived(attempt);
    else if (!this.work.left) await this.lookAround();
  }

  protected sendAgain(): void {
    this.form()?.send();
  }

  protected tryAgain(): void {
    this.work.clear();
    this.retrying.set(true);
  }

  protected show(attempt: Attempt): void {
    this.chosenId.set(attempt.attempt_id);
    this.retrying.set(false);
    this.toJudgement();
  }

  protected async deepen(): Promise<void> {
    if (!this.server.online()) return;
    await this.deepening.run(async () => {
      const made = await this.api.post(
        '/api/interview/{interview_id}/questions/{question_id}/follow-up',
        { path: { interview_id: this.interview().interview_id, question_id: this.question().id } },
      );
      this.asked.emit(made);
    });
  }

  private async open(): Promise<void> {
    await this.reread();
    const last = this.tries().at(-1);
    if (last?.state !== 'judging') return;
    const { interview_id } = this.interview();
    const attempt = await this.work.run('Your answer is being judged.', () =>
      this.answering.wait(interview_id, this.question().id, last),
    );
    if (attempt?.state === 'judged') await this.arrived(attempt);
    else if (!this.work.left) await this.reread();
  }

  private async arrived(attempt: Attempt): Promise<void> {
    await this.form()?.arrived();
    this.tries.update((tries) => [
      ...tries.filter((each) => each.attempt_id !== attempt.attempt_id),
      attempt,
    ]);
    this.chosenId.set(attempt.attempt_id);
    this.retrying.set(false);
    this.round.update((round) => round + 1);
    this.announced.set(
      attempt.score === null
        ? 'Judged, without a score.'
        : `Judged: ${Math.round(attempt.score)} of 100.`,
    );
    this.answered.emit();
    this.toJudgement();
  }

  /** The form that had the focus is gone. */
  private toJudgement(): void {
    afterNextRender(() => this.judgement()?.focus(), { injector: this.injector });
  }

  /** It may have been answered elsewhere. */
  private async lookAround(): Promise<void> {
    await this.reread();
    const counts = this.judged().some((each) => each.is_official);
    if (!counts || this.question().answered) return;
    this.work.clear();
    this.notices.say('It was answered elsewhere meanwhile. Your text is kept: press “Try again”.');
    this.answered.emit();
  }

  /** What there is by now, whoever sent it; nothing is lost when that can't be read. */
  private async reread(): Promise<void> {
    const { interview_id } = this.interview();
    try {
      this.tries.set(await this.answering.tries(interview_id, this.question().id));
    } catch {
      // The answer can be written all the same.
    }
    this.isRead.set(true);
  }
}
