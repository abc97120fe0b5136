import { describe, expect, it } from 'vitest';
import { within } from './next';

describe('within', () => {
  it('keeps addresses of the client', () => {
    expect(within('/tracker/12?tab=rounds')).toBe('/tracker/12?tab=rounds');
  });

  it.each([
    undefined,
    '',
    'https://elsewhere.example',
    '//elsewhere.example',
    '/\\elsewhere.example',
  ])('goes to Ask for %s', (next) => {
    expect(within(next)).toBe('/ask');
  });
});
