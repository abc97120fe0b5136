import { Component, computed, input, ViewEncapsulation } from '@angular/core';
import { Blocks } from './blocks';
import type { Block } from './nodes';
import { reading } from './parts';

/**
 * A text in Markdown; as it is written until what reads it is there. While it streams, what is settled
 * keeps its elements and the selection.
 */
@Component({
  selector: 'app-markdown',
  imports: [Blocks],
  template: `<div class="prose" [appBlocks]="blocks()"></div>`,
  styleUrl: './markdown.css',
  // The elements inside belong to other components.
  encapsulation: ViewEncapsulation.None,
})
export class Markdown {
  readonly text = input.required<string>();
  /** More of it will come. */
  readonly streaming = input(false);

  protected readonly blocks = computed<readonly Block[]>(() => {
    const growing = this.growing();
    const text = this.text();
    return growing === null ? [{ kind: 'plain', text }] : growing.read(text, !this.streaming());
  });

  private readonly growing = computed(() => {
    const GrowingText = reading.value();
    return GrowingText && new GrowingText();
  });

  constructor() {
    void reading.load();
  }
}
