import { describe, expect, it } from 'vitest';
import { answers } from '../../../../bench/answers';
import { GrowingText } from './growing';
import { highlight } from './highlighting';
import { colouredAs, labelOf } from './languages';

function toneOf(code: string, language: string, part: string): string | null | undefined {
  return highlight(code, language).find(({ text }) => text.includes(part))?.tone;
}

describe('highlighting', () => {
  it('changes nothing of the code, in any answer of the library', () => {
    let blocks = 0;
    for (const { text } of answers()) {
      for (const block of new GrowingText().read(text, true)) {
        const language = block.kind === 'code' ? colouredAs(block.language) : null;
        if (block.kind !== 'code' || language === null) continue;
        blocks += 1;
        const runs = highlight(block.text, language);
        expect(runs.map((run) => run.text).join('')).toBe(block.text);
        expect(runs.some(({ tone }) => tone !== null)).toBe(true);
      }
    }
    expect(blocks).toBeGreaterThan(200);
  });

  it.each([
    ['def total(): return 1  # sum', 'python', { def: 'keyword', total: 'name', sum: 'comment' }],
    ['const a: string = "b";', 'typescript', { const: 'keyword', string: 'type', b: 'string' }],
    ["SELECT name FROM job WHERE id = 7 AND t = 'x'", 'sql', { SELECT: 'keyword', 7: 'number' }],
    ['<a href="b">c</a>', 'xml', { href: 'property', b: 'string' }],
    ['name: 3', 'yaml', { name: 'property', 3: 'number' }],
    ['int main() { return 0; }', 'c', { int: 'type', return: 'keyword' }],
  ])('tells the parts of %j', (code, language, tones) => {
    for (const [part, tone] of Object.entries(tones)) {
      expect([part, toneOf(code, language, part)]).toEqual([part, tone]);
    }
  });

  it('tells code inside of strings, and languages inside of others', () => {
    expect(toneOf('f"a {b} c"', 'python', 'b')).toBe(null);
    expect(toneOf('<script>const a = 1</script>', 'xml', 'const')).toBe('keyword');
  });

  it.each(['bash', 'cpp', 'csharp', 'go', 'java', 'javascript', 'json', 'kotlin', 'rust'])(
    'knows %s',
    (language) => {
      expect(highlight('"text" 1', language).length).toBeGreaterThan(1);
      expect(colouredAs(language)).toBe(language);
    },
  );
});

describe('the names of languages', () => {
  it('are those that people write, and say what people read', () => {
    expect([colouredAs('js'), colouredAs('c++'), colouredAs('html')]).toEqual([
      'javascript',
      'cpp',
      'xml',
    ]);
    expect([labelOf('py'), labelOf('html'), labelOf('text'), labelOf('')]).toEqual([
      'Python',
      'HTML',
      '',
      '',
    ]);
  });

  it('that are unknown are shown and not coloured', () => {
    expect(colouredAs('constructor')).toBe(null);
    expect(colouredAs('')).toBe(null);
    expect(labelOf('graphql')).toBe('graphql');
    expect(labelOf('__proto__')).toBe('__proto__');
  });
});
