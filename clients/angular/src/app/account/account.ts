import { Component, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { Session } from '../core/session';
import { Server } from '../core/server';
import { Appearance } from './appearance';
import { PasswordForm } from './password-form';
import { ProfileForm } from './profile-form';

@Component({
  selector: 'app-account',
  imports: [Appearance, PasswordForm, ProfileForm, RouterLink],
  template: `
    <div class="page reading stack">
      <h1 tabindex="-1">{{ session.signedIn() ? 'Account' : 'Settings' }}</h1>
      @if (session.user(); as user) {
        @if (session.signedIn()) {
          <div class="row between">
            <p>
              Signed in as <strong>{{ user.username }}</strong>
              @if (user.email) {
                <span class="soft">({{ user.email }})</span>
              }
            </p>
            <button class="button" type="button" (click)="session.signOut()">Sign out</button>
          </div>
        } @else {
          <p class="card">
            You use this server as its local user: no account is needed on your own machine. With an
            account, what you keep is yours alone.
            <a routerLink="/sign-in">Sign in</a> or <a routerLink="/register">create one</a>.
          </p>
        }
      }
      <nav class="places" aria-label="More">
        <a class="card" routerLink="/history">
          <strong>History</strong>
          <span class="soft">What you have asked, and the answers</span>
        </a>
        @if (session.signedIn()) {
          <a class="card" routerLink="/account/keys">
            <strong>API keys</strong>
            <span class="soft">For scripts of yours</span>
          </a>
        }
        <a class="card" href="/docs" target="_blank" rel="noopener">
          <strong>API reference</strong>
          <span class="soft">Every endpoint, to try out</span>
        </a>
      </nav>
      <app-appearance />
      @if (session.signedIn()) {
        <app-profile-form />
        <app-password-form />
      }
      @if (server.answering(); as answering) {
        <section class="card stack" aria-labelledby="answers">
          <h2 id="answers">Who answers</h2>
          <p>{{ answering.description }}</p>
        </section>
      }
    </div>
  `,
  styles: `
    .places {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(12rem, 1fr));
      gap: var(--3);
    }

    .places a {
      display: flex;
      flex-direction: column;
      color: var(--ink);
      text-decoration: none;
    }

    .places a:hover {
      border-color: var(--accent);
    }
  `,
})
export class Account {
  protected readonly session = inject(Session);
  protected readonly server = inject(Server);
}
