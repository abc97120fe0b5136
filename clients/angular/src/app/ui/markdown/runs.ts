/** What a piece of code is, as far as colours tell it. */
export type Tone = 'comment' | 'keyword' | 'name' | 'number' | 'property' | 'string' | 'type';

export interface Run {
  readonly text: string;
  readonly tone: Tone | null;
}

const TONES: Readonly<Record<string, Tone>> = {
  attr: 'property',
  attribute: 'property',
  built_in: 'type',
  bullet: 'keyword',
  char: 'string',
  class: 'type',
  comment: 'comment',
  doctag: 'comment',
  keyword: 'keyword',
  link: 'string',
  literal: 'number',
  meta: 'property',
  name: 'keyword',
  number: 'number',
  property: 'property',
  quote: 'comment',
  regexp: 'string',
  section: 'name',
  string: 'string',
  symbol: 'number',
  tag: 'property',
  title: 'name',
  'title.class': 'type',
  type: 'type',
  'variable.constant': 'number',
  'variable.language': 'keyword',
};

/** Takes what highlight.js finds, scope by scope, and makes runs of it instead of HTML. */
export class Runs {
  readonly runs: Run[] = [];
  private readonly tones: (Tone | null)[] = [null];

  addText(text: string): void {
    this.add({ text, tone: this.tones.at(-1) ?? null });
  }

  startScope(scope: string): void {
    this.tones.push(this.toneOf(scope));
  }

  endScope(): void {
    if (this.tones.length > 1) this.tones.pop();
  }

  openNode(scope: string): void {
    this.startScope(scope);
  }

  closeNode(): void {
    this.endScope();
  }

  __addSublanguage(other: Runs): void {
    for (const run of other.runs) this.add(run);
  }

  /** The interface asks for it; there is nothing to close. */
  finalize(): void {
    this.tones.length = 1;
  }

  /** The interface asks for it; there is no HTML. */
  toHTML(): string {
    return '';
  }

  private toneOf(scope: string): Tone | null {
    // What stands in a string to be worked out is code again.
    if (scope === 'subst') return null;
    const [first = '', second = ''] = scope.split('.');
    const outer = this.tones.at(-1) ?? null;
    return TONES[`${first}.${second}`] ?? TONES[first] ?? outer;
  }

  private add(run: Run): void {
    if (!run.text) return;
    const last = this.runs.at(-1);
    // Space has no colour: each run less is an element less.
    if (last && (last.tone === run.tone || !run.text.trim())) {
      this.runs[this.runs.length - 1] = { text: last.text + run.text, tone: last.tone };
    } else {
      this.runs.push(run);
    }
  }
}
