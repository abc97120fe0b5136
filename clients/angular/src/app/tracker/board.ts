import { CdkDrag, type CdkDragDrop, CdkDropList, CdkDropListGroup } from '@angular/cdk/drag-drop';
import {
  afterRenderEffect,
  Component,
  computed,
  DestroyRef,
  ElementRef,
  inject,
  input,
  output,
  signal,
} from '@angular/core';
import { RouterLink } from '@angular/router';
import { Card } from './card';
import { today } from './dates';
import type { Listed } from './records';
import { grouped, STAGES, type StageId } from './stages';
import { Tracked } from './tracked';

const SHOWN = 8;

/** Interviews by how they stand: columns to drag between, or one at a time where it is narrow. */
@Component({
  selector: 'app-board',
  imports: [Card, CdkDrag, CdkDropList, CdkDropListGroup, RouterLink],
  templateUrl: './board.html',
  styleUrl: './board.css',
})
export class Board {
  protected readonly tracked = inject(Tracked);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  /** The one that a narrow board shows. */
  readonly stage = input.required<StageId>();
  readonly move = output<{ interview: Listed; to: StageId }>();
  protected readonly stages = STAGES;
  protected readonly columns = computed(() => grouped(this.tracked.interviews(), today()));
  protected readonly isWide = signal(true);
  /** Columns that are shown whole, however long they are. */
  private readonly whole = signal<ReadonlySet<StageId>>(new Set());
  protected readonly dragDelay = { touch: 250, mouse: 0 };

  constructor() {
    // What had the focus may have left its column: whoever uses keys goes on from its new place.
    afterRenderEffect(() => {
      const moved = this.tracked.moved();
      if (moved !== null && document.activeElement === document.body) this.focus(moved.id);
    });
    const wide = matchMedia('(min-width: 700px)');
    const follow = () => this.isWide.set(wide.matches);
    follow();
    wide.addEventListener('change', follow);
    inject(DestroyRef).onDestroy(() => wide.removeEventListener('change', follow));
  }

  protected shown(stage: StageId): readonly Listed[] {
    const all = this.columns()[stage];
    return this.whole().has(stage) ? all : all.slice(0, SHOWN);
  }

  protected showAll(stage: StageId): void {
    this.whole.update((stages) => new Set(stages).add(stage));
  }

  private focus(id: number): void {
    const target =
      this.host.querySelector<HTMLElement>(`#card-${id} a`) ??
      this.host.querySelector<HTMLElement>('a[aria-current]');
    target?.focus({ preventScroll: true });
  }

  protected dropped(event: CdkDragDrop<StageId, StageId, Listed>): void {
    if (event.container === event.previousContainer) return;
    this.move.emit({ interview: event.item.data, to: event.container.data });
  }
}
