import { describe, expect, it } from 'vitest';
import { GrowingText } from './growing';
import type { Block, Inline } from './nodes';

function read(text: string): readonly Block[] {
  return new GrowingText().read(text, true);
}

function words(text: string): readonly Inline[] {
  const [block] = read(text);
  if (block?.kind !== 'paragraph') throw new Error(`no paragraph: ${JSON.stringify(block)}`);
  return block.children;
}

/** All that is written, as a person reads it. */
function written(value: unknown): string {
  if (Array.isArray(value)) return value.map(written).join('');
  if (typeof value !== 'object' || value === null) return '';
  return Object.entries(value)
    .map(([name, each]) => (name === 'text' ? String(each) : written(each)))
    .join('');
}

function found(value: unknown, kind: string): readonly Record<string, unknown>[] {
  if (Array.isArray(value)) return value.flatMap((each) => found(each, kind));
  if (typeof value !== 'object' || value === null) return [];
  const node = value as Record<string, unknown>;
  const inside = Object.values(node).flatMap((each) => found(each, kind));
  return node['kind'] === kind ? [node, ...inside] : inside;
}

describe('what nobody may bring onto the page', () => {
  it.each([
    '[x](javascript:alert(1))',
    '[x](JaVaScRiPt:alert(1))',
    '[x](javascript&#58;alert(1))',
    '[x](java&#x73;cript&colon;alert(1))',
    '[x](java&Tab;script:alert(1))',
    '[x](\u0001javascript:alert(1))',
    '[x](<java\tscript:alert(1)>)',
    '[x](vbscript:msgbox)',
    '[x](data:text/html;base64,PHNjcmlwdD4=)',
    '[x](blob:https://example.com/1)',
    '[x](file:///etc/passwd)',
    '[x](//example.com/x)',
    '[x](/api/accounts)',
    '[x](#top)',
    '[x](https:javascript:alert(1))',
    '[x](https://)',
    '[x][r]\n\n[r]: javascript:alert(1)',
    '<javascript:alert(1)>',
    '![x](javascript:alert(1))',
    '![x](data:image/svg+xml,<svg/onload=alert(1)>)',
  ])('a link that leads nowhere safe is text: %s', (text) => {
    const blocks = read(text);
    expect(found(blocks, 'link')).toEqual([]);
    expect(written(blocks)).toMatch(/x|javascript/);
  });

  it.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    'a <img src=x onerror=alert(1)> b',
    '<svg><script>alert(1)</script></svg>',
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    '<a href="javascript:alert(1)">x</a>',
    '<style>*{display:none}</style>',
    '<!-- <script>alert(1)</script> -->',
    '<details open ontoggle=alert(1)>',
    '&lt;script&gt;alert(1)&lt;/script&gt;',
    '<math><mtext></mtext><mglyph><style></math><img src onerror=alert(1)>',
    '- <b onclick="alert(1)">x</b>',
    '| <u onclick=alert(1)>a</u> |\n|-|\n| <i>b</i> |',
  ])('HTML is shown as it is written: %s', (text) => {
    const blocks = read(text);
    expect(written(blocks)).toContain('<');
    expect(found(blocks, 'link')).toEqual([]);
  });

  it('gives nothing of the kinds above an attribute: there is no place for one', () => {
    const text =
      '# h <b onclick=x>\n\n- [ ] *a* <i>\n\n> `q` [l](https://x.example "onclick=x")\n\n```js onclick=x\n1\n```\n';
    const fields = JSON.stringify(read(text)).match(/"(\w+)":/g) ?? [];
    const allowed =
      /^"(kind|text|children|href|page|done|level|ordered|start|items|blocks|language|closed)":$/;
    expect(fields.filter((field) => !allowed.test(field))).toEqual([]);
  });
});

describe('links', () => {
  it.each([
    ['[x](https://a.example/b?c=1&amp;d=2)', 'https://a.example/b?c=1&d=2', true],
    ['https://a.example/b.', 'https://a.example/b', true],
    ['www.example.com', 'http://www.example.com/', true],
    ['<https://a.example/&copy;>', 'https://a.example/&copy;', true],
    ['[x](mailto:me@a.example)', 'mailto:me@a.example', false],
    ['me@a.example', 'mailto:me@a.example', false],
    ['[x][r]\n\n[r]: <https://a.example/>', 'https://a.example/', true],
  ])('%s leads to %s', (text, href, page) => {
    expect(found(words(text), 'link')).toMatchObject([{ href, page }]);
  });

  it('shows a picture as a link with its description, and its address where it has none', () => {
    const href = 'https://a.example/p.png';
    const children = [{ kind: 'text', text: 'A *p*' }];
    expect(words(`![A \\*p\\*](${href})`)).toMatchObject([{ kind: 'link', href }]);
    expect(written(words(`![](${href})`))).toBe(href);
    expect(written(children)).toBe('A *p*');
  });

  it('never puts a link into a link', () => {
    const [outer, ...others] = found(
      words('[a ![b](https://b.example/)](https://a.example/)'),
      'link',
    );
    expect(outer).toMatchObject({ href: 'https://a.example/' });
    expect(others).toEqual([]);
  });
});

