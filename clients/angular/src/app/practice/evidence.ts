import { asWritten } from './quotations';
import type { Attempt } from './records';
import { BEST_RATING, CRITERIA, pointWeight } from './words';

export interface Shown {
  readonly id: string;
  /** Index among the quotations; null where nothing is quoted. */
  readonly quotation: number | null;
  /** The words as the answer has them. */
  readonly words: string;
}

export interface ShownCriterion extends Shown {
  readonly name: string;
  readonly weight: number;
  readonly rating: number | null;
  readonly share: number;
  readonly reason: string;
}

export interface ShownPoint extends Shown {
  readonly point: string;
  readonly weight: string;
  readonly covered: boolean;
}

/** Of the tries at one question, the points that some of them made and others did not. */
export function differing(tries: readonly Pick<Attempt, 'points'>[]): Set<string> {
  const made = new Map<string, Set<boolean>>();
  for (const { point, covered } of tries.flatMap((each) => each.points)) {
    made.set(point, (made.get(point) ?? new Set()).add(covered));
  }
  return new Set([...made].filter(([, ways]) => ways.size > 1).map(([point]) => point));
}

export interface Evidence {
  readonly quotations: readonly string[];
  readonly criteria: readonly ShownCriterion[];
  readonly points: readonly ShownPoint[];
}

/** What a judgement shows, with each quotation that is in the answer. */
export function evidenceOf(
  attempt: Pick<Attempt, 'criteria' | 'points' | 'user_answer'>,
): Evidence {
  const quotations: string[] = [];
  const quoted = (quotation: string): Pick<Shown, 'quotation' | 'words'> => {
    const words = asWritten(attempt.user_answer, quotation);
    if (words === null) return { quotation: null, words: '' };
    // What is left out between two parts is left out here, too.
    const isWhole = !/\.{3}|…/.test(quotation);
    return { quotation: quotations.push(quotation) - 1, words: isWhole ? words : quotation };
  };
  const criteria = CRITERIA.flatMap(({ id, name, weight }) => {
    const found = attempt.criteria.find((each) => each.criterion === id);
    if (found === undefined) return [];
    const { rating, reason } = found;
    const share = rating === null ? 0 : (100 * rating) / BEST_RATING;
    return [{ id, name, weight, rating, share, reason, ...quoted(found.quotation) }];
  });
  const points = attempt.points.map((each, index) => ({
    id: `point-${index}`,
    point: each.point,
    weight: pointWeight(each.weight),
    covered: each.covered,
    ...quoted(each.quotation),
  }));
  return { quotations, criteria, points };
}
