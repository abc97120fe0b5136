import { describe, expect, it } from 'vitest';
import { type Filters, matchedBy, passes, type Question } from './questions';
import { called } from '../ui/called';

const QUESTION = {
  question_text: 'How do you keep a cache fresh?',
  tags: ['caching'],
  question_category: 'technical',
  question_difficulty: 'medium',
} as unknown as Question;
const ALL: Filters = { words: '', category: '', difficulty: '', tag: '', scope: 'all' };

describe('passes', () => {
  it.each<[Partial<Filters>, boolean]>([
    [{}, true],
    [{ category: 'technical', difficulty: 'medium', tag: 'caching' }, true],
    [{ category: 'coding' }, false],
    [{ difficulty: 'hard' }, false],
    [{ tag: 'cach' }, false],
  ])('%o: %s', (filters, passing) => {
    expect(passes(QUESTION, { ...ALL, ...filters })).toBe(passing);
  });
});

describe('matchedBy', () => {
  it('is by words when a word of the search occurs, in any case', () => {
    expect(matchedBy(QUESTION, 'Caching data')).toBe('words');
  });

  it('is by meaning otherwise, whatever short words they share', () => {
    expect(matchedBy(QUESTION, 'do you avoid stale reads')).toBe('meaning');
  });
});

describe('called', () => {
  it('reads as words', () => {
    expect(called('system_design')).toBe('System design');
  });
});
