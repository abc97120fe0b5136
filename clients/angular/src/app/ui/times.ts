import { dateFormat } from './formats';

let distance: Intl.RelativeTimeFormat | undefined;

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 365 * DAY],
  ['month', 30 * DAY],
  ['week', 7 * DAY],
  ['day', DAY],
  ['hour', HOUR],
  ['minute', MINUTE],
];

/** "12 Nov 2026"; a date without a time is that day everywhere. */
export function shortDate(value: string): string {
  return dateFormat({ dateStyle: 'medium' }).format(
    /^\d{4}-\d\d-\d\d$/.test(value) ? new Date(`${value}T00:00`) : new Date(value),
  );
}

/** "12 Nov 2026, 14:30", here. */
export function dateTime(value: string): string {
  return dateFormat({ dateStyle: 'medium', timeStyle: 'short' }).format(new Date(value));
}

/** "14:30", here. */
export function clock(value: string | Date): string {
  return dateFormat({ timeStyle: 'short' }).format(new Date(value));
}

/** "in 3 days", "yesterday". */
export function relative(value: string, now = Date.now()): string {
  const seconds = (Date.parse(value) - now) / 1000;
  distance ??= new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });
  for (const [unit, length] of STEPS) {
    if (Math.abs(seconds) >= length) return distance.format(Math.round(seconds / length), unit);
  }
  return distance.format(0, 'minute');
}

/** "1:05" of seconds; "1:02:03" from an hour on. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const two = (value: number) => String(value).padStart(2, '0');
  const minutes = Math.floor((whole % HOUR) / MINUTE);
  const rest = two(whole % MINUTE);
  return whole < HOUR
    ? `${minutes}:${rest}`
    : `${Math.floor(whole / HOUR)}:${two(minutes)}:${rest}`;
}
