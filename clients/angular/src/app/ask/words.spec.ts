import { emptyAnswer, type Metadata, type Routing } from 'interview-stream';
import { describe, expect, it } from 'vitest';
import { announcement, nearness, sureness, writtenBy } from './words';

const ROUTING: Routing = {
  selected_agent: 'coding',
  reasoning: '',
  confidence: 0.9,
  decided_by: 'classifier',
  fallback: false,
  in_scope: true,
  alternatives: [],
};

describe('sureness', () => {
  it.each<[Partial<Routing>, string]>([
    [{}, 'sure'],
    [{ confidence: 0.6 }, 'fairly sure'],
    [{ confidence: 0.3 }, 'a guess'],
    [{ fallback: true }, 'a guess'],
    [{ decided_by: 'caller', confidence: 1 }, 'your choice'],
  ])('%o is "%s"', (routing, told) => {
    expect(sureness({ ...ROUTING, ...routing })).toBe(told);
  });
});

describe('nearness', () => {
  it('says less the weaker the match', () => {
    const told = [0.95, 0.7, 0.4, 0.1].map(nearness);
    expect(new Set(told).size).toBe(4);
  });
});

describe('writtenBy', () => {
  it('never calls the library AI, and names a model', () => {
    const library = { provider: 'library', model: 'interview-library' };
    for (const basis of ['entry', 'related', 'framework']) {
      const told = writtenBy({ ...library, basis } as Metadata);
      expect(told).toContain('ibrary');
      expect(told).not.toContain('AI');
    }
    expect(writtenBy({ provider: 'openai', model: 'gpt', basis: 'model' } as Metadata)).toBe('gpt');
  });
});

describe('announcement', () => {
  it('does not change while text arrives', () => {
    const answering = { ...emptyAnswer, phase: 'answering', routing: ROUTING } as const;
    expect(announcement({ ...answering, text: 'a' })).toBe(
      announcement({ ...answering, text: 'ab' }),
    );
  });
});
