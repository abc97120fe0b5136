import { describe, expect, it } from 'vitest';
import { judgedBy, levelOf, scoreText, TYPES } from './words';
import { called } from '../ui/called';

describe('levelOf', () => {
  it('has the documented borders', () => {
    expect([85, 84.99, 70, 69.99, 50, 49.99, 0].map((score) => levelOf(score).name)).toEqual([
      'Excellent',
      'Good',
      'Good',
      'Average',
      'Average',
      'Needs work',
      'Needs work',
    ]);
  });

  it('does not take a missing score for a zero', () => {
    expect(levelOf(null)).toEqual({ name: 'No score', tone: 'none' });
    expect(levelOf(0).tone).toBe('bad');
    expect(scoreText(null)).toBe('–');
    expect(scoreText(0)).toBe('0');
  });
});

describe('scoreText', () => {
  it('has one decimal where there is one', () => {
    expect(scoreText(66.67)).toBe('66.7');
    expect(scoreText(50)).toBe('50');
  });
});

describe('called', () => {
  it('names what is known, and makes words of what is not', () => {
    expect(called('mixed', TYPES)).toBe('Mixed');
    expect(called('system_design')).toBe('System design');
  });
});

describe('judgedBy', () => {
  const judged = { provider: 'openai', model: 'gpt-5', rubric_version: '1' };

  it('names model and rubric, and no model where there was none', () => {
    expect(judgedBy({ ...judged, judged_by: 'model' })).toBe('Judged by gpt-5, rubric 1');
    expect(judgedBy({ ...judged, judged_by: 'coverage' })).not.toContain('gpt');
  });
});
