import { afterNextRender, Component, ElementRef, input, output, viewChild } from '@angular/core';

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

  constructor() {
    afterNextRender(() => this.dialog().nativeElement.showModal());
  }

  close(): void {
    this.dialog().nativeElement.close();
  }

  protected outside(event: MouseEvent): void {
    // The backdrop belongs to the dialog itself; a press in the padding does, too.
    if (event.target !== this.dialog().nativeElement) return;
    const { left, right, top, bottom } = this.dialog().nativeElement.getBoundingClientRect();
    const { clientX: x, clientY: y } = event;
    if (x < left || x > right || y < top || y > bottom) this.close();
  }
}
