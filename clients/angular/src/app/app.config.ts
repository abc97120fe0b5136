import { provideHttpClient, withFetch, withInterceptors } from '@angular/common/http';
import {
  type ApplicationConfig,
  inject,
  provideAppInitializer,
  provideBrowserGlobalErrorListeners,
} from '@angular/core';
import {
  provideRouter,
  TitleStrategy,
  withComponentInputBinding,
  withInMemoryScrolling,
  withNavigationErrorHandler,
} from '@angular/router';
import { provideInterviewStream } from 'interview-stream/angular';
import { asCaller, streamsAsCaller } from './api/as-caller';
import { routes } from './app.routes';
import { comeAgain } from './core/come-again';
import { PageTitle } from './core/page-title';
import { Session } from './core/session';

export const config: ApplicationConfig = {
  providers: [
    provideBrowserGlobalErrorListeners(),
    // Asked while the first page is still being loaded; whoever needs it waits for it.
    provideAppInitializer(() => void inject(Session).load()),
    provideRouter(
      routes,
      withComponentInputBinding(),
      // The shell scrolls itself: changing a filter in the address is not going elsewhere.
      withInMemoryScrolling({ scrollPositionRestoration: 'disabled' }),
      withNavigationErrorHandler(comeAgain),
    ),
    provideHttpClient(withFetch(), withInterceptors([asCaller])),
    provideInterviewStream(() => streamsAsCaller(inject(Session))),
    { provide: TitleStrategy, useClass: PageTitle },
  ],
};
