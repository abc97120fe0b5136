import { describe, expect, it } from 'vitest';
import { differing, evidenceOf } from './evidence';

const ANSWER = 'An index speeds up reads. It slows down writes.';

function criterion(name: 'accuracy' | 'depth', rating: number | null, quotation: string) {
  return { criterion: name, rating, reason: 'Because.', quotation, verified: quotation !== '' };
}

describe('evidenceOf', () => {
  const evidence = evidenceOf({
    user_answer: ANSWER,
    criteria: [criterion('depth', null, ''), criterion('accuracy', 3, 'it slows down writes')],
    points: [
      { point: 'Reads.', weight: 3, covered: true, quotation: 'speeds up reads' },
      { point: 'Size.', weight: 1, covered: false, quotation: 'words that nobody said' },
    ],
  });

  it('orders the criteria by weight, and keeps "not enough evidence" from being a zero', () => {
    expect(evidence.criteria.map(({ id, rating }) => [id, rating])).toEqual([
      ['accuracy', 3],
      ['depth', null],
    ]);
  });

  it('gives each quotation its index, and the words as they were written', () => {
    expect(evidence.quotations).toEqual(['it slows down writes', 'speeds up reads']);
    expect(evidence.criteria[0]).toMatchObject({ quotation: 0, words: 'It slows down writes' });
    expect(evidence.points[0]).toMatchObject({ quotation: 1, weight: 'Decides the answer' });
  });

  it('quotes nothing that is not in the answer', () => {
    expect(evidence.points[1]).toMatchObject({ quotation: null, words: '' });
  });
});

describe('differing', () => {
  const made = (point: string, covered: boolean) => ({ point, weight: 1, covered, quotation: '' });

  it('names the points that not all tries have in common', () => {
    const tries = [
      { points: [made('a', true), made('b', false), made('c', false)] },
      { points: [made('a', true), made('b', true), made('c', false)] },
      { points: [] },
    ];
    expect([...differing(tries)]).toEqual(['b']);
    expect(differing([])).toEqual(new Set());
  });
});
