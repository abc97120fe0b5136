import { Component, computed, inject, input, linkedSignal, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { HandsFocusOn } from '../ui/hands-focus-on';
import { practiceLabel, practising } from './asked-order';
import { AskedForm } from './asked-form';
import { Opened } from './opened';
import { QuickAdd } from './quick-add';
import { type Asked, CATEGORIES, type Round, roundName } from './records';

/** The questions of a round, or those without one, and how they went. */
@Component({
  selector: 'app-asked',
  imports: [AskedForm, HandsFocusOn, QuickAdd, RouterLink],
  templateUrl: './asked-part.html',
  styleUrl: './asked-part.css',
})
export class AskedPart {
  protected readonly opened = inject(Opened);
  readonly round = input.required<Round | null>();
  readonly asked = input.required<readonly Asked[]>();
  /** Whether the field to add questions stands there from the start. */
  readonly isOpen = input(false);
  protected readonly isAdding = linkedSignal(() => this.isOpen());
  protected readonly noted = signal<Asked | null>(null);
  protected readonly categories = CATEGORIES;
  protected readonly ratings = Array.from({ length: 10 }, (_, index) => index + 1);
  protected readonly practice = computed(() => practising(this.asked()));
  protected readonly practiceLabel = practiceLabel;
  protected readonly of = computed(() => {
    const round = this.round();
    return round === null ? '' : ` in ${roundName(round)}`;
  });

  protected rate(asked: Asked, value: string): void {
    const answer_quality_rating = value === '' ? null : Number(value);
    void this.opened.changeAsked(asked, { answer_quality_rating });
  }
}
