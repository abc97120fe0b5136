import { describe, expect, it } from 'vitest';
import { datesOf, instantOf, isOverdue, nextRound, ownZone, timesOf, today } from './dates';
import type { Round } from './records';

const NOON = Date.parse('2026-11-21T12:00:00Z');

function round(change: Partial<Round> = {}) {
  return {
    round_number: 1,
    round_status: 'scheduled' as Round['round_status'],
    scheduled_date: null,
    scheduled_time: null,
    duration_minutes: null,
    timezone: 'UTC',
    ...change,
  } as const;
}

describe('instantOf', () => {
  it.each([
    ['2026-11-21', '09:30', 'UTC', '2026-11-21T09:30:00Z'],
    ['2026-11-21', '09:30:00', 'Asia/Kolkata', '2026-11-21T04:00:00Z'],
    ['2026-07-01', '09:30', 'America/New_York', '2026-07-01T13:30:00Z'],
    ['2026-12-31', '23:30', 'Pacific/Kiritimati', '2026-12-31T09:30:00Z'],
    // Clocks go forward from 1:00 to 2:00 in Lisbon, and back from 2:00 to 1:00.
    ['2026-03-29', '00:59', 'Europe/Lisbon', '2026-03-29T00:59:00Z'],
    ['2026-03-29', '02:00', 'Europe/Lisbon', '2026-03-29T01:00:00Z'],
    ['2026-03-29', '01:30', 'Europe/Lisbon', '2026-03-29T01:30:00Z'],
    ['2026-10-25', '01:30', 'Europe/Lisbon', '2026-10-25T00:30:00Z'],
    ['2026-10-25', '02:00', 'Europe/Lisbon', '2026-10-25T02:00:00Z'],
  ])('%s %s in %s is %s', (date, time, zone, instant) => {
    expect(instantOf(date, time, zone)).toBe(Date.parse(instant));
  });

  it('knows nothing of zones and dates that are none', () => {
    expect(instantOf('2026-11-21', '09:30', 'Mars/Olympus')).toBeNull();
    expect(instantOf('someday', '09:30', 'UTC')).toBeNull();
  });
});

describe('timesOf', () => {
  const at = round({ scheduled_date: '2026-11-21', scheduled_time: '09:30:00' });

  it('tells both times where the clocks differ', () => {
    const times = timesOf({ ...at, timezone: 'America/New_York' }, 'Europe/Lisbon', 'en-GB');
    expect(times?.here).toContain('14:30');
    expect(times?.there).toContain('09:30');
    expect(times?.there).toMatch(/in New York$/);
  });

  it('tells the day there when it is another', () => {
    const late = round({
      scheduled_date: '2026-11-21',
      scheduled_time: '22:00:00',
      timezone: 'America/New_York',
    });
    const times = timesOf(late, 'Europe/Lisbon', 'en-GB');
    expect(times?.here).toContain('22 Nov');
    expect(times?.there).toContain('21 Nov');
  });

  it('tells one time where clocks show the same, whatever the zone is called', () => {
    expect(timesOf({ ...at, timezone: 'Europe/London' }, 'Europe/Lisbon')?.there).toBeNull();
  });

  it('tells a day without a time as that day everywhere', () => {
    const day = round({ scheduled_date: '2026-11-21', timezone: 'Pacific/Kiritimati' });
    const times = timesOf(day, 'America/Los_Angeles', 'en-GB');
    expect(times?.here).toContain('21 Nov');
    expect(times?.here).not.toContain(':');
  });

  it('tells the time as it was said in a zone nobody knows', () => {
    expect(timesOf({ ...at, timezone: 'Mars/Olympus' }, 'UTC')?.here).toContain('Mars/Olympus');
  });

  it('tells nothing without a date', () => {
    expect(timesOf(round(), 'UTC')).toBeNull();
  });
});

describe('isOverdue', () => {
  it.each([
    ['2026-11-21', '11:30:00', 15, true],
    ['2026-11-21', '11:30:00', null, false],
    ['2026-11-21', '13:00:00', 60, false],
    ['2026-11-20', null, null, true],
    ['2026-11-21', null, null, false],
    [null, null, null, false],
  ])('of %s %s for %s minutes is %s', (scheduled_date, scheduled_time, duration_minutes, over) => {
    const each = round({ scheduled_date, scheduled_time, duration_minutes });
    expect(isOverdue(each, NOON, 'UTC')).toBe(over);
  });

  it('is nothing that is over already', () => {
    const done = round({ scheduled_date: '2026-01-01', round_status: 'completed' });
    expect(isOverdue(done, NOON, 'UTC')).toBe(false);
  });
});

describe('nextRound', () => {
  const past = round({ round_number: 1, scheduled_date: '2026-11-01' });
  const undated = round({ round_number: 2 });
  const later = round({ round_number: 3, scheduled_date: '2026-12-24' });
  const sooner = round({
    round_number: 4,
    scheduled_date: '2026-11-22',
    scheduled_time: '09:00:00',
  });
  const off = round({
    round_number: 5,
    scheduled_date: '2026-11-21',
    round_status: 'cancelled',
  });
  const running = round({ round_number: 6, round_status: 'in_progress' });

  it.each([
    ['the one under way', [past, sooner, running], running],
    ['the soonest', [past, undated, later, sooner, off], sooner],
    ['one without a date when there is no other', [past, undated, off], undated],
    ['none when all are over', [past, off], null],
  ])('is %s', (_, rounds, next) => {
    expect(nextRound(rounds, NOON, 'UTC')).toBe(next);
  });
});

describe('datesOf', () => {
  it('has the first and the last day, without rounds that are called off', () => {
    const rounds = [
      round({ scheduled_date: '2026-11-23' }),
      round({ scheduled_date: null }),
      round({ scheduled_date: '2026-11-20' }),
      round({ scheduled_date: '2026-12-24', round_status: 'cancelled' }),
    ];
    expect(datesOf(rounds)).toEqual({
      first_interview_date: '2026-11-20',
      final_interview_date: '2026-11-23',
    });
  });

  it('has no last day of one day alone', () => {
    const dates = datesOf([round({ scheduled_date: '2026-11-23' })]);
    expect(dates.final_interview_date).toBeNull();
  });
});

describe('today', () => {
  it('is the day where the person is', () => {
    const late = Date.parse('2026-11-21T23:30:00Z');
    expect(today('Asia/Tokyo', late)).toBe('2026-11-22');
    expect(today('America/New_York', late)).toBe('2026-11-21');
    expect(today(undefined, late)).toBe(today(ownZone(), late));
  });
});
