import { describe, expect, it } from 'vitest';
import { byCriterion, bySkill, linesOf, radarOf, suitsRadar } from './charting';

function rated(judgedBy: 'model' | 'coverage', accuracy: number | null) {
  return {
    judged_by: judgedBy,
    criteria: [
      {
        criterion: 'accuracy' as const,
        rating: accuracy,
        reason: '',
        quotation: '',
        verified: false,
      },
    ],
  };
}

describe('byCriterion', () => {
  it('is the mean of what was rated, and null where nothing was', () => {
    const [accuracy, coverage] = byCriterion([
      rated('model', 4),
      rated('model', null),
      rated('model', 1),
    ]);
    expect(accuracy).toEqual({ name: 'Accuracy', score: 62.5, count: 2 });
    expect(coverage).toEqual({ name: 'Coverage', score: null, count: 0 });
  });

  it('shows nothing where no model judged', () => {
    expect(byCriterion([rated('coverage', 3)])).toEqual([]);
  });
});

describe('bySkill', () => {
  it('leaves follow-ups and what has no score out', () => {
    const answer = { skill: 'SQL', score: 80, kind: 'main' as const };
    expect(
      bySkill([
        answer,
        { ...answer, score: 60 },
        { ...answer, score: null },
        { ...answer, score: 0, kind: 'follow_up' as const },
        { ...answer, skill: 'Caching', score: null },
      ]),
    ).toEqual([{ name: 'SQL', score: 70, count: 2 }]);
  });
});

describe('linesOf', () => {
  it('breaks a name into two lines, and cuts what does not fit', () => {
    expect(linesOf('SQL')).toEqual(['SQL']);
    expect(linesOf('Change Data Capture')).toEqual(['Change Data', 'Capture']);
    expect(linesOf('Technical leadership of large teams')).toEqual(['Technical', 'leadership o…']);
    expect(linesOf('Internationalisation')).toEqual(['Internationa…']);
    expect(linesOf('One word more and more still')).toHaveLength(2);
  });
});

describe('radarOf', () => {
  const four = ['a', 'b', 'c', 'd'].map((name, index) => ({ name, score: index * 25, count: 1 }));

  it('is for three to eight', () => {
    expect([2, 3, 8, 9].map((count) => suitsRadar(Array(count).fill(four[0])))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it('begins at the top and goes round with the clock', () => {
    const { spokes, area } = radarOf(four, 100);
    expect(spokes.map(({ x, y }) => [Math.round(x) + 0, Math.round(y) + 0])).toEqual([
      [0, -100],
      [100, 0],
      [0, 100],
      [-100, 0],
    ]);
    expect(spokes.map((spoke) => spoke.anchor)).toEqual(['middle', 'start', 'middle', 'end']);
    expect(Math.round(spokes[2]?.dotY ?? 0)).toBe(50);
    expect(area).toMatch(/^M.*Z$/);
  });
});
