import { expect, it } from 'vitest';

import { parseEvent } from './events.js';
import { replay } from './replay.js';
import { collect, eventsOf } from './testing/streams.js';
import type { Recording } from './testing/streams.js';

async function pauses(name: Recording, speed: number): Promise<number[]> {
  const waits: number[] = [];
  const events = eventsOf(name).map(parseEvent);
  const wait = async (milliseconds: number) => void waits.push(milliseconds);
  expect(await collect(replay(events, { speed, wait }))).toEqual(events);
  return waits;
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);

it('takes as long as the answer took, without its long silences', async () => {
  const waits = await pauses('heartbeat', 1);
  expect(Math.max(...waits)).toBe(1500);
  expect(sum(waits)).toBeGreaterThan(1500);
});

it('goes four times as fast', async () => {
  const waits = await pauses('answer-stream', 1);
  const faster = await pauses('answer-stream', 4);
  expect(sum(waits)).toBeGreaterThan(100);
  expect(sum(faster)).toBeLessThanOrEqual(sum(waits) / 4);
});

it('shows everything at once', async () => {
  expect(await pauses('heartbeat', Infinity)).toEqual([]);
});

it('spreads the text of a run of which the times are not known', async () => {
  const waits = await pauses('run-events', 1);
  expect(waits.filter((each) => each >= 5 && each <= 80).length).toBeGreaterThanOrEqual(5);
});

it('takes nothing amiss', async () => {
  expect(await collect(replay([], { speed: 1 }))).toEqual([]);
  const odd = [
    parseEvent(null),
    parseEvent({ ...(eventsOf('error')[0] as object), timestamp: '?' }),
  ];
  expect(await collect(replay(odd, { speed: 1 }))).toEqual(odd);
});

it('ends when it is aborted', async () => {
  const ending = new AbortController();
  const events = eventsOf('heartbeat').map(parseEvent);
  const playing = replay(events, { speed: 0.001, signal: ending.signal });
  await playing.next();
  const next = playing.next();
  ending.abort(new Error('Enough.'));
  await expect(next).rejects.toThrow('Enough.');
});
