import { afterEach, describe, expect, it, vi } from 'vitest';

import { readEvents } from './read.js';
import type { StreamProblem } from './problem.js';
import {
  RECORDINGS,
  bodyOf,
  collect,
  eventsOf,
  numbers,
  piece,
  read,
  recorded,
  START,
} from './testing/streams.js';

const encoder = new TextEncoder();

function withLineEnds(bytes: Uint8Array, lineEnd: string): Uint8Array {
  return encoder.encode(new TextDecoder().decode(bytes).replaceAll('\n', lineEnd));
}

afterEach(() => void vi.useRealTimers());

describe.each(RECORDINGS)('the recording %s', (name) => {
  const bytes = recorded(name);
  const events = eventsOf(name);

  it('has events, and all of them are read', async () => {
    expect(events.length).toBeGreaterThan(3);
    expect(await read(bodyOf(bytes))).toEqual(events);
  });

  it('gives the same events, wherever it is cut', async () => {
    for (let at = 1; at < bytes.length; at++) {
      expect(await read(bodyOf(bytes.subarray(0, at), bytes.subarray(at)))).toEqual(events);
    }
  });

  it('gives the same events, byte by byte', async () => {
    const single = Array.from(bytes, (byte) => Uint8Array.of(byte));
    expect(await read(bodyOf(...single))).toEqual(events);
  });

  it('gives the same events in pieces of any sizes', async () => {
    const random = numbers(events.length);
    for (let trial = 0; trial < 100; trial++) {
      const pieces: Uint8Array[] = [];
      for (let at = 0; at < bytes.length;) {
        const size = Math.floor(random() ** 3 * 400); // empty ones, too
        pieces.push(bytes.subarray(at, at + size));
        at += size;
      }
      expect(await read(bodyOf(...pieces))).toEqual(events);
    }
  });

  it.each(['\r\n', '\r'])('gives the same events with the line end %j', async (lineEnd) => {
    const other = withLineEnds(bytes, lineEnd);
    // A lone CR at the very end may be half of a CRLF, so what follows tells.
    const end = encoder.encode(': the end\n');
    for (let at = 1; at < other.length; at++) {
      expect(await read(bodyOf(other.subarray(0, at), other.subarray(at), end))).toEqual(events);
    }
  });

  it('gives the same events after a byte order mark', async () => {
    const marked = Uint8Array.of(0xef, 0xbb, 0xbf, ...bytes);
    for (const at of [1, 2, 3, 4]) {
      expect(await read(bodyOf(marked.subarray(0, at), marked.subarray(at)))).toEqual(events);
    }
  });

  it('gives the first events, and nothing else, when it ends early', async () => {
    for (let length = 0; length < bytes.length; length++) {
      const seen = await read(bodyOf(bytes.subarray(0, length)));
      expect(seen).toEqual(events.slice(0, seen.length));
    }
  });
});

describe('what is no event', () => {
  it.each([
    'data: {\n\n',
    'data: \n\n',
    'data: null\n\n',
    'data: [DONE]\n\n',
    'data: {"event_type":"content"}\n\n',
    `data: ${'['.repeat(100_000)}\n\n`,
  ])('comes as malformed, and the next one is read: %#', async (frame) => {
    const events = await read(bodyOf(frame, START));
    expect(events.map((event) => event.event_type)).toEqual(['malformed', 'start']);
  });

  it('is ignored where the format says so', async () => {
    const noise = ': comment\n\nevent: other\nid: 1\n\nretry: soon\n\nfoo: bar\n\n\n\nevent\n';
    expect(await read(bodyOf(noise, START))).toHaveLength(1);
  });

  it('ends the stream when it has no end itself', async () => {
    const much = encoder.encode('x'.repeat(1024 * 1024));
    const pieces = [encoder.encode('data: '), ...Array.from({ length: 20 }, () => much)];
    await expect(read(bodyOf(...pieces))).rejects.toMatchObject({ code: 'malformed_stream' });
  });

  it('may stand in one piece with events, which are read', async () => {
    const endless = `${START}data: ${'x'.repeat(17 * 1024 * 1024)}`;
    const seen: string[] = [];
    const reading = async () => {
      for await (const event of readEvents(bodyOf(endless))) seen.push(event.event_type);
    };
    await expect(reading()).rejects.toMatchObject({ code: 'malformed_stream' });
    expect(seen).toEqual(['start']);
  });
});

