import { describe, expect, it } from 'vitest';
import { keep } from './keeping';

describe('keep', () => {
  it('gives back what was there when nothing changed', () => {
    const before = { a: [1, { b: 'c' }], d: null };
    expect(keep(before, { a: [1, { b: 'c' }], d: null })).toBe(before);
  });

  it('keeps the parts that did not change', () => {
    const before = { a: { x: 1 }, b: [{ y: 1 }, { y: 2 }] };
    const after = keep(before, { a: { x: 1 }, b: [{ y: 1 }, { y: 3 }] });
    expect(after).toEqual({ a: { x: 1 }, b: [{ y: 1 }, { y: 3 }] });
    expect(after.a).toBe(before.a);
    expect(after.b[0]).toBe(before.b[0]);
    expect(after.b[1]).not.toBe(before.b[1]);
  });

  it.each([
    [[1, 2], [1]],
    [[1], [1, 2]],
    [{ a: undefined }, { b: undefined }],
    [{ a: 1 }, { a: 1, b: 2 }],
    [{ a: 1, b: 2 }, { a: 1 }],
    [[], {}],
    [null, {}],
    [undefined, [1]],
    ['a', 'b'],
  ])('takes what is new: %j, then %j', (before, after) => {
    expect(keep<unknown>(before, after)).toEqual(after);
  });
});
