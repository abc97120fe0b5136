import { type Signal, signal } from '@angular/core';
import { type Problem, problemOf } from '../api/problem';

/** One thing at a time that is being done, and what went wrong with the last. */
export class Busy {
  private readonly running = signal(false);
  private readonly failed = signal<Problem | null>(null);
  readonly busy: Signal<boolean> = this.running.asReadonly();
  readonly problem: Signal<Problem | null> = this.failed.asReadonly();

  /** Do it, unless something is being done. Tells whether it was done. */
  async run(work: () => Promise<void>): Promise<boolean> {
    if (this.running()) return false;
    this.running.set(true);
    this.failed.set(null);
    try {
      await work();
      return true;
    } catch (error) {
      this.failed.set(problemOf(error));
      return false;
    } finally {
      this.running.set(false);
    }
  }

  clear(): void {
    this.failed.set(null);
  }
}
