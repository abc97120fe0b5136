import { provideHttpClient, withFetch, withInterceptors } from '@angular/common/http';
import { type ApplicationConfig, provideBrowserGlobalErrorListeners } from '@angular/core';
import {
  provideRouter,
  TitleStrategy,
  withComponentInputBinding,
  withDisabledInitialNavigation,
  withInMemoryScrolling,
  withNavigationErrorHandler,
} from '@angular/router';
import { asCaller } from './api/as-caller';
import { asksAgain } from './api/asks-again';
import { routes } from './app.routes';
import { comeAgain } from './core/come-again';
import { PageTitle } from './core/page-title';

export const config: ApplicationConfig = {
  providers: [
    provideBrowserGlobalErrorListeners(),
    provideRouter(
      routes,
      withComponentInputBinding(),
      // A step of its own when everything begins.
      withDisabledInitialNavigation(),
      // The shell scrolls itself: changing a filter in the address is not going elsewhere.
      withInMemoryScrolling({ scrollPositionRestoration: 'disabled' }),
      withNavigationErrorHandler(comeAgain),
    ),
    provideHttpClient(withFetch(), withInterceptors([asCaller, asksAgain])),
    { provide: TitleStrategy, useClass: PageTitle },
  ],
};
