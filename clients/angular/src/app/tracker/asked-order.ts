import type { Asked, Round } from './records';

/** Most that one practice session takes. */
const PRACTICE_MOST = 10;

/** Questions in the order in which they were asked; those without a place come last. */
export function inOrder<Each extends Pick<Asked, 'order_asked' | 'interview_question_id'>>(
  asked: readonly Each[],
): Each[] {
  return [...asked].sort(
    (one, other) =>
      (one.order_asked ?? Infinity) - (other.order_asked ?? Infinity) ||
      one.interview_question_id - other.interview_question_id,
  );
}

/** The questions of a round; of none, those whose round is not said or not there. */
export function ofRound<Each extends Pick<Asked, 'round_id'>>(
  asked: readonly Each[],
  round: Pick<Round, 'round_id'> | null,
  rounds: readonly Pick<Round, 'round_id'>[],
): Each[] {
  return asked.filter((each) =>
    round === null
      ? !rounds.some((known) => known.round_id === each.round_id)
      : each.round_id === round.round_id,
  );
}

/** What to practise, as the practice page reads it from its address. */
export function practising(asked: readonly Pick<Asked, 'question_id'>[]): string {
  return [...new Set(asked.map((each) => each.question_id))].slice(0, PRACTICE_MOST).join(',');
}

/** What the link to practise them says; `whole` for those of the interview, of all rounds. */
export function practiceLabel(count: number, whole = false): string {
  if (count > PRACTICE_MOST) return `Practise the first ${PRACTICE_MOST}`;
  if (count === 1) return whole ? 'Practise the question' : 'Practise this one';
  return whole ? `Practise all ${count}` : `Practise these ${count}`;
}
