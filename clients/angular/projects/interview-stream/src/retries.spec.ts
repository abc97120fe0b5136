import { describe, expect, it } from 'vitest';

import { followRun } from './follow.js';
import { Following, WHOLE, ids } from './testing/following.js';
import { cut, hangUp, refuse, stream } from './testing/server.js';
import { RUN, START, collect, eventually } from './testing/streams.js';

const on = new Following();

describe('the pauses between attempts', () => {
  it('grow from half a second to eight, at random', async () => {
    for (const random of [0, 1]) {
      on.server.answer(...Array.from({ length: 6 }, () => hangUp), stream(...WHOLE));
      await ids(followRun(RUN, on.options({ random: () => random })));
    }
    expect(on.waits).toEqual([
      ...[500, 500, 500, 500, 500, 500],
      ...[1000, 2000, 4000, 8000, 8000, 8000],
    ]);
  });

  it('begin anew once something came', async () => {
    on.server.answer(hangUp, hangUp, cut(START), stream(...WHOLE.slice(1)));
    await ids(followRun(RUN, on.options({ random: () => 1 })));
    expect(on.waits).toEqual([1000, 2000, 1000]);
  });

  it('go on growing when connections open and bring nothing new', async () => {
    on.server.answer(cut(START), cut(START), cut(), cut(START), stream(...WHOLE));
    await ids(followRun(RUN, on.options({ random: () => 1 })));
    expect(on.waits).toEqual([1000, 2000, 4000, 8000]);
  });

  it('are what the server asks for with Retry-After', async () => {
    on.server.answer(refuse(503, {}, { 'Retry-After': '7' }), stream(...WHOLE));
    await ids(followRun(RUN, on.options({ random: () => 0.5 })));
    expect(on.waits).toEqual([7500]);
  });

  it('are at least what the server asks for with retry', async () => {
    on.server.answer(cut('retry: 3000\n\n', START), hangUp, stream(...WHOLE));
    await ids(followRun(RUN, on.options()));
    expect(on.waits).toEqual([3000, 3000]);
  });

  it('are bounded, whatever the server asks for', async () => {
    const endless = { 'Retry-After': '99999999999' };
    on.server.answer(
      cut('retry: 99999999999\n\n', START),
      refuse(503, {}, endless),
      stream(...WHOLE),
    );
    await ids(followRun(RUN, on.options()));
    expect(on.waits).toEqual([60_000, 600_000]);
  });

  it('end when there is no hope', async () => {
    on.server.answer(cut(START), hangUp, hangUp);
    const events = followRun(RUN, on.options({ maxAttempts: 2 }));
    await expect(collect(events)).rejects.toMatchObject({
      code: 'connection_lost',
      retryable: true,
      cause: { code: 'network' },
    });
    expect(on.server.asked).toHaveLength(3);
    expect(on.closings).toHaveLength(1);
  });

  it('end soon when the server makes mistakes', async () => {
    on.server.answer(...Array.from({ length: 4 }, () => refuse(500)));
    await expect(collect(followRun(RUN, on.options()))).rejects.toMatchObject({ status: 500 });
    expect(on.server.asked).toHaveLength(4);
  });

  it('last until there is a network again', async () => {
    let goOnline!: () => void;
    const back = new Promise<void>((resolve) => (goOnline = resolve));
    let online = true;
    const network = { online: () => online, whenOnline: () => back };
    const wait = () => new Promise<never>(() => undefined);
    on.server.answer(cut(START), stream(...WHOLE.slice(1)));
    const events = followRun(RUN, on.options({ network, wait }));
    await events.next();
    online = false;
    const next = events.next();
    await eventually(() => expect(on.statuses.at(-1)).toBe('offline'));
    expect(on.server.asked).toHaveLength(1);
    goOnline();
    expect(await next).toMatchObject({ value: { id: 2 } });
    expect(await ids(events)).toEqual([3, 4, 9]);
  });

  it('end when somebody leaves', async () => {
    const ending = new AbortController();
    on.server.answer(hangUp);
    const wait = (_: number, signal?: AbortSignal) =>
      new Promise<void>((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason));
        ending.abort(new Error('Enough.'));
      });
    const events = followRun(RUN, on.options({ signal: ending.signal, wait }));
    await expect(collect(events)).rejects.toThrow('Enough.');
    expect(on.closings).toEqual([{ status: 'closed', outcome: { kind: 'aborted' } }]);
  });
});
