import type { Routes } from '@angular/router';

export default [
  { path: '', loadComponent: () => import('./tracker').then((file) => file.Tracker) },
  {
    path: ':interviewId',
    title: 'Interview',
    loadComponent: () => import('./interview').then((file) => file.InterviewPage),
  },
] satisfies Routes;
