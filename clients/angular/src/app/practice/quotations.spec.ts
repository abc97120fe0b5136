import { describe, expect, it } from 'vitest';
import { asWritten, segmentsOf } from './quotations';

const ANSWER = 'An index speeds up reads. It slows down writes, so we measured.';

function marked(answer: string, quotations: string[], quotation: number): string[] {
  return segmentsOf(answer, quotations)
    .filter((segment) => segment.quotedBy.includes(quotation))
    .map((segment) => segment.text);
}

describe('segmentsOf', () => {
  it('loses nothing of the answer', () => {
    const quotations = ['speeds up reads', 'reads. It slows', 'not there at all'];
    const segments = segmentsOf(ANSWER, quotations);
    expect(segments.map((segment) => segment.text).join('')).toBe(ANSWER);
  });

  it('marks nothing without quotations, or for one that is not there', () => {
    expect(segmentsOf(ANSWER, [])).toEqual([{ text: ANSWER, quotedBy: [] }]);
    expect(segmentsOf(ANSWER, ['', '…', 'it speeds up writes'])).toEqual([
      { text: ANSWER, quotedBy: [] },
    ]);
    expect(segmentsOf('', ['a word'])).toEqual([]);
  });

  it('marks what overlaps for both', () => {
    const quotations = ['index speeds up reads', 'up reads. It slows'];
    const both = segmentsOf(ANSWER, quotations).filter((each) => each.quotedBy.length === 2);
    expect(both.map((segment) => segment.text)).toEqual(['up reads']);
    expect(marked(ANSWER, quotations, 0).join('')).toBe('index speeds up reads');
    expect(marked(ANSWER, quotations, 1).join('')).toBe('up reads. It slows');
  });

  it('marks one within another, and the same one twice', () => {
    const quotations = ['It slows down writes', 'slows down', 'It slows down writes'];
    const middle = segmentsOf(ANSWER, quotations).find((each) => each.text === 'slows down');
    expect(middle?.quotedBy).toEqual([0, 1, 2]);
  });

  it('marks every place where a quotation stands', () => {
    const answer = 'We measured first. Then we built. We measured first!';
    expect(marked(answer, ['we measured first'], 0)).toEqual([
      'We measured first',
      'We measured first',
    ]);
  });

  it('finds words whatever case, punctuation and white space', () => {
    const answer = 'Contract-first, with Protobuf over  HTTP/2;\nit’s “fast”.';
    const quotation = 'contract first with protobuf over http 2 its fast';
    expect(marked(answer, [quotation], 0).join('')).toBe(
      'Contract-first, with Protobuf over  HTTP/2;\nit’s “fast',
    );
  });

  it('finds whole words alone', () => {
    expect(marked('Indexes speed up reads.', ['index speed'], 0)).toEqual([]);
  });

  it('marks the parts around an ellipsis in their order', () => {
    expect(marked(ANSWER, ['An index speeds up … slows down writes'], 0)).toEqual([
      'An index speeds up',
      'slows down writes',
    ]);
    expect(marked(ANSWER, ['slows down writes ... An index speeds'], 0)).toEqual([]);
  });

  it('keeps its places right after signs that count for more than one', () => {
    const answer = '😀 ½ of the İstanbul team said “straße” and left early.';
    expect(marked(answer, ['team said straße and left'], 0).join('')).toBe(
      'team said “straße” and left',
    );
  });

  it('finds words of scripts without spaces', () => {
    expect(marked('我喜欢数据库索引。', ['数据库索引'], 0).join('')).toBe('数据库索引');
  });
});

describe('asWritten', () => {
  it('gives the words back as they were written', () => {
    expect(asWritten(ANSWER, 'it slows down writes so')).toBe('It slows down writes, so');
    expect(asWritten(ANSWER, 'never said')).toBeNull();
  });
});
