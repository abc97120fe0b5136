import { describe, expect, it } from 'vitest';
import { GrowingText, withoutHalfMark } from './growing';
import { answers } from '../../../../bench/answers';
import type { Block } from './nodes';

const ANSWERS = answers();

const TRICKY: Readonly<Record<string, string>> = {
  'a heading by underlining': 'Title\n=====\n\ntext\n\nOther\n---\n\nmore\n',
  'lists in lists, loose and tight':
    '- a\n  - b\n\n    c\n- d\n\n1. x\n\n   y\n2. z\n\n\n* other\n',
  'lazy quotations': '> a\nb\n> - c\nd\n\n> > e\n> f\n\ng\n',
  'indented code': 'a\n\n    one\n\n\n    two\n\nb\n\n\ttab\n',
  'a fence in a list': '1. a\n   ```python\n   x = 1\n\n   y = 2\n   ```\n2. b\n',
  'fences of other lengths': '````md\n```\nx\n```\n````\n\n~~~\n```\n~~~\ntext\n',
  'a table, and text that only begins like one':
    '| a | b |\n|---|--:|\n| `x|y` | **c** |\n\n| a |\nb\n\nc | d\n-|-\n1|2\n',
  html: '<details>\n<summary>a</summary>\n\n*b*\n\n</details>\n\n<!-- x\n\ny -->\n\n<script>\na\n\nb\n</script>\nz\n',
  'line ends of two characters': '# a\r\n\r\n- b\r\n- c\r\n\r\n```\r\nd\r\n```\r\n',
  'marks of every kind':
    '**a _b_** ~~c~~ `d` [e](https://f.g "h") <https://i.j> k@l.mn\\\no  \np\n***\n* * *\n',
  'blank lines everywhere': '\n\n\na\n\n\n\n\nb\n \n\t\nc\n\n',
};

/** Deterministic; the places are anywhere, as tokens of a model are. */
function cuts(length: number, count: number): readonly number[] {
  const places: number[] = [];
  for (let index = 1, seed = length; index <= count; index += 1) {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    places.push(Math.floor((length * (index - (seed / 2_147_483_648) * 0.9)) / count));
  }
  return [...places.filter((place) => place > 0), length];
}

/** Without links and the end of code, which a text that grows can't know yet. */
function readAtOnce(text: string): readonly Block[] {
  return new GrowingText().read(text, false);
}

describe('a text that grows', () => {
  it.each(ANSWERS)('shows at each cut what reading it at once shows: $name', ({ text }) => {
    const growing = new GrowingText();
    for (const end of cuts(text.length, 40)) {
      expect(growing.read(text.slice(0, end), false)).toEqual(readAtOnce(text.slice(0, end)));
    }
    expect(growing.read(text, true)).toEqual(new GrowingText().read(text, true));
  });

  it.each(Object.entries(TRICKY))('shows the same with each character: %s', (_, tricky) => {
    const text = `${tricky}\n${tricky}\nthe end`;
    const growing = new GrowingText();
    for (let end = 1; end <= text.length; end += 1) {
      expect(growing.read(text.slice(0, end), false)).toEqual(readAtOnce(text.slice(0, end)));
    }
    expect(growing.read(text, true)).toEqual(new GrowingText().read(text, true));
  });

  it('keeps the objects of all blocks but the last few, to the very end', () => {
    for (const { text } of ANSWERS.slice(0, 60)) {
      const growing = new GrowingText();
      let before: readonly Block[] = [];
      for (const end of cuts(text.length, 60)) {
        const now = growing.read(text.slice(0, end), false);
        for (const [index, block] of before.slice(0, -2).entries()) {
          expect(now[index]).toBe(block);
        }
        before = now;
      }
      const whole = growing.read(text, true);
      for (const [index, block] of before.slice(0, -1).entries()) {
        expect(whole[index]).toBe(block);
      }
    }
  });

  it('keeps the words of the open paragraph that are already there', () => {
    const growing = new GrowingText();
    const [before] = growing.read('one **two** three', false);
    const [after] = growing.read('one **two** three four', false);
    if (before?.kind !== 'paragraph' || after?.kind !== 'paragraph') throw new Error('paragraphs');
    expect(after.children[1]).toBe(before.children[1]);
    expect(after.children[2]).toEqual({ kind: 'text', text: ' three four' });
  });

  it('resolves references to what was defined before, and at the end to what came after', () => {
    const text =
      '[a]: https://a.example/\n\n1\n\n2\n\n3\n\n[x][a] and [y][b]\n\n4\n\n5\n\n[b]: https://b.example/';
    const links = (blocks: readonly Block[]) => JSON.stringify(blocks).match(/https:\/\/\w/g);
    const growing = new GrowingText();
    for (let end = 1; end < text.length; end += 3) growing.read(text.slice(0, end), false);
    expect(links(growing.read(text.slice(0, -40), false))).toEqual(['https://a']);
    expect(links(growing.read(text, true))).toEqual(['https://a', 'https://b']);
  });

  it('begins anew when another text comes, and goes back when one is taken back', () => {
    const growing = new GrowingText();
    const long = 'a\n\nb\n\nc\n\nd\n\ne\n\nf';
    growing.read(long, false);
    expect(growing.read('# other', false)).toEqual(readAtOnce('# other'));
    growing.read(long, true);
    expect(growing.read(long.slice(0, 7), false)).toEqual(readAtOnce(long.slice(0, 7)));
    expect(growing.read('', true)).toEqual([]);
  });

  it('closes code only when its fence is there, or nothing more comes', () => {
    const growing = new GrowingText();
    const closed = (text: string, finished = false) =>
      growing.read(text, finished).map((block) => block.kind === 'code' && block.closed);
    expect(closed('```js\na')).toEqual([false]);
    expect(closed('```js\na\n``` b')).toEqual([false]);
    expect(closed('```js\na\n```\n')).toEqual([true]);
    expect(closed('```js\na', true)).toEqual([true]);
    expect(closed('```js')).toEqual([false]);
  });

  it.each(['-', '\n==', '#', '``', '1.', '  *', '|', '>'])(
    'waits for the rest of a line that is only the mark %j yet',
    (mark) => {
      expect(withoutHalfMark(`text\n${mark}`)).toBe(mark.startsWith('\n') ? 'text\n\n' : 'text\n');
      expect(withoutHalfMark(`text\n${mark}\n`)).toBe(`text\n${mark}\n`);
      expect(readAtOnce(`text\n${mark}`)).toEqual(readAtOnce('text'));
      expect(new GrowingText().read('-', true)).not.toEqual([]);
    },
  );

  it('shows what is beyond 100,000 characters as it is written, and all of it', () => {
    const text = 'Some **bold** text.\n\n'.repeat(50_000);
    const blocks = new GrowingText().read(text, true);
    const last = blocks.at(-1);
    if (last?.kind !== 'plain') throw new Error('the rest is plain');
    expect(blocks.slice(0, -1).every(({ kind }) => kind === 'paragraph')).toBe(true);
    expect(text.endsWith(last.text)).toBe(true);
    expect(Math.ceil((text.length - last.text.length) / 21)).toBe(blocks.length - 1);
  });
});
