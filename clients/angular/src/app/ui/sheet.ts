import {
  afterNextRender,
  Component,
  DestroyRef,
  ElementRef,
  inject,
  input,
  output,
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
      (pointerdown)="pressed($event)"
      (input)="write($event)"
      (click)="outside($event)"
    >
      <div class="row between head">
        <h2>{{ label() }}</h2>
        <button class="button quiet icon" type="button" aria-label="Close" (click)="close()">
          <span aria-hidden="true">✕</span>
        </button>
      </div>
      <ng-content />
    </dialog>
  `,
  styles: `
    .head {
      margin-bottom: var(--4);
      flex-wrap: nowrap;
    }
  `,
})
export class Sheet {
  readonly label = input.required<string>();
  readonly closed = output();
  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');
  private isPressedOutside = false;
  private isWritten = false;

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
    this.isWritten ||= target instanceof Element && target.closest('form') !== null;
  }

  /** Selecting text can end outside, and what is written is not to be lost by a slip. */
  protected outside(event: MouseEvent): void {
    if (this.isPressedOutside && this.isOutside(event) && !this.isWritten) this.close();
  }

  private isOutside(event: MouseEvent): boolean {
    // The backdrop belongs to the dialog itself; a press in the padding does, too.
    if (event.target !== this.dialog().nativeElement) return false;
    const { left, right, top, bottom } = this.dialog().nativeElement.getBoundingClientRect();
    const { clientX: x, clientY: y } = event;
    return x < left || x > right || y < top || y > bottom;
  }
}
