import { Component, forwardRef, input } from '@angular/core';
import { CodeBlock } from './code-block';
import { Inlines } from './inlines';
import { isTask, type Block } from './nodes';
import { TableRows } from './table';

/**
 * Paragraphs, lists, code and the like, inside the element it stands on. A block keeps its elements
 * while its place stays the same, and is not looked at again while it stays the same object.
 */
@Component({
  selector: '[appBlocks]',
  imports: [CodeBlock, forwardRef(() => Items), Inlines, TableRows],
  templateUrl: './blocks.html',
})
export class Blocks {
  readonly blocks = input.required<readonly Block[]>({ alias: 'appBlocks' });
}

/** The items of a list, which hold blocks again. */
@Component({
  selector: '[appItems]',
  imports: [Blocks],
  template: `
    @for (item of items(); track $index) {
      <li [class.task]="isTask(item)" [appBlocks]="item"></li>
    }
  `,
})
export class Items {
  readonly items = input.required<readonly (readonly Block[])[]>({ alias: 'appItems' });

  protected readonly isTask = isTask;
}
