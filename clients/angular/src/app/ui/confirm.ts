import {
  afterNextRender,
  Component,
  type ElementRef,
  inject,
  Injector,
  input,
  output,
  signal,
  viewChild,
} from '@angular/core';

/** A button for what can't be undone: it asks once more in its own place. */
@Component({
  selector: 'app-confirm',
  template: `
    @if (isAsking()) {
      <span class="row" role="group" [attr.aria-label]="name()">
        <button
          class="button danger"
          type="button"
          [attr.aria-disabled]="busy()"
          (click)="confirmed.emit()"
        >
          Yes, {{ label().toLowerCase() }}
        </button>
        <button #focused class="button quiet" type="button" (click)="ask(false)">Keep</button>
      </span>
    } @else {
      <button
        #focused
        class="button"
        type="button"
        [class.quiet]="quiet()"
        [attr.aria-label]="name()"
        (click)="ask(true)"
      >
        {{ label() }}
      </button>
    }
  `,
  styles: `
    .row {
      display: inline-flex;
    }
  `,
})
export class Confirm {
  /** A verb. */
  readonly label = input.required<string>();
  /** What it is done to, for those who do not see where the button stands. */
  readonly of = input('');
  readonly quiet = input(false);
  readonly busy = input(false);
  readonly confirmed = output();
  private readonly injector = inject(Injector);
  private readonly focused = viewChild.required<ElementRef<HTMLElement>>('focused');
  protected readonly isAsking = signal(false);

  protected name(): string {
    return `${this.label()} ${this.of()}`.trim();
  }

  /** What was pressed goes: the focus moves to what stands in its place, on the safe side. */
  protected ask(isAsking: boolean): void {
    this.isAsking.set(isAsking);
    const focus = () => this.focused().nativeElement.focus();
    afterNextRender(focus, { injector: this.injector });
  }
}
