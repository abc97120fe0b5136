import type { Routes } from '@angular/router';

export default [
  { path: '', loadComponent: () => import('./library').then((file) => file.Library) },
  {
    path: ':questionId',
    title: 'Question',
    loadComponent: () => import('./question-page').then((file) => file.QuestionPage),
  },
] satisfies Routes;