it('joins several data lines', async () => {
  const [event] = await read(bodyOf(START.replace(',"data"', ',\ndata: "data"')));
  expect(event?.event_type).toBe('start');
});

it('tells how long to wait before coming back', async () => {
  const told: number[] = [];
  await read(bodyOf('retry: 1000\n\n', START), { onRetry: (ms) => void told.push(ms) });
  expect(told).toEqual([1000]);
});

describe('a connection on which nothing comes', () => {
  function held() {
    let controller!: ReadableStreamDefaultController<Uint8Array>;
    const cancelled = vi.fn();
    const body = new ReadableStream<Uint8Array>({
      start: (given) => void (controller = given),
      cancel: cancelled,
    });
    return { body, cancelled, send: (text: string) => controller.enqueue(encoder.encode(text)) };
  }

  it('counts as dead after a while, and heartbeats keep it alive', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { body, cancelled, send } = held();
    const events: string[] = [];
    let problem: StreamProblem | undefined;
    const reading = (async () => {
      for await (const event of readEvents(body)) events.push(event.event_type);
    })().catch((error: StreamProblem) => (problem = error));

    send(START);
    for (let heartbeat = 0; heartbeat < 10; heartbeat++) {
      await vi.advanceTimersByTimeAsync(34_000);
      send(': ping\n\n');
    }
    await vi.advanceTimersByTimeAsync(34_000);
    expect(problem).toBeUndefined();
    await vi.advanceTimersByTimeAsync(2_000);
    await reading;

    expect(events).toEqual(['start']);
    expect(problem).toMatchObject({ code: 'idle', retryable: true });
    expect(cancelled).toHaveBeenCalledOnce();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is not blamed for a slow reader', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const events = readEvents(bodyOf(START, piece(2)));
    await events.next();
    await vi.advanceTimersByTimeAsync(100_000);
    expect((await events.next()).done).toBe(false);
    expect((await events.next()).done).toBe(true);
  });

  it('is given back when the signal is aborted', async () => {
    const { body, cancelled, send } = held();
    const ending = new AbortController();
    const events = readEvents(body, { signal: ending.signal });
    send(START);
    await events.next();
    const next = events.next();
    ending.abort(new Error('Enough.'));
    await expect(next).rejects.toThrow('Enough.');
    expect(cancelled).toHaveBeenCalledOnce();
    expect(body.locked).toBe(false);
  });

  it('is given back when the reader leaves the loop', async () => {
    const { body, cancelled, send } = held();
    send(START);
    for await (const event of readEvents(body)) {
      expect(event.event_type).toBe('start');
      break;
    }
    expect(cancelled).toHaveBeenCalledOnce();
    expect(body.locked).toBe(false);
  });

  it('is not opened at all with a signal that is aborted', async () => {
    const { body, cancelled } = held();
    const signal = AbortSignal.abort(new Error('Enough.'));
    await expect(collect(readEvents(body, { signal }))).rejects.toThrow('Enough.');
    expect(cancelled).toHaveBeenCalledOnce();
  });
});

it('tells a body that breaks off as a cut', async () => {
  let pulls = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (pulls++) controller.error(new TypeError('terminated'));
      else controller.enqueue(encoder.encode(START));
    },
  });
  const events = readEvents(body);
  expect((await events.next()).done).toBe(false);
  await expect(events.next()).rejects.toMatchObject({ code: 'cut', retryable: true });
});
