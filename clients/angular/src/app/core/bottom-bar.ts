import { Component } from '@angular/core';
import { RouterLink, RouterLinkActive } from '@angular/router';
import { MAIN_PLACES } from './places';

const MORE = {
  name: 'More',
  path: '/account',
  icon: 'M4 12a1 1 0 1 0 2 0 1 1 0 0 0-2 0zm7 0a1 1 0 1 0 2 0 1 1 0 0 0-2 0zm7 0a1 1 0 1 0 2 0 1 1 0 0 0-2 0z',
};

/** The way around on phones; wider screens have it at the top. */
@Component({
  selector: 'app-bottom-bar',
  imports: [RouterLink, RouterLinkActive],
  template: `
    <nav aria-label="Main">
      @for (place of places; track place.path) {
        <a [routerLink]="place.path" routerLinkActive="here" ariaCurrentWhenActive="page">
          <svg viewBox="0 0 24 24" aria-hidden="true"><path [attr.d]="place.icon" /></svg>
          {{ place.name }}
        </a>
      }
    </nav>
  `,
  styles: `
    nav {
      display: none;
      position: fixed;
      inset: auto 0 0;
      z-index: 20;
      padding-bottom: env(safe-area-inset-bottom);
      border-top: 1px solid var(--line);
      background: var(--page);
    }

    a {
      flex: 1;
      display: flex;
      flex-direction: column;
      align-items: center;
      justify-content: center;
      min-height: 3.5rem;
      color: var(--ink-soft);
      font-size: 0.75rem;
      font-weight: 550;
      text-decoration: none;
    }

    a.here {
      color: var(--accent);
    }

    svg {
      width: 1.375rem;
      height: 1.375rem;
      fill: none;
      stroke: currentColor;
      stroke-width: 1.75;
      stroke-linecap: round;
      stroke-linejoin: round;
    }

    @media (max-width: 699px) {
      nav {
        display: flex;
      }
    }
  `,
})
export class BottomBar {
  protected readonly places = [...MAIN_PLACES, MORE];
}
