import { Component } from '@angular/core';

/** Stands where a part of the page was to be that is loaded later, and was not. */
@Component({
  selector: 'app-not-loaded',
  template: `
    <p role="alert">
      This part of the page did not load. Check your connection, then
      <button class="link" type="button" (click)="reload()">load the page again</button>.
    </p>
  `,
})
export class NotLoaded {
  protected reload(): void {
    location.reload();
  }
}
