import { describe, expect, it } from 'vitest';
import { inCourse, mayGoOn, placeOf, shown } from './course';

function question(id: string, order: number, parent: string | null = null, answered = false) {
  const kind = parent === null ? ('main' as const) : ('follow_up' as const);
  return { id, order_number: order, parent_id: parent, kind, answered };
}

const QUESTIONS = [
  question('b', 2),
  question('a', 1, null, true),
  question('deeper', 1, 'a'),
  question('c', 3),
];

describe('inCourse', () => {
  it('puts a follow-up after its question', () => {
    expect(inCourse(QUESTIONS).map((each) => each.id)).toEqual(['a', 'deeper', 'b', 'c']);
  });
});

describe('shown', () => {
  it('is the question that the address names', () => {
    expect(shown(QUESTIONS, 'deeper')?.id).toBe('deeper');
  });

  it('is else the first open one that counts, and the first when none is open', () => {
    expect(shown(QUESTIONS, undefined)?.id).toBe('b');
    expect(shown(QUESTIONS, 'gone')?.id).toBe('b');
    expect(shown([question('a', 1, null, true)], undefined)?.id).toBe('a');
    expect(shown([], undefined)).toBeUndefined();
  });
});

describe('placeOf', () => {
  it('counts follow-ups with their question', () => {
    expect(placeOf({ total_questions: 3 }, question('b', 2))).toBe('Question 2 of 3');
    expect(placeOf({ total_questions: 3 }, question('x', 2, 'b'))).toBe('Question 2 of 3, deeper');
  });
});

describe('mayGoOn', () => {
  const going = {
    adaptive: true,
    status: 'in_progress' as const,
    total_questions: 3,
    questions: [question('a', 1, null, true), question('deeper', 1, 'a')],
  };

  it('asks for the next question once all that count are answered', () => {
    expect(mayGoOn(going)).toBe(true);
    expect(mayGoOn({ ...going, questions: [question('a', 1)] })).toBe(false);
  });

  it('asks for none that does not come', () => {
    expect(mayGoOn({ ...going, adaptive: false })).toBe(false);
    expect(mayGoOn({ ...going, status: 'completed' })).toBe(false);
    expect(mayGoOn({ ...going, total_questions: 1 })).toBe(false);
  });
});
