import { Injectable } from '@angular/core';

/** Tells when elements come near the screen, so that what nobody sees costs nothing. */
@Injectable({ providedIn: 'root' })
export class Nearby {
  private readonly waiting = new Map<Element, () => void>();
  private readonly observer = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (isIntersecting) this.came(target);
      }
    },
    { rootMargin: '600px' },
  );

  /**
   * Call back once, when the element is on the screen or a little away from it.
   *
   * @returns Gives it up.
   */
  once(element: Element, then: () => void): () => void {
    this.waiting.set(element, then);
    this.observer.observe(element);
    return () => this.forget(element);
  }

  private came(element: Element): void {
    const then = this.waiting.get(element);
    this.forget(element);
    then?.();
  }

  private forget(element: Element): void {
    this.waiting.delete(element);
    this.observer.unobserve(element);
  }
}
