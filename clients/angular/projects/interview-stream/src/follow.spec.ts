import { describe, expect, it, vi } from 'vitest';

import { followRun } from './follow.js';
import { emptyAnswer, reduce } from './reducer.js';
import { Following, IDS, WHOLE, ids } from './testing/following.js';
import { cut, hangUp, json, over, refuse, silent, stream } from './testing/server.js';
import {
  COMPLETE,
  RUN,
  START,
  collect,
  frame,
  piece,
  recorded,
  eventually,
} from './testing/streams.js';

const on = new Following();

describe('followRun', () => {
  it('gives a run from its first event to its end', async () => {
    on.server.answer(stream('retry: 1000\n\n', ...WHOLE));
    expect(await ids(followRun(RUN, on.options()))).toEqual(IDS);
    expect(on.server.asked).toMatchObject([
      { method: 'GET', path: `/api/agents/runs/${RUN}/events` },
    ]);
    expect(on.server.asked[0]?.headers['last-event-id']).toBeUndefined();
    expect(on.connections).toEqual([
      { status: 'connecting' },
      { status: 'live' },
      { status: 'closed', outcome: { kind: 'complete' } },
    ]);
  });

  it('returns how it ended', async () => {
    on.server.answer(stream(...WHOLE));
    const events = followRun(RUN, on.options());
    let last = await events.next();
    while (!last.done) last = await events.next();
    expect(last.value).toEqual({ kind: 'complete' });
  });

  it.each([0, 1, 2, 3, 4])('goes on after a cut behind %i events', async (count) => {
    on.server.answer(cut(...WHOLE.slice(0, count)), stream(...WHOLE.slice(count)));
    expect(await ids(followRun(RUN, on.options()))).toEqual(IDS);
    const after = on.server.asked[1]?.headers['last-event-id'];
    expect(after).toBe(count > 0 ? `${RUN}:${IDS[count - 1]}` : undefined);
    expect(on.closings).toEqual([{ status: 'closed', outcome: { kind: 'complete' } }]);
  });

  it('goes on after a cut in the middle of an event', async () => {
    on.server.answer(cut(START, piece(2).slice(0, -9)), stream(...WHOLE.slice(1)));
    expect(await ids(followRun(RUN, on.options()))).toEqual(IDS);
    expect(on.server.asked[1]?.headers['last-event-id']).toBe(`${RUN}:1`);
  });

  it('goes on after an end without a terminal event', async () => {
    on.server.answer(stream(START), stream(...WHOLE.slice(1)));
    expect(await ids(followRun(RUN, on.options()))).toEqual(IDS);
  });

  it('survives one cut after another', async () => {
    on.server.answer(hangUp, ...WHOLE.map((each) => cut(each)));
    expect(await ids(followRun(RUN, on.options()))).toEqual(IDS);
  });

  it('gives the same answer after a cut at many places of a recording', async () => {
    const text = new TextDecoder().decode(recorded('run-events'));
    const run = /"run_id":"([^"]+)"/.exec(text)?.[1] ?? '';
    on.server.answer(stream(text));
    const expected = await collect(followRun(run, on.options()));
    for (let at = 1; at < text.length; at += 97) {
      const again = new ScriptedReader(text);
      on.server.answer(cut(text.slice(0, at)), (response, { headers }) => {
        response.writeHead(200, { 'Content-Type': 'text/event-stream' });
        response.end(again.after(headers['last-event-id']));
      });
      const events = await collect(followRun(run, on.options()));
      expect(events).toEqual(expected);
      expect(events.reduce(reduce, emptyAnswer)).toEqual(expected.reduce(reduce, emptyAnswer));
    }
  });

  it('begins after an event that is known already', async () => {
    on.server.answer(stream(...WHOLE.slice(2)));
    expect(await ids(followRun(RUN, { ...on.options(), after: 2 }))).toEqual([3, 4, 9]);
    expect(on.server.asked[0]?.headers['last-event-id']).toBe(`${RUN}:2`);
  });

  it('gives no event twice', async () => {
    on.server.answer(cut(START, START, piece(2), START), stream(...WHOLE, ...WHOLE));
    expect(await ids(followRun(RUN, on.options()))).toEqual(IDS);
  });

  it('gives no event of another run', async () => {
    const other = frame(2, 'content', { chunk: '?', is_final: false }, RUN.replace('3', '4'));
    on.server.answer(stream(START, other, ...WHOLE.slice(1)));
    expect(await ids(followRun(RUN.toUpperCase(), on.options()))).toEqual(IDS);
  });

  it('gives everything again after a reset', async () => {
    const reset = frame(0, 'reset', { message: 'From the beginning.' });
    on.server.answer(cut(START, piece(2), piece(3)), cut(reset, START, piece(2)), stream(...WHOLE));
    expect(await ids(followRun(RUN, on.options()))).toEqual([1, 2, 3, 0, 1, 2, 3, 4, 9]);
    expect(on.server.asked[2]?.headers['last-event-id']).toBe(`${RUN}:2`);
  });

  it('lets malformed and unknown events pass', async () => {
    const unknown = frame(3, 'thinking', {});
    on.server.answer(stream(START, 'data: {\n\n', unknown, COMPLETE));
    expect(await ids(followRun(RUN, on.options()))).toEqual([1, null, 3, 9]);
  });

  it('ends with the error event, once, and tells it', async () => {
    const told = { error: 'x', message: 'No.', code: 'cancelled', retryable: true, retry_after: 3 };
    on.server.answer(stream(START, frame(2, 'error', told), COMPLETE));
    expect(await ids(followRun(RUN, on.options()))).toEqual([1, 2]);
    expect(on.closings).toMatchObject([
      {
        outcome: { kind: 'failed', problem: { code: 'cancelled', message: 'No.', retryAfter: 3 } },
      },
    ]);
  });

  it('knows how it ended when the reader leaves with the last event', async () => {
    on.server.answer(stream(...WHOLE));
    for await (const event of followRun(RUN, on.options())) {
      if (event.event_type === 'complete') break;
    }
    expect(on.closings).toEqual([{ status: 'closed', outcome: { kind: 'complete' } }]);
  });

  it('takes 204 for the end', async () => {
    on.server.answer(cut(START), over);
    expect(await ids(followRun(RUN, on.options()))).toEqual([1]);
    expect(on.closings).toEqual([{ status: 'closed', outcome: { kind: 'over' } }]);
  });

  it.each([400, 401, 403, 404, 409, 422])('does not come back after %i', async (status) => {
    const problem = { code: 'a_code', detail: 'Do that.', request_id: '9f', hint: 'Do this.' };
    on.server.answer(refuse(status, problem));
    await expect(collect(followRun(RUN, on.options()))).rejects.toMatchObject({
      name: 'StreamProblem',
      status,
      code: 'a_code',
      message: 'Do that.',
      requestId: '9f',
      hint: 'Do this.',
      retryable: false,
    });
    expect(on.server.asked).toHaveLength(1);
    expect(on.closings).toMatchObject([{ outcome: { kind: 'failed', problem: { status } } }]);
  });

  it('tells a refusal on the way back', async () => {
    on.server.answer(cut(START), refuse(401));
    await expect(collect(followRun(RUN, on.options()))).rejects.toMatchObject({ status: 401 });
    expect(on.closings).toHaveLength(1);
  });

  it('does not take another page for a stream', async () => {
    on.server.answer(json(200, { hello: 'there' }));
    await expect(collect(followRun(RUN, on.options()))).rejects.toMatchObject({
      code: 'not_a_stream',
    });
    expect(on.server.asked).toHaveLength(1);
  });

  it('tells a refusal by a proxy, whatever its page is', async () => {
    on.server.answer((response) => response.writeHead(418).end('<html>'));
    await expect(collect(followRun(RUN, on.options()))).rejects.toMatchObject({
      code: 'request_failed',
      status: 418,
      retryable: false,
    });
  });

  it.each([429, 502, 503, 504])('comes back after %i', async (status) => {
    on.server.answer(refuse(status), stream(...WHOLE));
    expect(await ids(followRun(RUN, on.options()))).toEqual(IDS);
    expect(on.connections.find((each) => each.status === 'reconnecting')).toMatchObject({
      attempt: 1,
      problem: { status },
    });
  });

  it('does not come back to a server that says it is no use', async () => {
    on.server.answer(refuse(503, { retryable: false }));
    await expect(collect(followRun(RUN, on.options()))).rejects.toMatchObject({ status: 503 });
  });

  it('reopens a connection on which nothing comes', async () => {
    on.server.answer(silent(START), stream(...WHOLE.slice(1)));
    expect(await ids(followRun(RUN, on.options({ idleMs: 1_000 })))).toEqual(IDS);
    expect(on.statuses).toEqual([
      'connecting',
      'live',
      'idle',
      'reconnecting',
      'connecting',
      'live',
      'closed',
    ]);
  });

  it('does not wait for a response for ever', async () => {
    on.server.answer(() => undefined, stream(...WHOLE));
    expect(await ids(followRun(RUN, on.options({ idleMs: 1_000 })))).toEqual(IDS);
    expect(on.statuses).toContain('idle');
  });

  it('asks who it is before every request', async () => {
    let token = 0;
    const headers = async () => ({ Authorization: `Bearer ${++token}` });
    on.server.answer(cut(START), stream(...WHOLE.slice(1)));
    await ids(followRun(RUN, on.options({ headers })));
    expect(on.server.asked.map((each) => each.headers.authorization)).toEqual([
      'Bearer 1',
      'Bearer 2',
    ]);
  });
});

