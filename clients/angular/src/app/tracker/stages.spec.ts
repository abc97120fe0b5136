import { describe, expect, it } from 'vitest';
import { type Listed, RESULTS, type Result, STATUSES, type Status } from './records';
import { grouped, movesTo, nextDate, STAGES, stageOf } from './stages';

const at = (interview_status: Status, interview_result: Result = 'pending') => ({
  interview_status,
  interview_result,
});

describe('stageOf', () => {
  it.each([
    ['scheduled', 'pending', 'scheduled'],
    ['rescheduled', 'pending', 'scheduled'],
    ['in_progress', 'pending', 'in_progress'],
    ['completed', 'pending', 'awaiting'],
    ['completed', 'passed', 'passed'],
    ['completed', 'offer_received', 'passed'],
    ['completed', 'offer_accepted', 'passed'],
    ['in_progress', 'passed', 'passed'],
    ['completed', 'failed', 'closed'],
    ['completed', 'offer_declined', 'closed'],
    ['cancelled', 'pending', 'closed'],
    ['cancelled', 'offer_received', 'closed'],
  ] as const)('puts %s and %s into %s', (status, result, stage) => {
    expect(stageOf(at(status, result))).toBe(stage);
  });
});

describe('movesTo', () => {
  it('leads into the column that it is named for, from wherever', () => {
    for (const status of Object.keys(STATUSES) as Status[]) {
      for (const result of Object.keys(RESULTS) as Result[]) {
        for (const { id } of STAGES) {
          for (const { change } of movesTo(id, at(status, result))) {
            expect(stageOf(change)).toBe(id);
          }
        }
      }
    }
  });

  it('asks where a column can mean several things, and only there', () => {
    const ways = STAGES.map(({ id }) => movesTo(id, at('scheduled')).length);
    expect(ways).toEqual([1, 1, 1, 3, 3]);
  });

  it('keeps the result of one that is called off', () => {
    const off = movesTo('closed', at('completed', 'offer_received')).at(-1);
    expect(off?.change).toEqual(at('cancelled', 'offer_received'));
  });
});

const TODAY = '2026-11-21';

function interview(id: number, first: string | null, changed = '2026-11-01T00:00:00Z') {
  return {
    interview_id: id,
    ...at('scheduled'),
    updated_at: changed,
    first_interview_date: first,
    final_interview_date: null,
    next_round: null,
  };
}

function round(date: string | null): NonNullable<Listed['next_round']> {
  return {
    round_id: 1,
    round_number: 1,
    round_name: null,
    round_type: 'technical',
    round_status: 'scheduled',
    scheduled_date: date,
    scheduled_time: null,
    timezone: 'UTC',
    duration_minutes: null,
  };
}

describe('grouped', () => {
  it('puts the soonest first, then those without a date, the last changed first', () => {
    const columns = grouped(
      [
        interview(1, null, '2026-11-02T00:00:00Z'),
        interview(2, '2026-12-01'),
        interview(3, null, '2026-11-03T00:00:00Z'),
        interview(4, '2026-11-21'),
        interview(5, '2026-11-20', '2026-11-09T00:00:00Z'),
      ],
      TODAY,
    );
    expect(columns.scheduled.map((each) => each.interview_id)).toEqual([4, 2, 5, 3, 1]);
  });

  it('leaves none out', () => {
    const all = (Object.keys(STATUSES) as Status[]).map((status, index) => ({
      ...interview(index, null),
      interview_status: status,
    }));
    expect(Object.values(grouped(all, TODAY)).flat()).toHaveLength(all.length);
  });
});

describe('nextDate', () => {
  it.each([
    ['2026-11-30', null, '2026-11-30'],
    ['2026-11-21', '2026-11-25', '2026-11-21'],
    ['2026-11-01', '2026-11-25', '2026-11-25'],
    ['2026-11-01', '2026-11-02', null],
    [null, null, null],
  ])('of %s and %s is %s', (first, final, next) => {
    const dates = { first_interview_date: first, final_interview_date: final, next_round: null };
    expect(nextDate(dates, TODAY)).toBe(next);
  });

  it('is that of the next round, which knows it best', () => {
    const interview = {
      first_interview_date: '2026-11-21',
      final_interview_date: null,
      next_round: round('2026-11-28'),
    };
    expect(nextDate(interview, TODAY)).toBe('2026-11-28');
    expect(nextDate({ ...interview, next_round: round(null) }, TODAY)).toBe('2026-11-21');
  });
});
