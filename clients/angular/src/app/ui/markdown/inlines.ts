import { Component, input } from '@angular/core';
import type { Inline } from './nodes';

/** Words with emphasis, links and the like, inside the element it stands on. */
@Component({
  selector: '[appInlines]',
  templateUrl: './inlines.html',
})
export class Inlines {
  readonly nodes = input.required<readonly Inline[]>({ alias: 'appInlines' });
}
