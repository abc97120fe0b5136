import { dateFormat } from '../ui/formats';
import type { Round } from './records';

const MINUTE = 60_000;
const USUAL_MINUTES = 60;

/** The time zone of this browser, as an IANA name. */
export function ownZone(): string {
  // Anew each time: whoever travels takes the page along.
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Today's date in a time zone, else in that of this browser, YYYY-MM-DD. */
export function today(zone?: string, now = Date.now()): string {
  const { year, month, day } = zone === undefined ? ownParts(now) : partsOf(now, zone);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${year}-${two(month)}-${two(day)}`;
}

/**
 * When a clock in a time zone shows a date and time; null for a zone nobody knows. A time that
 * a clock skips counts from before the jump, one that it shows twice is the earlier.
 */
export function instantOf(date: string, time: string, zone: string): number | null {
  const shown = Date.parse(`${date}T${time.slice(0, 5)}:00Z`);
  if (Number.isNaN(shown)) return null;
  try {
    const before = shown - offsetOf(shown - 24 * 60 * MINUTE, zone);
    if (offsetOf(before, zone) === shown - before) return before;
    const after = shown - offsetOf(shown + 24 * 60 * MINUTE, zone);
    return offsetOf(after, zone) === shown - after ? after : before;
  } catch {
    return null;
  }
}

/** What a clock in the zone is ahead of UTC by at this instant, in milliseconds. */
function offsetOf(instant: number, zone: string): number {
  const { year, month, day, hour, minute } = partsOf(instant, zone);
  return Date.UTC(year, month - 1, day, hour, minute) - Math.floor(instant / MINUTE) * MINUTE;
}

/** A date alone needs no rules of a language, which the browser would have to read first. */
function ownParts(instant: number) {
  const date = new Date(instant);
  return { year: date.getFullYear(), month: date.getMonth() + 1, day: date.getDate() };
}

function partsOf(instant: number, zone: string) {
  const format = dateFormat(
    {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    },
    'en-US',
  );
  const parts = format.formatToParts(instant);
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  return {
    year: of('year'),
    month: of('month'),
    day: of('day'),
    hour: of('hour'),
    minute: of('minute'),
  };
}

type When = Pick<
  Round,
  'scheduled_date' | 'scheduled_time' | 'timezone' | 'duration_minutes' | 'round_status'
>;

/** When a round begins; null without a date and a time. */
export function startOf(round: When): number | null {
  if (round.scheduled_date === null || round.scheduled_time === null) return null;
  return instantOf(round.scheduled_date, round.scheduled_time, round.timezone);
}

export interface RoundTimes {
  /** In the reader's zone; without a time, the day as it was said. */
  readonly here: string;
  /** In the zone it was said in, where a clock there shows another time. */
  readonly there: string | null;
}

/** How to tell when a round is; null without a date. */
export function timesOf(round: When, zone?: string, locale?: string): RoundTimes | null {
  if (round.scheduled_date === null) return null;
  const start = startOf(round);
  const day = { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' } as const;
  if (start === null) {
    const noon = Date.parse(`${round.scheduled_date}T12:00:00Z`);
    const date = dateFormat({ ...day, timeZone: 'UTC' }, locale).format(noon);
    const time = round.scheduled_time?.slice(0, 5);
    return { here: time ? `${date}, ${time} (${round.timezone})` : date, there: null };
  }
  const own = zone ?? ownZone();
  const tell = (timeZone: string) =>
    dateFormat({ ...day, hour: '2-digit', minute: '2-digit', timeZone }, locale).format(start);
  const isElsewhere = offsetOf(start, own) !== offsetOf(start, round.timezone);
  return {
    here: tell(own),
    there: isElsewhere ? `${tell(round.timezone)} in ${placeOf(round.timezone)}` : null,
  };
}

/** "New York" of America/New_York. */
export function placeOf(zone: string): string {
  return (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');
}

const IS_OPEN = new Set(['scheduled', 'rescheduled']);

/** Whether a round should be over by its date, and nobody has said how it went. */
export function isOverdue(round: When, now = Date.now(), own?: string): boolean {
  if (!IS_OPEN.has(round.round_status) || round.scheduled_date === null) return false;
  const start = startOf(round);
  if (start === null) return round.scheduled_date < today(own, now);
  return start + (round.duration_minutes ?? USUAL_MINUTES) * MINUTE < now;
}

/** The round under way, else the next by its date, else the first without one. */
export function nextRound<Each extends When & Pick<Round, 'round_number'>>(
  rounds: readonly Each[],
  now = Date.now(),
  own?: string,
): Each | null {
  const running = rounds.find((round) => round.round_status === 'in_progress');
  if (running !== undefined) return running;
  const ahead = rounds.filter(
    (round) => IS_OPEN.has(round.round_status) && !isOverdue(round, now, own),
  );
  const rank = (round: Each) =>
    startOf(round) ??
    (round.scheduled_date === null ? Infinity : Date.parse(`${round.scheduled_date}T00:00:00Z`));
  return (
    ahead.sort((one, other) => {
      const [first, second] = [rank(one), rank(other)];
      return first === second ? one.round_number - other.round_number : first - second;
    })[0] ?? null
  );
}

/** The dates that an interview has from its rounds; of one day alone, there is no last. */
export function datesOf(rounds: readonly Pick<Round, 'scheduled_date' | 'round_status'>[]): {
  first_interview_date: string | null;
  final_interview_date: string | null;
} {
  const dates = rounds
    .filter((round) => round.round_status !== 'cancelled')
    .map((round) => round.scheduled_date)
    .filter((date) => date !== null)
    .sort();
  const [first, last] = [dates[0] ?? null, dates.at(-1) ?? null];
  return { first_interview_date: first, final_interview_date: last === first ? null : last };
}
