import { type Interview, type Listed, RESULTS, type Result, type Status } from './records';

export type StageId = 'scheduled' | 'in_progress' | 'awaiting' | 'passed' | 'closed';

type Standing = Pick<Interview, 'interview_status' | 'interview_result'>;

/** What to set for an interview to stand somewhere else, and what that is called. */
export interface Move {
  readonly label: string;
  readonly change: { readonly interview_status: Status; readonly interview_result: Result };
}

interface Stage {
  readonly id: StageId;
  readonly name: string;
  /** What an empty column says. */
  readonly empty: string;
}

/** The columns of the board, in their order. */
export const STAGES: readonly Stage[] = [
  { id: 'scheduled', name: 'Scheduled', empty: 'Nothing is coming up.' },
  { id: 'in_progress', name: 'In progress', empty: 'Nothing is under way.' },
  { id: 'awaiting', name: 'Awaiting result', empty: 'No result to wait for.' },
  { id: 'passed', name: 'Passed or offer', empty: 'Good news will stand here.' },
  { id: 'closed', name: 'Closed', empty: 'Nothing is closed.' },
];

export const STAGE_NAMES: Readonly<Record<StageId, string>> = {
  scheduled: 'Scheduled',
  in_progress: 'In progress',
  awaiting: 'Awaiting result',
  passed: 'Passed or offer',
  closed: 'Closed',
};

/** The column in which an interview stands: an end that is known says more than the status. */
export function stageOf({ interview_status: status, interview_result: result }: Standing): StageId {
  if (status === 'cancelled' || result === 'failed' || result === 'offer_declined') return 'closed';
  if (result !== 'pending') return 'passed';
  if (status === 'completed') return 'awaiting';
  return status === 'in_progress' ? 'in_progress' : 'scheduled';
}

/**
 * The ways into a column: one where it is clear what happened, several among which the person
 * has to say it.
 */
export function movesTo(stage: StageId, interview: Standing): readonly Move[] {
  const ended = (result: Result): Move => ({
    label: RESULTS[result],
    change: { interview_status: 'completed', interview_result: result },
  });
  switch (stage) {
    case 'scheduled':
      return [
        {
          label: 'Scheduled',
          change: { interview_status: 'scheduled', interview_result: 'pending' },
        },
      ];
    case 'in_progress':
      return [
        {
          label: 'In progress',
          change: { interview_status: 'in_progress', interview_result: 'pending' },
        },
      ];
    case 'awaiting':
      return [ended('pending')];
    case 'passed':
      return [ended('passed'), ended('offer_received'), ended('offer_accepted')];
    case 'closed':
      return [
        ended('failed'),
        ended('offer_declined'),
        {
          label: 'Called off',
          change: { interview_status: 'cancelled', interview_result: interview.interview_result },
        },
      ];
  }
}

/** How an interview stands within its column, where the column alone does not say it. */
export function standing(interview: Standing): string | null {
  const { interview_status: status, interview_result: result } = interview;
  if (status === 'rescheduled' && result === 'pending') return 'Rescheduled';
  if (status === 'cancelled') return 'Called off';
  return result === 'pending' ? null : RESULTS[result];
}

/** The colour of how it stands; never without its words. */
export function toneOf(interview: Standing): 'good' | 'bad' | 'warn' | '' {
  const stage = stageOf(interview);
  if (stage === 'passed') return 'good';
  if (stage === 'closed') return interview.interview_result === 'failed' ? 'bad' : '';
  return interview.interview_status === 'rescheduled' ? 'warn' : '';
}

type Dated = Standing & When & Pick<Listed, 'interview_id' | 'updated_at'>;

/**
 * The interviews by column. What lies ahead comes first by its date; what is behind, by when it
 * was changed last.
 */
export function grouped<Each extends Dated>(
  interviews: readonly Each[],
  today: string,
): Readonly<Record<StageId, readonly Each[]>> {
  const columns: Record<StageId, Each[]> = {
    scheduled: [],
    in_progress: [],
    awaiting: [],
    passed: [],
    closed: [],
  };
  for (const each of interviews) columns[stageOf(each)].push(each);
  const byChange = (one: Each, other: Each) => inOrder(other.updated_at, one.updated_at);
  const byDate = (one: Each, other: Each) => {
    const [first, second] = [nextDate(one, today), nextDate(other, today)];
    if (first === second) return byChange(one, other);
    return first === null ? 1 : second === null ? -1 : inOrder(first, second);
  };
  columns.scheduled.sort(byDate);
  columns.in_progress.sort(byDate);
  columns.awaiting.sort(byChange);
  columns.passed.sort(byChange);
  columns.closed.sort(byChange);
  return columns;
}

/** Dates of the API are in order as they are written: no rules of a language are needed. */
function inOrder(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

type When = Pick<Listed, 'first_interview_date' | 'final_interview_date' | 'next_round'>;

/** The first of its dates that is not over; null when none lies ahead. */
export function nextDate(interview: When, today: string): string | null {
  const { first_interview_date: first, final_interview_date: final, next_round: next } = interview;
  const dates = [next?.scheduled_date ?? null, first, final];
  return dates.find((date) => date !== null && date >= today) ?? null;
}
