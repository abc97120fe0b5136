import { scaleLinear } from 'd3-scale';
import { curveLinearClosed, lineRadial } from 'd3-shape';
import type { Answered, Attempt, Score } from './records';
import { BEST_RATING, CRITERIA } from './words';
import { called } from '../ui/called';

/** Something that is measured from 0 to 100; null where nothing was. */
export interface Measured {
  readonly name: string;
  readonly score: number | null;
  /** From how many answers. */
  readonly count: number;
}

const FEWEST_SPOKES = 3;
const MOST_SPOKES = 8;
const LONGEST_LINE = 13;

/** Scores by type of question. */
export function byCategory(score: Pick<Score, 'category_scores'>): Measured[] {
  return score.category_scores.map((each) => ({
    name: called(each.category),
    score: each.average_score,
    count: each.answered,
  }));
}

/** Mean ratings of the answers that count; "not enough evidence" counts in none of them. */
export function byCriterion(
  official: readonly Pick<Attempt, 'criteria' | 'judged_by'>[],
): Measured[] {
  const judged = official.filter((attempt) => attempt.judged_by === 'model');
  if (judged.length === 0) return [];
  return CRITERIA.map(({ id, short }) => {
    const ratings = judged.flatMap((attempt) =>
      attempt.criteria
        .filter((each) => each.criterion === id)
        .flatMap(({ rating }) => (rating === null ? [] : [(100 * rating) / BEST_RATING])),
    );
    return { name: short, score: mean(ratings), count: ratings.length };
  });
}

/** Mean scores by skill, without follow-ups, in the order in which the skills occur. */
export function bySkill(
  answered: readonly Pick<Answered, 'skill' | 'score' | 'kind'>[],
): Measured[] {
  const scores = new Map<string, number[]>();
  for (const { skill, score, kind } of answered) {
    if (kind !== 'main' || score === null) continue;
    scores.set(skill, [...(scores.get(skill) ?? []), score]);
  }
  return [...scores].map(([name, all]) => ({ name, score: mean(all), count: all.length }));
}

/** Whether a radar shows it well: with fewer spokes it is no area, with more it can't be read. */
export function suitsRadar(measured: readonly Measured[]): boolean {
  return measured.length >= FEWEST_SPOKES && measured.length <= MOST_SPOKES;
}

export interface Spoke {
  readonly name: string;
  /** The name in one or two lines. */
  readonly lines: readonly string[];
  readonly x: number;
  readonly y: number;
  readonly labelX: number;
  readonly labelY: number;
  readonly anchor: 'start' | 'middle' | 'end';
  /** Where the score lies on it. */
  readonly dotX: number;
  readonly dotY: number;
}

export interface Radar {
  readonly area: string;
  readonly rings: readonly string[];
  readonly spokes: readonly Spoke[];
}

/** The lines of a radar around 0, 0. */
export function radarOf(measured: readonly Measured[], radius: number): Radar {
  const along = scaleLinear([0, 100], [0, radius]);
  const angle = (index: number) => (2 * Math.PI * index) / measured.length;
  const closed = lineRadial<number>()
    .angle((_, index) => angle(index))
    .radius((value) => along(value))
    .curve(curveLinearClosed);
  const at = (index: number, value: number): [number, number] => [
    along(value) * Math.sin(angle(index)),
    -along(value) * Math.cos(angle(index)),
  ];
  const scores = measured.map((each) => each.score ?? 0);
  return {
    area: closed(scores) ?? '',
    rings: [50, 70, 85, 100].map((value) => closed(measured.map(() => value)) ?? ''),
    spokes: measured.map((each, index) => {
      const [x, y] = at(index, 100);
      const [labelX, labelY] = at(index, 112);
      const [dotX, dotY] = at(index, scores[index] ?? 0);
      const lines = linesOf(each.name);
      return { name: each.name, lines, x, y, labelX, labelY, anchor: anchorOf(x), dotX, dotY };
    }),
  };
}

/** A name in two short lines at most; what does not fit is cut, the table has it whole. */
export function linesOf(name: string): string[] {
  const lines: string[] = [];
  for (const word of name.split(/\s+/).filter(Boolean)) {
    const last = lines.at(-1);
    const longer = last === undefined ? word : `${last} ${word}`;
    if (last !== undefined && longer.length <= LONGEST_LINE) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  const shown = lines.slice(0, 2).map((line) => cutTo(line, LONGEST_LINE));
  if (lines.length > 2) shown[1] = cutTo(`${shown[1] ?? ''} …`, LONGEST_LINE);
  return shown;
}

function cutTo(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1).trimEnd()}…`;
}

function anchorOf(x: number): Spoke['anchor'] {
  if (Math.abs(x) < 1) return 'middle';
  return x > 0 ? 'start' : 'end';
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
