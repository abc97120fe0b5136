import { describe, expect, it } from 'vitest';
import { plain } from './plain';

describe('plain', () => {
  it.each([
    ['> Answered **here** as', 'Answered here as'],
    ['It is plain. ## Scope and size In scope', 'It is plain. Scope and size In scope'],
    ['use `f` or C#', 'use f or C#'],
    ['| a | b |', 'a b'],
  ])('reads %s as %s', (markdown, words) => {
    expect(plain(markdown)).toBe(words);
  });
});