describe('text', () => {
  it.each([
    ['a &amp; b &lt; c &#233; &#x1F600; &copy;', 'a & b < c é 😀 ©'],
    [
      '&unknown; &amp &constructor; &#0; &#xD800; &#99999999;',
      '&unknown; &amp &constructor; \ufffd \ufffd &#99999999;',
    ],
    ['\\*not\\* \\&amp; 1\\. \\<b>', '*not* &amp; 1. <b>'],
    ['&amp;lt;', '&lt;'],
  ])('%j reads %j', (text, shown) => {
    expect(words(text)).toEqual([{ kind: 'text', text: shown }]);
  });

  it('decodes nothing in code', () => {
    expect(words('`&lt; \\* <b>`')).toEqual([{ kind: 'code', text: '&lt; \\* <b>' }]);
    expect(read('```\n&amp; <b>\n```')).toMatchObject([{ kind: 'code', text: '&amp; <b>' }]);
  });

  it('breaks lines where Markdown does, and where a table can do it only so', () => {
    expect(words('a  \nb<br>c\nd').map(({ kind }) => kind)).toEqual([
      'text',
      'break',
      'text',
      'break',
      'text',
    ]);
  });
});

describe('headings', () => {
  const levels = (text: string) =>
    read(text).flatMap((block) => (block.kind === 'heading' ? block.level : []));

  it('begin below those of the page, and skip no level', () => {
    expect(levels('# a\n\n## b\n\n### c\n\n## d')).toEqual([3, 4, 5, 4]);
    expect(levels('## a\n\n#### b\n\n## c\n\n# d\n\n## e')).toEqual([3, 4, 3, 3, 4]);
    expect(levels('# a\n## b\n### c\n#### d\n##### e\n###### f')).toEqual([3, 4, 5, 6, 6, 6]);
  });

  it('are below their section inside quotations and lists', () => {
    const [, quote] = read('## a\n\n> # b');
    expect(quote).toMatchObject({ kind: 'quote', blocks: [{ kind: 'heading', level: 4 }] });
  });
});

describe('lists and tables', () => {
  it('keep their start and what is nested', () => {
    expect(read('3. a\n4. b\n   - c')).toMatchObject([
      {
        kind: 'list',
        ordered: true,
        start: 3,
        items: [[{ kind: 'line' }], [{ kind: 'line' }, { kind: 'list', ordered: false }]],
      },
    ]);
  });

  it.each(['- [x] a\n- [ ] b', '- [x] a\n\n- [ ] b'])('show tasks as boxes: %j', (text) => {
    const [list] = read(text);
    if (list?.kind !== 'list') throw new Error('a list');
    expect(list.items.map((item) => found(item, 'tick'))).toMatchObject([
      [{ done: true }],
      [{ done: false }],
    ]);
    expect(list.items.every((item) => item.length === 1)).toBe(true);
    expect(list.items.map(written)).toEqual(['a', 'b']);
  });

  it('have cells that are aligned as written', () => {
    expect(read('|a|b|c|\n|:-|:-:|-:|\n|`x`|**y**|')).toMatchObject([
      {
        kind: 'table',
        head: [{ align: 'left' }, { align: 'center' }, { align: 'right' }],
        rows: [
          [{ children: [{ kind: 'code', text: 'x' }] }, { children: [{ kind: 'strong' }] }, {}],
        ],
      },
    ]);
  });
});

describe('code', () => {
  it.each([
    ['```Python title="x"\n1\n```', 'python'],
    ['```{.js}\n1\n```', ''],
    ['~~~c++\n1\n~~~', 'c++'],
    ['    1', ''],
  ])('%j is in %j', (text, language) => {
    expect(read(text)).toMatchObject([{ kind: 'code', text: '1', language, closed: true }]);
  });
});