describe('leaving', () => {
  it('closes the connection when the signal is aborted', async () => {
    const ending = new AbortController();
    on.server.answer(silent(START));
    const events = followRun(RUN, on.options({ signal: ending.signal }));
    await events.next();
    expect(on.server.open).toBe(1);
    const next = events.next();
    ending.abort(new Error('Enough.'));
    await expect(next).rejects.toThrow('Enough.');
    await eventually(() => expect(on.server.open).toBe(0));
    expect(on.closings).toEqual([{ status: 'closed', outcome: { kind: 'aborted' } }]);
  });

  it('closes the connection when the loop is left', async () => {
    on.server.answer(silent(START));
    for await (const event of followRun(RUN, on.options())) {
      expect(event.event_type).toBe('start');
      break;
    }
    await eventually(() => expect(on.server.open).toBe(0));
    expect(on.closings).toEqual([{ status: 'closed', outcome: { kind: 'aborted' } }]);
  });

  it('ends a request whose response has not come', async () => {
    const ending = new AbortController();
    on.server.answer(() => ending.abort(new Error('Enough.')));
    const events = followRun(RUN, on.options({ signal: ending.signal }));
    await expect(collect(events)).rejects.toThrow('Enough.');
    await eventually(() => expect(on.server.open).toBe(0));
  });

  it('leaves no listener at a signal that lives on', async () => {
    const ending = new AbortController();
    const added = vi.spyOn(ending.signal, 'addEventListener');
    const removed = vi.spyOn(ending.signal, 'removeEventListener');
    on.server.answer(hangUp, refuse(503), cut(START), stream(...WHOLE.slice(1)));
    await ids(followRun(RUN, on.options({ signal: ending.signal })));
    const listeners = new Set(added.mock.calls.map(([, listener]) => listener));
    for (const [, listener] of removed.mock.calls) listeners.delete(listener);
    expect(added).toHaveBeenCalled();
    expect(listeners.size).toBe(0);
  });
});

/** A recording from which one can go on after an event, as with the on.server. */
class ScriptedReader {
  constructor(private readonly text: string) {}

  after(id: string | string[] | undefined): string {
    if (id === undefined) return this.text;
    const begin = this.text.indexOf(`id: ${String(id)}\n`);
    return this.text.slice(this.text.indexOf('\n\n', begin) + 2);
  }
}
