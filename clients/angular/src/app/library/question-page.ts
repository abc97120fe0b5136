import {
  afterNextRender,
  Component,
  computed,
  ElementRef,
  inject,
  Injector,
  input,
  linkedSignal,
  numberAttribute,
  viewChild,
} from '@angular/core';
import { RouterLink } from '@angular/router';
import { apiResource } from '../api/client';
import { problemOf } from '../api/problem';
import { Empty } from '../ui/empty';
import { Markdown } from '../ui/markdown/markdown';
import { reading } from '../ui/markdown/parts';
import { ProblemNote } from '../ui/problem-note';
import { called } from '../ui/called';

@Component({
  selector: 'app-question-page',
  imports: [Empty, Markdown, ProblemNote, RouterLink],
  templateUrl: './question-page.html',
  styleUrl: './question-page.css',
})
export class QuestionPage {
  readonly questionId = input.required({ transform: numberAttribute });
  protected readonly reading = apiResource('/api/questions/{question_id}', () => {
    const id = this.questionId();
    return Number.isSafeInteger(id) ? { path: { question_id: id } } : undefined;
  });
  protected readonly question = computed(() =>
    this.reading.hasValue() ? this.reading.value() : undefined,
  );
  /** An answer that is read too early is not practised. */
  protected readonly revealed = linkedSignal({
    source: this.questionId,
    computation: () => false,
  });
  protected readonly isMissing = computed(() => {
    const error = this.reading.error();
    const isNone = !Number.isSafeInteger(this.questionId());
    return isNone || (error && [404, 422].includes(problemOf(error).status ?? 0));
  });
  /** One element from the start: focus is on it before the question is there. */
  protected readonly heading = computed(() =>
    this.isMissing() ? 'This question is not here' : (this.question()?.question_text ?? 'Question'),
  );
  private readonly answer = viewChild<ElementRef<HTMLElement>>('answer');

  constructor() {
    void reading.load();
  }
  private readonly injector = inject(Injector);
  protected readonly called = called;
  protected readonly problemOf = problemOf;

  /** The button that had the focus is gone then. */
  protected reveal(): void {
    this.revealed.set(true);
    const focus = () => this.answer()?.nativeElement.focus();
    afterNextRender(focus, { injector: this.injector });
  }

  protected isWeb(address: string | null): boolean {
    return address !== null && /^https?:\/\//i.test(address);
  }
}
