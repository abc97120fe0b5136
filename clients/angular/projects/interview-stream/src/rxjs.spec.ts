import { lastValueFrom, scan, take, toArray } from 'rxjs';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { emptyAnswer, reduce } from './reducer.js';
import { ask$, follow$ } from './rxjs.js';
import { ScriptedServer, json, refuse, silent, stream } from './testing/server.js';
import { COMPLETE, RUN, START, piece, eventually } from './testing/streams.js';

let server: ScriptedServer;

beforeEach(async () => void (server = await ScriptedServer.start()));
afterEach(() => server.stop());

it('gives the events, and completes', async () => {
  server.answer(stream(START, piece(2, 'So '), piece(3, 'it is.'), COMPLETE));
  const states = follow$(RUN, { baseUrl: server.url }).pipe(scan(reduce, emptyAnswer));
  expect(await lastValueFrom(states)).toMatchObject({ phase: 'complete', text: 'So it is.' });
});

it('asks when somebody subscribes, each time anew', async () => {
  const answers = ask$({ question: 'Why is that?' }, { baseUrl: server.url });
  expect(server.asked).toHaveLength(0);
  const started = { run_id: RUN, status: 'running', question: 'Why is that?' };
  for (let subscriber = 0; subscriber < 2; subscriber++) {
    server.answer(json(202, started), stream(START, COMPLETE));
    expect(await lastValueFrom(answers.pipe(toArray()))).toHaveLength(2);
  }
  const keys = server.asked.flatMap((each) => each.headers['idempotency-key'] ?? []);
  expect(new Set(keys).size).toBe(2);
});

it('tells a problem as an error', async () => {
  server.answer(refuse(404));
  await expect(lastValueFrom(follow$(RUN, { baseUrl: server.url }))).rejects.toMatchObject({
    status: 404,
  });
});

it('closes the connection when nobody is subscribed any more', async () => {
  server.answer(silent(START));
  const first = await lastValueFrom(follow$(RUN, { baseUrl: server.url }).pipe(take(1)));
  expect(first.event_type).toBe('start');
  await eventually(() => expect(server.open).toBe(0));
});
