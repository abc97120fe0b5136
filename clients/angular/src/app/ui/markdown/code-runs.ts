import { Component, input } from '@angular/core';
import type { Run } from './runs';

/** Code in its colours, inside the element it stands on. */
@Component({
  selector: '[appCodeRuns]',
  template: `@for (run of runs(); track $index) {
    <span [class]="run.tone">{{ run.text }}</span>
  }`,
})
export class CodeRuns {
  readonly runs = input.required<readonly Run[]>({ alias: 'appCodeRuns' });
}
