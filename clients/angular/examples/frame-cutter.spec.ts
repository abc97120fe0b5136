import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FrameCutter } from './frame-cutter';

const FIXTURES = join(import.meta.dirname, '../projects/interview-stream/fixtures');

describe.each(['answer-stream', 'error', 'heartbeat'])('the recording %s', (name) => {
  const text = readFileSync(join(FIXTURES, `${name}.sse`), 'utf8');
  const events = new FrameCutter().read(text);

  it('has events', () => {
    expect(events[0]?.event_type).toBe('start');
    expect(events.at(-1)?.event_type).toMatch(/^(complete|error)$/);
  });

  it('gives each event once, whatever part of it has come', () => {
    for (let step = 1; step < text.length; step = step * 2 + 1) {
      const cutter = new FrameCutter();
      const seen = [];
      for (let length = 0; length < text.length; length += step) {
        seen.push(...cutter.read(text.slice(0, length)));
      }
      // The whole comes twice: as the last progress, and as the response.
      seen.push(...cutter.read(text), ...cutter.read(text));
      expect(seen).toEqual(events);
    }
  });
});
