import { describe, expect, it } from 'vitest';
import { choiceIn, differences, numberIn, textIn } from './forms';
import { roundIn } from './interview-fields';
import { TYPES } from './records';

function form(fields: Record<string, string>): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  return data;
}

describe('fields of a form', () => {
  it('are null when they are empty', () => {
    expect(textIn(form({ a: '  ' }), 'a')).toBeNull();
    expect(textIn(form({}), 'a')).toBeNull();
    expect(numberIn(form({ a: '' }), 'a')).toBeNull();
  });

  it('are told without spaces around them', () => {
    expect(textIn(form({ a: ' x y ' }), 'a')).toBe('x y');
    expect(numberIn(form({ a: '0' }), 'a')).toBe(0);
  });

  it('are one of what can be chosen', () => {
    expect(choiceIn(form({ a: 'mock' }), 'a', TYPES, 'actual')).toBe('mock');
    expect(choiceIn(form({ a: 'valueOf' }), 'a', TYPES, 'actual')).toBe('actual');
  });
});

describe('differences', () => {
  it('has what is another, and what is there for the first time', () => {
    const wanted = { a: 1, b: null, c: 'new', d: [1] };
    expect(differences(wanted, { a: 1, c: 'old', d: [1] })).toEqual({ c: 'new' });
  });

  it('has what is taken away', () => {
    expect(differences({ a: null }, { a: 'x' })).toEqual({ a: null });
  });
});

describe('roundIn', () => {
  it('is none without a day and a place', () => {
    expect(roundIn(form({ first_time: '10:00', first_type: 'coding' }), 'UTC')).toBeNull();
  });

  it('has the day and the time in the zone of the person', () => {
    const fields = { first_date: '2026-11-30', first_time: '14:30', first_type: 'coding' };
    expect(roundIn(form(fields), 'Europe/Lisbon')).toMatchObject({
      round_type: 'coding',
      scheduled_date: '2026-11-30',
      scheduled_time: '14:30:00',
      timezone: 'Europe/Lisbon',
    });
  });

  it('has no time without a day', () => {
    const round = roundIn(form({ first_time: '14:30', first_place: 'Here' }), 'UTC');
    expect(round?.scheduled_time).toBeNull();
  });
});
