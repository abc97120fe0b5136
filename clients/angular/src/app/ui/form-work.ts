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

  /** What is wrong with the first of these fields that is refused; null when nothing. */
  error(...fields: readonly string[]): string | null {
    return fields.map((field) => problemFor(this.problem(), field)).find(Boolean) ?? null;
  }
}
