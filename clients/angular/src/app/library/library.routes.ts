import type { Routes } from '@angular/router';
import { Library } from './library';

export default [
  { path: '', component: Library },
  {
    path: ':questionId',
    title: 'Question',
    loadComponent: () => import('./question-page').then((file) => file.QuestionPage),
  },
] satisfies Routes;
