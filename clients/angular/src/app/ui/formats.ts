import { pause } from '../core/pause';

const made = new Map<string, Intl.DateTimeFormat>();

/**
 * What writes dates in a way. Each is made once, when it is first needed: the first of all takes the
 * browser 20 ms, as it reads the rules of the language.
 *
 * @throws RangeError for a time zone that nobody knows.
 */
export function dateFormat(
  options: Intl.DateTimeFormatOptions = {},
  locale?: string,
): Intl.DateTimeFormat {
  const key = JSON.stringify([locale, options]);
  const format = made.get(key) ?? new Intl.DateTimeFormat(locale, options);
  made.set(key, format);
  return format;
}

/** Have the browser read the rules of its language in a task of their own, before many dates are written. */
export async function prepareFormats(): Promise<void> {
  await pause();
  dateFormat({ weekday: 'short' });
}
