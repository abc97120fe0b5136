import type { Routes } from '@angular/router';

export default [
  { path: '', loadComponent: () => import('./history').then((file) => file.History) },
  {
    path: ':runId',
    title: 'Answer',
    loadComponent: () => import('./run-page').then((file) => file.RunPage),
  },
] satisfies Routes;
