import { Component, computed, inject, input, output, viewChild } from '@angular/core';
import { FormWork } from '../ui/form-work';
import { EditSheet } from './edit-sheet';
import { differences, numberIn, textIn } from './forms';
import { Labelled } from './labelled';
import { Opened } from './opened';
import { Parts } from './parts';
import { type Asked, roundName } from './records';

/** The sheet that says how a question went. */
@Component({
  selector: 'app-asked-form',
  imports: [EditSheet, Labelled],
  template: `
    @let asked = this.asked();
    <app-edit-sheet label="How it went" [work]="work" [save]="save" (closed)="closed.emit()">
      <p class="question">{{ asked.question_text }}</p>
      <div class="pair">
        @for (field of numbers; track field.name) {
          <app-labelled
            kind="number"
            [label]="field.label"
            [name]="field.name"
            [min]="field.min"
            [max]="field.max"
            [value]="asked[field.name]"
            [error]="work.error(field.name)"
          />
        }
        <app-labelled
          label="Round"
          name="round_id"
          kind="select"
          unsaid="Not said"
          [items]="rounds()"
          [value]="asked.round_id === null ? null : '' + asked.round_id"
        />
      </div>
      <div>
        <label class="check">
          <input type="checkbox" name="was_asked" [checked]="asked.was_asked" />
          They asked it
        </label>
        <br />
        <label class="check">
          <input type="checkbox" name="was_prepared" [checked]="asked.was_prepared" />
          I had prepared for it
        </label>
      </div>
      @for (field of texts; track field.name) {
        <app-labelled
          kind="lines"
          [label]="field.label"
          [name]="field.name"
          [most]="20000"
          [value]="asked[field.name]"
          [error]="work.error(field.name)"
        />
      }
    </app-edit-sheet>
  `,
  styleUrl: './forms.css',
})
export class AskedForm {
  private readonly opened = inject(Opened);
  private readonly parts = inject(Parts);
  readonly asked = input.required<Asked>();
  readonly closed = output();
  protected readonly numbers = [
    { name: 'answer_quality_rating', label: 'Answer, 1 to 10', min: 1, max: 10 },
    { name: 'confidence_level', label: 'How sure, 1 to 10', min: 1, max: 10 },
    { name: 'time_taken_minutes', label: 'Minutes taken', min: 0, max: 1440 },
    { name: 'order_asked', label: 'Place in the interview', min: 1, max: 1000 },
  ] as const;
  protected readonly texts = [
    { name: 'candidate_answer', label: 'What you said' },
    { name: 'what_went_well', label: 'What went well' },
    { name: 'what_could_improve', label: 'What to do better' },
    { name: 'interviewer_feedback', label: 'What they said' },
  ] as const;
  protected readonly rounds = computed(() =>
    this.opened.roundList().map((round) => ({
      id: String(round.round_id),
      label: `${round.round_number}. ${roundName(round)}`,
    })),
  );
  protected readonly work = new FormWork(
    [...this.numbers, ...this.texts].map((field) => field.name),
  );
  private readonly sheet = viewChild.required(EditSheet);

  protected readonly save = async (form: FormData): Promise<void> => {
    const change = differences(askedFrom(form), this.asked());
    this.opened.put(await this.parts.changeAsked(this.asked(), change));
    this.sheet().close();
  };
}

function askedFrom(form: FormData) {
  return {
    answer_quality_rating: numberIn(form, 'answer_quality_rating'),
    confidence_level: numberIn(form, 'confidence_level'),
    time_taken_minutes: numberIn(form, 'time_taken_minutes'),
    order_asked: numberIn(form, 'order_asked'),
    round_id: numberIn(form, 'round_id'),
    was_asked: form.get('was_asked') !== null,
    was_prepared: form.get('was_prepared') !== null,
    candidate_answer: textIn(form, 'candidate_answer'),
    what_went_well: textIn(form, 'what_went_well'),
    what_could_improve: textIn(form, 'what_could_improve'),
    interviewer_feedback: textIn(form, 'interviewer_feedback'),
  };
}
