import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { vi } from 'vitest';

import { readEvents } from '../read.js';
import type { ReadOptions } from '../read.js';
import type { StreamEvent } from '../events.js';

export type Recording =
  'answer-stream' | 'run-events' | 'run-events-after-5' | 'reset' | 'error' | 'heartbeat';

export const RECORDINGS: readonly Recording[] = [
  'answer-stream',
  'run-events',
  'run-events-after-5',
  'reset',
  'error',
  'heartbeat',
];

/** The bytes that a server sent; see fixtures/record.mjs. */
export function recorded(name: Recording): Uint8Array {
  return readFileSync(join(import.meta.dirname, '../../fixtures', `${name}.sse`));
}

/** The events of a recording, taken apart in the plainest way there is. */
export function eventsOf(name: Recording): unknown[] {
  return new TextDecoder()
    .decode(recorded(name))
    .split('\n')
    .filter((line) => line.startsWith('data: '))
    .map((line) => JSON.parse(line.slice('data: '.length)));
}

/** A response body of these pieces. */
export function bodyOf(...pieces: readonly (Uint8Array | string)[]): ReadableStream<Uint8Array> {
  const left = pieces.map((piece) =>
    typeof piece === 'string' ? new TextEncoder().encode(piece) : piece,
  );
  return new ReadableStream({
    pull(controller) {
      const piece = left.shift();
      if (piece) controller.enqueue(piece);
      else controller.close();
    },
  });
}

/** A text/event-stream response of these pieces. */
export function streamed(...pieces: readonly (Uint8Array | string)[]): Response {
  return new Response(bodyOf(...pieces), { headers: { 'Content-Type': 'text/event-stream' } });
}

/** One frame of a run, as the server sends it to those who read by GET. */
export function frame(id: number, event_type: string, data: unknown, run_id = RUN): string {
  const json = JSON.stringify({
    event_type,
    timestamp: '2026-01-05T09:30:00.000+00:00',
    data,
    id,
    run_id,
  });
  return `id: ${run_id}:${id}\ndata: ${json}\n\n`;
}

export const RUN = '3f0c1c7e-6a52-4d0e-9d3b-0c8f4f1f2a11';

export const START = frame(1, 'start', { message: 'Reading.', question: 'Why is that?' });
export const COMPLETE = frame(9, 'complete', {
  message: 'Answer complete.',
  agent_used: 'technical',
  success: true,
  stored: true,
});

/** A piece of an answer. */
export function piece(id: number, chunk = `${id} `): string {
  return frame(id, 'content', { chunk, is_final: false });
}

export async function collect<T>(events: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const event of events) all.push(event);
  return all;
}

export function read(
  body: ReadableStream<Uint8Array>,
  options?: ReadOptions,
): Promise<StreamEvent[]> {
  return collect(readEvents(body, options));
}

/** Numbers from 0 to 1 that look random and are the same in every run. */
export function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Wait until a check passes, however busy the machine is. */
export function eventually(check: () => void): Promise<void> {
  return vi.waitFor(check, { timeout: 20_000, interval: 10 });
}
