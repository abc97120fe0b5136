import { ApplicationRef, Component, signal } from '@angular/core';
import { bootstrapApplication } from '@angular/platform-browser';
import { marked } from 'marked';
import { Markdown } from '../src/app/ui/markdown/markdown';
import { reading } from '../src/app/ui/markdown/parts';
import { Pace } from '../projects/interview-stream/src/pace';
import { Screen, type Figures } from './screen';
import { receive } from './tokens';

interface Turn {
  readonly text: string;
  readonly streaming: boolean;
}

@Component({
  selector: 'bench-root',
  imports: [Markdown],
  template: `
    <main class="page reading">
      @for (turn of turns(); track $index) {
        <article><app-markdown [text]="turn.text" [streaming]="turn.streaming" /></article>
      }
    </main>
  `,
})
class Root {
  readonly turns = signal<readonly Turn[]>([]);
}

interface Reading extends Figures {
  /** Whether the first paragraph is the same element as while the text came. */
  readonly sameElement: boolean;
  /** Whether what was selected in it still is. */
  readonly sameSelection: boolean;
}

const app = await bootstrapApplication(Root);
const root = app.components[0]?.instance as Root;
const naive = document.querySelector<HTMLElement>('#naive') ?? document.body;

/** Each token renders the whole text anew, as many pages do. */
function eachToken(text: string, screen: Screen, at: number): void {
  naive.innerHTML = marked.parse(text, { async: false });
  screen.written([at]);
}

/** Shows a text as it comes, in one of the two ways, and measures. */
async function stream(
  text: string,
  perSecond: number,
  ours: boolean,
  watching: boolean,
): Promise<Reading> {
  const screen = new Screen(watching);
  const chosen = new Chosen(ours ? 'app-markdown p' : '#naive p', text.length / 3);
  let there = '';
  let unwritten: number[] = [];
  const pace = new Pace(
    () => root.turns.set([{ text: there, streaming: true }]),
    () => {
      app.tick();
      screen.written(unwritten);
      unwritten = [];
    },
  );
  await receive(text, perSecond, (token) => {
    there += token.text;
    if (ours) {
      unwritten.push(token.at);
      pace.soon();
    } else {
      eachToken(there, screen, token.at);
    }
    chosen.look(there.length);
  });
  pace.stop();
  if (ours) root.turns.set([{ text, streaming: false }]);
  await app.whenStable();
  screen.written(unwritten);
  await painted();
  return { ...screen.stop(), ...chosen.result() };
}

/** Selects words of the first paragraph as a reader would, a third into the text. */
class Chosen {
  private element: Element | null = null;
  private words = '';

  constructor(
    private readonly selector: string,
    private readonly when: number,
  ) {}

  look(length: number): void {
    if (this.element || length < this.when) return;
    this.element = document.querySelector(this.selector);
    const node = this.element && document.createTreeWalker(this.element, 4).nextNode();
    if (!node) return;
    getSelection()?.setBaseAndExtent(node, 2, node, Math.min(12, node.textContent?.length ?? 2));
    this.words = String(getSelection());
  }

  result(): Pick<Reading, 'sameElement' | 'sameSelection'> {
    return {
      sameElement: this.element?.isConnected === true,
      sameSelection: this.words !== '' && String(getSelection()) === this.words,
    };
  }
}

/** Shows a whole conversation; the milliseconds until it is painted. */
async function open(texts: readonly string[]): Promise<number> {
  const begun = performance.now();
  root.turns.set(texts.map((text) => ({ text, streaming: false })));
  app.tick();
  await painted();
  return performance.now() - begun;
}

async function leave(): Promise<void> {
  root.turns.set([]);
  naive.replaceChildren();
  getSelection()?.removeAllRanges();
  app.injector.get(ApplicationRef).tick();
  await painted();
}

function painted(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve));
  });
}

declare global {
  interface Window {
    bench: { stream: typeof stream; open: typeof open; leave: typeof leave };
  }
}
// A page has it by the time that the first answer comes.
await reading.load();
window.bench = { stream, open, leave };
