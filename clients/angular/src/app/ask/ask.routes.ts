import type { Routes } from '@angular/router';
import { Ask } from './ask';

export default [{ path: '', component: Ask }] satisfies Routes;
