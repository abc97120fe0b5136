import {
  afterNextRender,
  Component,
  DestroyRef,
  ElementRef,
  inject,
  Injector,
  input,
  output,
  signal,
  viewChild,
} from '@angular/core';

/**
 * A dialog over the page. It is open for as long as it exists; whoever made it removes it when
 * `closed` is told. The browser keeps the focus inside and gives it back afterwards.
 */
@Component({
  selector: 'app-sheet',
  template: `
    <dialog
      #dialog
      class="sheet"
      [attr.aria-label]="label()"
      (close)="closed.emit()"
      (cancel)="leave($event)"
      (keydown.escape)="leave($event)"
      (pointerdown)="pressed($event)"
      (input)="write($event)"
      (click)="outside($event)"
    >
      <div class="row between head">
        <h2>{{ label() }}</h2>
        <button class="button quiet icon" type="button" aria-label="Close" (click)="leave($event)">
          <span aria-hidden="true">✕</span>
        </button>
      </div>
      @if (isAsking()) {
        <div class="row asking" role="group" aria-label="Not kept yet">
          <span role="alert">What you wrote is not kept yet.</span>
          <button #stay class="button" type="button" (click)="stayHere()">Go on writing</button>
          <button class="button danger" type="button" (click)="close()">Discard it</button>
        </div>
      }
      <ng-content />
    </dialog>
  `,
  styles: `
    .head {
      margin-bottom: var(--4);
      flex-wrap: nowrap;
    }

    .asking {
      position: sticky;
      top: calc(-1 * var(--5));
      z-index: 5;
      margin: 0 calc(-1 * var(--5)) var(--4);
      padding: var(--3) var(--5);
      background: var(--warn-soft);
      color: var(--warn);
    }

    .asking > span {
      flex-basis: 100%;
    }
  `,
})
export class Sheet {
  readonly label = input.required<string>();
  readonly closed = output();
  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');
  private readonly stay = viewChild<ElementRef<HTMLElement>>('stay');
  /** Whether to leave although something is written. */
  protected readonly isAsking = signal(false);
  private readonly injector = inject(Injector);
  private written: HTMLElement | null = null;
  private isPressedOutside = false;

  constructor() {
    let opener: Element | null = null;
    afterNextRender(() => {
      opener = document.activeElement;
      this.dialog().nativeElement.showModal();
    });
    // A dialog that is taken away while it is open gives nothing back itself.
    inject(DestroyRef).onDestroy(() => {
      const isLost = document.activeElement === document.body;
      if (isLost && opener instanceof HTMLElement) opener.focus();
    });
  }

  close(): void {
    this.dialog().nativeElement.close();
  }

  protected pressed(event: MouseEvent): void {
    this.isPressedOutside = this.isOutside(event);
  }

  protected write({ target }: Event): void {
    if (target instanceof HTMLElement && target.closest('form') !== null) this.written = target;
  }

  /** What is written is not to be lost by a slip: whoever leaves is asked. */
  protected leave(event: Event): void {
    // A list within may have closed by it instead, or a word that is being composed.
    if (event.defaultPrevented || (event instanceof KeyboardEvent && event.isComposing)) return;
    event.preventDefault();
    if (this.written === null) {
      this.close();
      return;
    }
    this.isAsking.set(true);
    afterNextRender(() => this.stay()?.nativeElement.focus(), { injector: this.injector });
  }

  protected stayHere(): void {
    this.isAsking.set(false);
    this.written?.focus();
  }

  /** Selecting text can end outside. */
  protected outside(event: MouseEvent): void {
    if (this.isPressedOutside && this.isOutside(event)) this.leave(event);
  }

  private isOutside(event: MouseEvent): boolean {
    // The backdrop belongs to the dialog itself; a press in the padding does, too.
    if (event.target !== this.dialog().nativeElement) return false;
    const { left, right, top, bottom } = this.dialog().nativeElement.getBoundingClientRect();
    const { clientX: x, clientY: y } = event;
    return x < left || x > right || y < top || y > bottom;
  }
}
