import { CdkDrag, type CdkDragDrop, CdkDropList, CdkDropListGroup } from '@angular/cdk/drag-drop';
import { Component, inject, input, output } from '@angular/core';
import { Card } from './card';
import type { Listed } from './records';
import { STAGES, type StageId } from './stages';
import { Tracked } from './tracked';

/** The stages beside each other, between which interviews can be dragged. */
@Component({
  selector: 'app-columns',
  imports: [Card, CdkDrag, CdkDropList, CdkDropListGroup],
  templateUrl: './columns.html',
  styleUrls: ['./columns.css', './column.css'],
})
export class Columns {
  readonly columns = input.required<Readonly<Record<StageId, readonly Listed[]>>>();
  /** Those of a stage that are shown; a long one is cut until all are asked for. */
  readonly shown = input.required<(stage: StageId) => readonly Listed[]>();
  readonly move = output<{ interview: Listed; to: StageId }>();
  readonly showAll = output<StageId>();
  protected readonly tracked = inject(Tracked);
  protected readonly stages = STAGES;
  protected readonly dragDelay = { touch: 250, mouse: 0 };

  protected dropped(event: CdkDragDrop<StageId, StageId, Listed>): void {
    if (event.container === event.previousContainer) return;
    this.move.emit({ interview: event.item.data, to: event.container.data });
  }
}
