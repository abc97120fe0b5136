import { Component, inject } from '@angular/core';
import { RouterLink, RouterLinkActive } from '@angular/router';
import { MAIN_PLACES } from './places';
import { Server } from './server';
import { Session } from './session';
import { Shortcuts } from './shortcuts';

@Component({
  selector: 'app-top-bar',
  imports: [RouterLink, RouterLinkActive],
  template: `
    <header>
      <a class="brand" routerLink="/ask" aria-label="InterviewAPIs">
        <img src="icon.svg" alt="" width="26" height="26" />
        <span class="name">InterviewAPIs</span>
      </a>
      <nav aria-label="Main">
        @for (place of places; track place.path) {
          <a [routerLink]="place.path" routerLinkActive="here" ariaCurrentWhenActive="page">{{
            place.name
          }}</a>
        }
        <a routerLink="/history" routerLinkActive="here" ariaCurrentWhenActive="page">History</a>
      </nav>
      <span class="end">
        @if (server.badge(); as badge) {
          <span class="tag" [title]="server.answering()?.description ?? ''">{{ badge }}</span>
        }
        <button
          class="button quiet icon palette"
          type="button"
          aria-label="Go to or do …"
          title="Go to or do … (Ctrl+K)"
          (click)="shortcuts.paletteIsOpen.set(true)"
        >
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d="M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zm4.7-1.8L20 20" />
          </svg>
        </button>
        <a
          class="button quiet icon account"
          routerLink="/account"
          routerLinkActive="here"
          ariaCurrentWhenActive="page"
          [attr.aria-label]="session.user() ? 'Account of ' + session.user()?.username : 'Account'"
        >
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d="M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zm-7 8c.8-3.5 3.6-5.5 7-5.5s6.2 2 7 5.5" />
          </svg>
        </a>
      </span>
    </header>
  `,
  styles: `
    :host {
      position: sticky;
      top: 0;
      z-index: 20;
    }

    header {
      display: flex;
      align-items: center;
      gap: var(--5);
      height: var(--bar);
      padding: 0 max(var(--4), env(safe-area-inset-right)) 0
        max(var(--4), env(safe-area-inset-left));
      border-bottom: 1px solid var(--line);
      background: var(--page);
    }

    .brand {
      display: inline-flex;
      align-items: center;
      gap: var(--2);
      color: var(--ink);
      font-weight: 650;
      letter-spacing: -0.015em;
      text-decoration: none;
    }

    nav {
      display: flex;
      align-self: stretch;
      gap: var(--1);
    }

    nav a {
      display: flex;
      align-items: center;
      padding: 0 var(--3);
      border-bottom: 2px solid transparent;
      color: var(--ink-soft);
      font-weight: 550;
      text-decoration: none;
    }

    nav a:hover {
      color: var(--ink);
    }

    nav a.here {
      border-color: var(--accent);
      color: var(--ink);
    }

    .end {
      display: flex;
      align-items: center;
      gap: var(--1);
      min-width: 0;
      margin-inline-start: auto;
    }

    .tag {
      max-width: 14rem;
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }

    svg {
      width: 1.25rem;
      height: 1.25rem;
      fill: none;
      stroke: currentColor;
      stroke-width: 1.75;
      stroke-linecap: round;
      stroke-linejoin: round;
    }

    @media (max-width: 899px) {
      .name {
        display: none;
      }
    }

    @media (max-width: 699px) {
      nav {
        display: none;
      }

      .name {
        display: inline;
      }

      .palette,
      .account {
        display: none;
      }
    }

    @media (max-width: 379px) {
      .name {
        display: none;
      }
    }
  `,
})
export class TopBar {
  protected readonly places = MAIN_PLACES;
  protected readonly server = inject(Server);
  protected readonly session = inject(Session);
  protected readonly shortcuts = inject(Shortcuts);
}
