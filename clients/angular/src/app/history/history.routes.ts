import type { Routes } from '@angular/router';
import { History } from './history';

export default [
  { path: '', component: History },
  {
    path: ':runId',
    title: 'Answer',
    loadComponent: () => import('./run-page').then((file) => file.RunPage),
  },
] satisfies Routes;
