import { describe, expect, it } from 'vitest';

import { parseEvent, parseEventText } from './events.js';
import { RECORDINGS, RUN, eventsOf } from './testing/streams.js';

const FRAME = { timestamp: '2026-01-05T09:30:00.000+00:00', id: 1, run_id: RUN };

describe('parseEvent', () => {
  it.each(RECORDINGS)('takes every event of %s as it is', (name) => {
    for (const event of eventsOf(name)) expect(parseEvent(event)).toBe(event);
  });

  it('refuses an event that lacks any of its fields, or has it as something else', () => {
    const events = RECORDINGS.flatMap((name) => eventsOf(name)) as Record<string, object>[];
    for (const event of events) {
      for (const path of pathsOf(event)) {
        for (const wrong of [undefined, { is: 'wrong' }]) {
          const changed = structuredClone(event);
          setAt(changed, path, wrong);
          const { event_type } = parseEvent(changed);
          // Frames with another type or other data are somebody's newer event.
          expect([path, event_type]).toEqual([path, 'malformed']);
        }
      }
    }
  });

  it('lets new fields and new values of a newer server pass', () => {
    const [, routing] = eventsOf('run-events') as { data: object }[];
    const newer = { ...routing, extra: 1, data: { ...routing?.data, decided_by: 'dice', new: 2 } };
    expect(parseEvent(newer)).toBe(newer);
  });

  it.each(['thinking', '__proto__', 'constructor', 'toString', 'unknown', 'malformed', ''])(
    'keeps an event of the unknown type %j as unknown',
    (name) => {
      const event = parseEvent({ ...FRAME, event_type: name, data: { any: 1 } });
      expect(event).toMatchObject({ event_type: 'unknown', name, data: { any: 1 }, id: 1 });
    },
  );

  it.each([
    [null],
    [undefined],
    [0],
    ['start'],
    [[]],
    [{}],
    [() => 1],
    [{ ...FRAME, event_type: 7, data: {} }],
    [{ ...FRAME, event_type: 'start', data: null }],
    [{ ...FRAME, event_type: 'start', data: [] }],
    [{ ...FRAME, id: -1, event_type: 'reset', data: { message: '' } }],
    [{ ...FRAME, id: 1.5, event_type: 'reset', data: { message: '' } }],
    [{ ...FRAME, id: '1', event_type: 'reset', data: { message: '' } }],
    [{ ...FRAME, id: 2 ** 60, event_type: 'reset', data: { message: '' } }],
    [Object.create({ ...FRAME, event_type: 'reset', data: { message: '' } })],
  ])('calls %j malformed', (json) => {
    expect(parseEvent(json)).toMatchObject({
      event_type: 'malformed',
      problem: { code: 'malformed_event', retryable: false },
    });
  });
});

it('parseEventText calls what is no JSON malformed', () => {
  expect(parseEventText('<html>').event_type).toBe('malformed');
});

/** Paths to every field that has to be there. */
function pathsOf(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [
    ...(Array.isArray(value) ? [] : [[...path, name]]),
    ...pathsOf(inner, [...path, name]),
  ]);
}

function setAt(target: object, path: readonly string[], value: unknown): void {
  const [name, ...rest] = path as [string, ...string[]];
  const record = target as Record<string, object>;
  if (rest.length > 0) setAt(record[name] as object, rest, value);
  else if (value === undefined) delete record[name];
  else record[name] = value as object;
}
