import type { Routes } from '@angular/router';
import account from './account/account.routes';
import { mayAsk } from './core/session';
import history from './history/history.routes';
import library from './library/library.routes';
import practice from './practice/practice.routes';
import tracker from './tracker/tracker.routes';

export const routes: Routes = [
  { path: '', pathMatch: 'full', redirectTo: 'ask' },
  {
    path: '',
    canActivate: [mayAsk],
    children: [
      {
        path: 'ask',
        title: 'Ask',
        loadComponent: () => import('./ask/ask').then((file) => file.Ask),
      },
      { path: 'history', title: 'History', children: history },
      { path: 'tracker', title: 'Tracker', children: tracker },
      { path: 'library', title: 'Library', children: library },
      { path: 'practice', title: 'Practice', children: practice },
      { path: 'account', title: 'Account', children: account },
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
