import type { Routes } from '@angular/router';

export default [
  { path: '', loadComponent: () => import('./practice').then((file) => file.Practice) },
  {
    path: 'new',
    title: 'New practice interview',
    loadComponent: () => import('./setup').then((file) => file.Setup),
  },
  {
    path: ':interviewId',
    title: 'Practice interview',
    loadComponent: () => import('./rehearsal').then((file) => file.Rehearsal),
  },
  {
    path: ':interviewId/results',
    title: 'Practice results',
    loadComponent: () => import('./results').then((file) => file.Results),
  },
] satisfies Routes;
