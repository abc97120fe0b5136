import { Component, computed, input, ViewEncapsulation } from '@angular/core';
import { Blocks } from './blocks';
import { GrowingText } from './growing';

/** A text in Markdown. While it streams, what is settled keeps its elements and the selection. */
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

  protected readonly blocks = computed(() => this.growing.read(this.text(), !this.streaming()));

  private readonly growing = new GrowingText();
}
