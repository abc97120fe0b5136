import {
  afterNextRender,
  Component,
  computed,
  type ElementRef,
  inject,
  Injector,
  input,
  viewChild,
} from '@angular/core';
import { segmentsOf } from './quotations';

/** An answer with the words marked that a judgement quotes; those of one quotation stand out. */
@Component({
  selector: 'app-marked-answer',
  template: `
    <p #text>
      @for (segment of segments(); track $index) {
        @if (segment.quotedBy.length) {
          <mark [class.active]="isActive(segment.quotedBy)" [textContent]="segment.text"></mark>
        } @else {
          <span [textContent]="segment.text"></span>
        }
      }
    </p>
  `,
  styles: `
    p {
      font-size: 1rem;
      line-height: 1.65;
      white-space: pre-wrap;
      overflow-wrap: anywhere;
    }

    mark {
      background: none;
      text-decoration: underline 2px var(--line-strong);
      text-underline-offset: 0.25em;
    }

    mark.active {
      background: var(--mark);
      text-decoration-color: var(--warn);
    }
  `,
})
export class MarkedAnswer {
  readonly answer = input.required<string>();
  readonly quotations = input.required<readonly string[]>();
  /** Index of the quotation that stands out. */
  readonly active = input<number | null>(null);
  private readonly injector = inject(Injector);
  private readonly text = viewChild.required<ElementRef<HTMLElement>>('text');
  protected readonly segments = computed(() => segmentsOf(this.answer(), this.quotations()));

  /** Bring what stands out into view. */
  reveal(): void {
    afterNextRender(
      () =>
        this.text()
          .nativeElement.querySelector('mark.active')
          ?.scrollIntoView({ block: 'nearest', behavior: 'smooth' }),
      { injector: this.injector },
    );
  }

  protected isActive(quotedBy: readonly number[]): boolean {
    const active = this.active();
    return active !== null && quotedBy.includes(active);
  }
}
