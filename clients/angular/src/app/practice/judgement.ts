import {
  Component,
  computed,
  type ElementRef,
  input,
  linkedSignal,
  signal,
  viewChild,
} from '@angular/core';
import { duration } from '../ui/times';
import { evidenceOf } from './evidence';
import { MarkedAnswer } from './marked-answer';
import { Quote } from './quote';
import type { Attempt } from './records';
import { counted, COVERAGE_ONLY, judgedBy, levelOf, scoreText } from './words';

/** One judged try: its score, who gave it, and what of the answer it rests on. */
@Component({
  selector: 'app-judgement',
  imports: [MarkedAnswer, Quote],
  templateUrl: './judgement.html',
  styleUrls: ['./judgement.css', './tones.css'],
})
export class Judgement {
  readonly attempt = input.required<Attempt>();
  /** What a strong answer says, where the judgement itself has no points. */
  readonly expected = input<readonly string[]>([]);
  private readonly answer = viewChild.required(MarkedAnswer);
  private readonly top = viewChild.required<ElementRef<HTMLElement>>('top');

  protected readonly evidence = computed(() => evidenceOf(this.attempt()));
  protected readonly level = computed(() => levelOf(this.attempt().score));
  protected readonly isByModel = computed(() => this.attempt().judged_by === 'model');
  /** Whether there is something to show beside the answer. */
  protected readonly hasMore = computed(
    () => this.isByModel() || this.evidence().points.length > 0 || this.expected().length > 0,
  );
  protected readonly coveredCount = computed(
    () => this.evidence().points.filter((point) => point.covered).length,
  );
  protected readonly samples = computed(() => {
    const scores = [...this.attempt().sample_scores].sort((one, other) => one - other);
    if (scores.length < 2) return null;
    const [least, most] = [scores[0] ?? 0, scores.at(-1) ?? 0];
    return `Judged ${scores.length} times: ${scoreText(least)} to ${scoreText(most)}`;
  });
  protected readonly seconds = computed(
    () => this.attempt().time_taken_seconds ?? this.attempt().measured_seconds,
  );
  private readonly pointed = signal<number | null>(null);
  protected readonly pressed = linkedSignal<Attempt, number | null>({
    source: this.attempt,
    computation: () => null,
  });
  protected readonly active = computed(() => this.pointed() ?? this.pressed());

  protected readonly coverageOnly = COVERAGE_ONLY;
  protected readonly counted = counted;
  protected readonly duration = duration;
  protected readonly judgedBy = judgedBy;
  protected readonly scoreText = scoreText;

  focus(): void {
    this.top().nativeElement.focus();
  }

  protected mark(quotation: number, on: boolean): void {
    this.pointed.set(on ? quotation : null);
  }

  protected press(quotation: number): void {
    this.pressed.update((pressed) => (pressed === quotation ? null : quotation));
    if (this.pressed() !== null) this.answer().reveal();
  }
}
