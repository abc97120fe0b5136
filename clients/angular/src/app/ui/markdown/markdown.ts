import { Component, input } from '@angular/core';

@Component({ selector: 'app-markdown', template: `<div class="prose">{{ text() }}</div>` })
export class Markdown {
  readonly text = input.required<string>();
  readonly streaming = input(false);
}
