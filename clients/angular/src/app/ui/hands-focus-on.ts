import { DestroyRef, Directive, ElementRef, inject } from '@angular/core';

const FOCUSABLE = 'a[href], button, input, select, textarea, summary';

/**
 * On what may go while it has the focus, such as a row that is deleted: the focus goes on to the
 * same place in its neighbour, else to where it came from, else to the heading. Otherwise whoever
 * uses keys would be back at the top of the page.
 */
@Directive({
  selector: '[appHandsFocusOn]',
  host: { '(focusin)': 'enter($event)', '(focusout)': 'leave($event)' },
})
export class HandsFocusOn {
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  private from: HTMLElement | null = null;
  private near: readonly (Element | null)[] | null = null;
  private place = 0;

  constructor() {
    inject(DestroyRef).onDestroy(() => {
      if (this.near !== null && document.activeElement === document.body) this.handOn(this.near);
    });
  }

  protected enter({ target, relatedTarget }: FocusEvent): void {
    if (relatedTarget instanceof HTMLElement && !this.host.contains(relatedTarget)) {
      this.from = relatedTarget;
    }
    this.near = [
      this.host.nextElementSibling,
      this.host.previousElementSibling,
      this.host.closest('dialog, main'),
    ];
    const place = focusable(this.host).findIndex((each) => each === target);
    this.place = Math.max(0, place);
  }

  protected leave({ relatedTarget }: FocusEvent): void {
    if (relatedTarget instanceof Node && !this.host.contains(relatedTarget)) this.near = null;
  }

  private handOn(near: readonly (Element | null)[]): void {
    const [next, previous, around] = near;
    const neighbour = [next, previous].find((each) => each?.isConnected) ?? null;
    const entries = neighbour === null ? [] : focusable(neighbour);
    const target =
      entries.at(this.place) ??
      entries[0] ??
      (this.from?.isConnected ? this.from : null) ??
      (around ?? document).querySelector<HTMLElement>('h1, h2');
    // Headings take the focus when they are told to.
    if (target?.matches('h1, h2')) target.tabIndex = -1;
    target?.focus({ preventScroll: true });
  }
}

function focusable(element: Element): HTMLElement[] {
  return [...element.querySelectorAll<HTMLElement>(FOCUSABLE)];
}
