import { computed } from '@angular/core';
import { Busy } from './busy';
import { isAbout, problemFor } from './field-error';

/** What a form does. A refusal is told beside the fields that it names, else once for all. */
export class FormWork extends Busy {
  /** What went wrong, when none of the fields tells it. */
  readonly unplaced = computed(() =>
    isAbout(this.problem(), this.fields) ? null : this.problem(),
  );

  /** @param fields Those that the form shows, by their names in the request. */
  constructor(private readonly fields: readonly string[]) {
    super();
  }

  /** What is wrong with a field; null when nothing. */
  error(field: string): string | null {
    return problemFor(this.problem(), field);
  }
}
