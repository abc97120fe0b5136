import { inject } from '@angular/core';
import type { Routes } from '@angular/router';
import { Session } from '../core/session';

export default [
  {
    path: '',
    loadComponent: () => import('./account').then((file) => file.Account),
    // Whose account it is decides what there is to see.
    resolve: { known: () => inject(Session).load() },
  },
  {
    path: 'keys',
    title: 'API keys',
    loadComponent: () => import('./keys').then((file) => file.Keys),
  },
] satisfies Routes;
