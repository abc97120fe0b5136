import { describe, expect, it } from 'vitest';
import { plain } from './plain';

describe('plain', () => {
  it.each([
    ['> Answered **here** as', 'Answered here as'],
    ['It is plain. ## Scope and size In scope', 'It is plain. Scope and size In scope'],
    ['use `f` or C#', 'use f or C#'],
    ['| a | b |', 'a b'],
    ['a line in *my* plan (*mine*), 2 * 3 * 4', 'a line in my plan (mine), 2 * 3 * 4'],
    ['One pass.\n\n```python\nimport math\n```', 'One pass. import math'],
    ['One pass. ```python import math', 'One pass. import math'],
  ])('reads %s as %s', (markdown, words) => {
    expect(plain(markdown)).toBe(words);
  });
});
