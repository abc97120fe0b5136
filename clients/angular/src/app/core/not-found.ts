import { Component } from '@angular/core';
import { RouterLink } from '@angular/router';

@Component({
  selector: 'app-not-found',
  imports: [RouterLink],
  template: `
    <div class="page reading stack">
      <h1 tabindex="-1">There is nothing at this address</h1>
      <p>The link may be old, or mistyped.</p>
      <p><a class="button primary" routerLink="/ask">Go to Ask</a></p>
    </div>
  `,
})
export class NotFound {}
