import { provideHttpClient, withFetch, withInterceptors } from '@angular/common/http';
import { type ApplicationConfig, inject, provideBrowserGlobalErrorListeners } from '@angular/core';
import {
  provideRouter,
  TitleStrategy,
  withComponentInputBinding,
  withInMemoryScrolling,
} from '@angular/router';
import { provideInterviewStream } from 'interview-stream/angular';
import { asCaller } from './api/as-caller';
import { routes } from './app.routes';
import { PageTitle } from './core/page-title';
import { Session } from './core/session';

export const config: ApplicationConfig = {
  providers: [
    provideBrowserGlobalErrorListeners(),
    provideRouter(
      routes,
      withComponentInputBinding(),
      withInMemoryScrolling({ scrollPositionRestoration: 'enabled', anchorScrolling: 'enabled' }),
    ),
    provideHttpClient(withFetch(), withInterceptors([asCaller])),
    provideInterviewStream(() => {
      const session = inject(Session);
      return { headers: () => session.headers() };
    }),
    { provide: TitleStrategy, useClass: PageTitle },
  ],
};
