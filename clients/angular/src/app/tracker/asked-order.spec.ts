import { describe, expect, it } from 'vitest';
import { inOrder, ofRound, practiceLabel, practising } from './asked-order';

const asked = (id: number, order: number | null, round: number | null = null) => ({
  interview_question_id: id,
  question_id: id * 10,
  order_asked: order,
  round_id: round,
});

describe('inOrder', () => {
  it('follows the interview; those without a place come last', () => {
    const list = [asked(1, null), asked(2, 2), asked(3, 1), asked(4, 2)];
    expect(inOrder(list).map((each) => each.interview_question_id)).toEqual([3, 2, 4, 1]);
  });
});

describe('ofRound', () => {
  const list = [asked(1, 1, 5), asked(2, 2, 6), asked(3, 3)];

  it('has those of the round', () => {
    expect(ofRound(list, { round_id: 5 }, [])).toEqual([list[0]]);
  });

  it('shows those of a round that is gone with those without one', () => {
    expect(ofRound(list, null, [{ round_id: 5 }])).toEqual([list[1], list[2]]);
  });
});

describe('practising', () => {
  it('names each question once, and as many as a session takes', () => {
    expect(practising([asked(1, 1), asked(1, 2), asked(2, 3)])).toBe('10,20');
    const many = Array.from({ length: 12 }, (_, index) => asked(index + 1, null));
    expect(practising(many).split(',')).toHaveLength(10);
    expect(practiceLabel(12)).toContain('first 10');
  });

  it('says whether they are those of all rounds', () => {
    expect(practiceLabel(2)).toBe('Practise these 2');
    expect(practiceLabel(2, true)).toBe('Practise all 2');
  });

  it('names none of none', () => {
    expect(practising([])).toBe('');
  });
});
