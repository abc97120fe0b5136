import { DestroyRef, inject, linkedSignal, signal, type Signal } from '@angular/core';

const PATIENCE_MS = 2000;

/**
 * From when a page shows what it has: all at once, so that nothing moves afterwards, and for good.
 * Call it in an injection context.
 *
 * @param isReady Whether what the page is for is there, or can't be.
 * @param isComplete Whether all else is; after two seconds, it comes later.
 */
export function opening(isReady: () => boolean, isComplete: () => boolean): Signal<boolean> {
  const isLate = signal(false);
  const waiting = setTimeout(() => isLate.set(true), PATIENCE_MS);
  inject(DestroyRef).onDestroy(() => clearTimeout(waiting));
  return linkedSignal<boolean, boolean>({
    source: () => isReady() && (isComplete() || isLate()),
    computation: (isOpen, before) => isOpen || before?.value === true,
  });
}
