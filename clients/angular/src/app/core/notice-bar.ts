import { Component, inject } from '@angular/core';
import { HandsFocusOn } from '../ui/hands-focus-on';
import { type Notice, Notices } from './notices';

@Component({
  selector: 'app-notice-bar',
  imports: [HandsFocusOn],
  template: `
    <div aria-live="polite" aria-atomic="true">
      @if (notices.notice(); as notice) {
        <div class="notice" appHandsFocusOn [class.problem]="notice.isProblem">
          <span>{{ notice.text }}</span>
          @if (notice.action; as action) {
            <button class="button" type="button" (click)="act(notice)">{{ action.label }}</button>
          }
          <button
            class="button quiet icon"
            type="button"
            aria-label="Close"
            (click)="notices.close()"
          >
            <span aria-hidden="true">✕</span>
          </button>
        </div>
      }
    </div>
  `,
  styles: `
    :host {
      position: fixed;
      inset: auto 0 var(--4);
      z-index: 40;
      pointer-events: none;
    }

    .notice {
      display: flex;
      align-items: center;
      gap: var(--3);
      width: fit-content;
      max-width: calc(100vw - 2 * var(--4));
      margin-inline: auto;
      padding: var(--2) var(--2) var(--2) var(--4);
      border: 1px solid var(--line);
      border-radius: var(--radius);
      background: var(--raised);
      box-shadow: var(--shadow);
      pointer-events: auto;
    }

    .problem {
      border-color: var(--bad);
      color: var(--bad);
    }

    @media (max-width: 699px) {
      :host {
        bottom: calc(4rem + env(safe-area-inset-bottom));
      }
    }
  `,
})
export class NoticeBar {
  protected readonly notices = inject(Notices);

  protected act(notice: Notice): void {
    this.notices.close();
    notice.action?.run();
  }
}
