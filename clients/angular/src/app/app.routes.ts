import type { Routes } from '@angular/router';
import { mayAsk } from './core/session';

export const routes: Routes = [
  { path: '', pathMatch: 'full', redirectTo: 'ask' },
  {
    path: '',
    canActivate: [mayAsk],
    children: [
      { path: 'ask', title: 'Ask', loadChildren: () => import('./ask/ask.routes') },
      { path: 'history', title: 'History', loadChildren: () => import('./history/history.routes') },
      { path: 'tracker', title: 'Tracker', loadChildren: () => import('./tracker/tracker.routes') },
      { path: 'library', title: 'Library', loadChildren: () => import('./library/library.routes') },
      {
        path: 'practice',
        title: 'Practice',
        loadChildren: () => import('./practice/practice.routes'),
      },
      { path: 'account', title: 'Account', loadChildren: () => import('./account/account.routes') },
    ],
  },
  {
    path: 'sign-in',
    title: 'Sign in',
    loadComponent: () => import('./account/sign-in').then((file) => file.SignIn),
  },
  {
    path: 'register',
    title: 'Create an account',
    loadComponent: () => import('./account/register').then((file) => file.Register),
  },
  {
    path: '**',
    title: 'Not found',
    loadComponent: () => import('./core/not-found').then((file) => file.NotFound),
  },
];
