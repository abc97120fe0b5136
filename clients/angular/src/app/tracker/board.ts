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
import { NotLoaded } from '../ui/not-loaded';
import { Card } from './card';
import { Columns } from './columns';
import { today } from './dates';
import type { Listed } from './records';
import { grouped, STAGES, type StageId } from './stages';
import { Tracked } from './tracked';

const SHOWN = 8;
const WIDE = matchMedia('(min-width: 700px)');

/** Begin to load what a wide board is made of, beside what it shows. */
export async function preloadBoard(): Promise<void> {
  if (WIDE.matches) await import('./columns');
}

/** Interviews by how they stand: columns to drag between, or one at a time where it is narrow. */
@Component({
  selector: 'app-board',
  imports: [Card, Columns, NotLoaded, RouterLink],
  templateUrl: './board.html',
  styleUrls: ['./board.css', './column.css'],
})
export class Board {
  protected readonly tracked = inject(Tracked);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  /** The one that a narrow board shows. */
  readonly stage = input.required<StageId>();
  readonly move = output<{ interview: Listed; to: StageId }>();
  protected readonly stages = STAGES;
  protected readonly columns = computed(() => grouped(this.tracked.interviews(), today()));
  protected readonly isWide = signal(WIDE.matches);
  /** Columns that are shown whole, however long they are. */
  private readonly whole = signal<ReadonlySet<StageId>>(new Set());

  constructor() {
    // What had the focus may have left its column: whoever uses keys goes on from its new place.
    afterRenderEffect(() => {
      const moved = this.tracked.moved();
      if (moved !== null && document.activeElement === document.body) this.focus(moved.id);
    });
    const follow = () => this.isWide.set(WIDE.matches);
    WIDE.addEventListener('change', follow);
    inject(DestroyRef).onDestroy(() => WIDE.removeEventListener('change', follow));
  }

  protected readonly shown = (stage: StageId): readonly Listed[] => {
    const all = this.columns()[stage];
    return this.whole().has(stage) ? all : all.slice(0, SHOWN);
  };

  protected showAll(stage: StageId): void {
    this.whole.update((stages) => new Set(stages).add(stage));
  }

  private focus(id: number): void {
    const target =
      this.host.querySelector<HTMLElement>(`#card-${id} a`) ??
      this.host.querySelector<HTMLElement>('a[aria-current]');
    target?.focus({ preventScroll: true });
  }
}
