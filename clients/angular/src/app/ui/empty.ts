import { Component, input } from '@angular/core';

/** What to say where there is nothing yet: why, and what to do first. */
@Component({
  selector: 'app-empty',
  template: `
    <div class="empty stack">
      <h2>{{ title() }}</h2>
      <ng-content />
    </div>
  `,
  styles: `
    .empty {
      align-items: center;
      max-width: 32rem;
      margin-inline: auto;
      padding: var(--7) var(--4);
      text-align: center;
      text-wrap: balance;
    }
  `,
})
export class Empty {
  readonly title = input.required<string>();
}
