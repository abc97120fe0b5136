import type { Routes } from '@angular/router';
import { Account } from './account';

export default [
  { path: '', component: Account },
  {
    path: 'keys',
    title: 'API keys',
    loadComponent: () => import('./keys').then((file) => file.Keys),
  },
] satisfies Routes;
