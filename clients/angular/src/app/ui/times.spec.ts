import { describe, expect, it } from 'vitest';
import { duration, relative, shortDate } from './times';

const NOON = Date.parse('2026-11-21T12:00:00Z');

describe('duration', () => {
  it.each([
    [0, '0:00'],
    [65, '1:05'],
    [3599.6, '1:00:00'],
    [3723, '1:02:03'],
    [-5, '0:00'],
  ])('tells %d seconds as %s', (seconds, told) => {
    expect(duration(seconds)).toBe(told);
  });
});

describe('relative', () => {
  it.each([
    ['2026-11-21T12:00:20Z', 'this minute'],
    ['2026-11-21T15:00:00Z', 'in 3 hours'],
    ['2026-11-20T11:00:00Z', 'yesterday'],
    ['2026-12-05T12:00:00Z', 'in 2 weeks'],
  ])('tells %s as %s', (value, told) => {
    expect(relative(value, NOON)).toBe(told);
  });
});

describe('shortDate', () => {
  it('keeps the day of a date without a time, wherever the reader is', () => {
    expect(shortDate('2026-11-21')).toContain('21');
  });
});
