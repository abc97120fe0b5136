import { Component, computed, DestroyRef, inject, input, signal } from '@angular/core';
import { read, write } from '../core/remembered';
import { duration } from '../ui/times';

const HIDDEN = 'practice-timer-hidden';

/** How long somebody is at it, counted from timestamps: a sleeping tab loses nothing. It never
 * ends anything, and can be hidden. */
@Component({
  selector: 'app-stopwatch',
  template: `
    <p class="row small">
      @if (hidden()) {
        <button class="button quiet" type="button" (click)="show(true)">Show the timer</button>
      } @else {
        <span class="tag" role="timer" aria-live="off" [class.warn]="over()">
          <strong>{{ duration(seconds()) }}</strong>
          @if (over()) {
            past the {{ duration(target()) }} to aim for
          } @else {
            of about {{ duration(target()) }}
          }
        </span>
        <button class="button quiet" type="button" (click)="show(false)">Hide the timer</button>
      }
    </p>
  `,
  styles: `
    strong {
      font-variant-numeric: tabular-nums;
    }
  `,
})
export class Stopwatch {
  /** Milliseconds spent before, and since when it runs again. */
  readonly spentMs = input.required<number>();
  readonly since = input.required<number>();
  readonly target = input.required<number>();
  private readonly now = signal(Date.now());
  protected readonly hidden = signal(read<boolean>(HIDDEN) ?? false);
  protected readonly seconds = computed(() =>
    Math.floor((this.spentMs() + Math.max(0, this.now() - this.since())) / 1000),
  );
  protected readonly over = computed(() => this.seconds() > this.target());
  protected readonly duration = duration;

  constructor() {
    const timer = setInterval(() => this.now.set(Date.now()), 1000);
    inject(DestroyRef).onDestroy(() => clearInterval(timer));
  }

  protected show(shown: boolean): void {
    this.hidden.set(!shown);
    write(HIDDEN, shown ? null : true);
  }
}
