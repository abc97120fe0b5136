import { describe, expect, it } from 'vitest';
import { GrowingText } from './growing';

const MANY = 100_000;

/** Texts that are made to exhaust whoever reads them: too deep, or tried again and again. */
const HOSTILE: Readonly<Record<string, string>> = {
  quotations: '> '.repeat(MANY) + 'x',
  'quotations without spaces': '>'.repeat(MANY) + 'x',
  'lazy quotations': '> > > > > > a\nb\n'.repeat(MANY / 50),
  'falling quotations': Array.from({ length: 300 }, (_, at) => '>'.repeat(300 - at) + 'x').join(
    '\n',
  ),
  lists: '- '.repeat(MANY) + 'x',
  'numbered lists': '1. '.repeat(MANY) + 'x',
  'indented lists': Array.from({ length: 600 }, (_, at) => `${' '.repeat(2 * at)}- x`).join('\n'),
  'lists in quotations': '> - '.repeat(MANY / 4) + 'x',
  'list items': '- x\n'.repeat(MANY / 4),
  'open brackets': '['.repeat(MANY),
  'brackets in a paragraph': '['.repeat(9_000),
  'links in links': '['.repeat(2_000) + 'x' + '](https://a.example/)'.repeat(400),
  'pictures in pictures': '!['.repeat(2_000) + 'x' + '](https://a.example/)'.repeat(300),
  'open links': '[a](b'.repeat(2_000),
  'open references': '[a][b'.repeat(2_000),
  emphasis: '*a **b '.repeat(1_400),
  'closed emphasis': '*'.repeat(4_000) + 'x' + '*'.repeat(4_000),
  'mixed emphasis': '*_~'.repeat(1_600) + 'x' + '~_*'.repeat(1_600),
  'words in underlines': '_a__b'.repeat(2_000),
  strikes: '~~a~'.repeat(2_400),
  'rising backticks': Array.from({ length: 130 }, (_, at) => '`'.repeat(at)).join('x'),
  'angle brackets': '<'.repeat(9_000),
  'open tags': '<a '.repeat(3_000),
  'open comments': '<!--'.repeat(2_400),
  attributes: `<a${' b="c"'.repeat(1_600)}`,
  entities: '&#'.repeat(4_900) + '&amp'.repeat(10),
  addresses: 'a@'.repeat(4_900),
  'addresses of pages': 'http://'.repeat(1_400),
  'dotted addresses': `a@${'b.'.repeat(4_800)}`,
  backslashes: '\\'.repeat(9_999),
  'rows of bars': `${'|'.repeat(9_000)}\n${'|-'.repeat(4_500)}\n`,
  'wide tables':
    `|${'a|'.repeat(3_000)}\n|${'-|'.repeat(3_000)}\n` + `|${'b|'.repeat(3_000)}\n`.repeat(5),
  definitions: Array.from({ length: 5_000 }, (_, at) => `[a${at}]: b`).join('\n'),
  'open definitions': '[a]: <b\n'.repeat(5_000),
  underlines: 'a\n='.repeat(20_000),
  rules: '- - -\n'.repeat(20_000),
  spaces: `a${' '.repeat(MANY)}b`,
  'spaces in a fence': `\`\`\`${' '.repeat(MANY)}\`\n`,
  tabs: '\t'.repeat(MANY) + 'x',
  'line ends': '\n'.repeat(MANY) + 'x',
  fences: '```\n'.repeat(20_000),
  'one long word': 'x'.repeat(1_000_000),
  'one long line of code': `\`\`\`js\n${'x'.repeat(90_000)}`,
  'halves of characters': '\ud800*\udc00*'.repeat(1_000),
};

describe('a hostile text', () => {
  it.each(Object.entries(HOSTILE))('is shown, and does not stop the page: %s', (_, text) => {
    const blocks = new GrowingText().read(text, true);
    expect(JSON.stringify(blocks).length).toBeGreaterThan(0);
    expect(depth(blocks)).toBeLessThan(120);
  });

  it.each(['> ', '- a\n  ', '**a ', '[x](', '| a ', '<b>', '`'])(
    'does not either while it streams: %j',
    (part) => {
      const growing = new GrowingText();
      for (let count = 1; count <= 200; count += 1) growing.read(part.repeat(count * 5), false);
      expect(growing.read(part.repeat(1_000), true)).toEqual(
        new GrowingText().read(part.repeat(1_000), true),
      );
    },
  );

  it('shows all of what is nested too deeply, as it is written', () => {
    expect(JSON.stringify(new GrowingText().read('> '.repeat(40) + 'the end', true))).toContain(
      'the end',
    );
  });
});

function depth(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depth));
}
