import { Component, input } from '@angular/core';
import { CodeBlock } from './code-block';
import { Inlines } from './inlines';
import { isTask, type Block } from './nodes';

/**
 * Paragraphs, lists, code and the like, inside the element it stands on. A block keeps its elements
 * while its place stays the same, and is not looked at again while it stays the same object.
 */
@Component({
  selector: '[appBlocks]',
  imports: [CodeBlock, Inlines],
  templateUrl: './blocks.html',
})
export class Blocks {
  readonly blocks = input.required<readonly Block[]>({ alias: 'appBlocks' });

  protected readonly isTask = isTask;
}
