import { afterNextRender, type ElementRef, type Injector } from '@angular/core';

/** Put the focus on the heading once it is there, if what had the focus is gone. */
export function focusHeading(
  page: ElementRef<HTMLElement>,
  injector: Injector,
  isMoving: boolean,
): void {
  afterNextRender(
    () => {
      if (!isMoving && document.activeElement !== document.body) return;
      if (isMoving) scrollTo({ top: 0 });
      page.nativeElement.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true });
    },
    { injector },
  );
}
