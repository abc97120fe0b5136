import { afterEach, beforeEach, expect, it } from 'vitest';

import { readProgress } from './progress.js';
import { ScriptedServer, cut, hangUp, json, refuse, stream } from './testing/server.js';
import { frame } from './testing/streams.js';

const PATH = '/api/interview/create';
const BODY = { role: 'Engineer' };
const START = frame(1, 'start', { message: 'Choosing.' });
const COMPLETE = frame(3, 'complete', { message: 'Done.', success: true, result: { id: 7 } });

let server: ScriptedServer;

beforeEach(async () => void (server = await ScriptedServer.start()));
afterEach(() => server.stop());

function options() {
  return { baseUrl: server.url, wait: async () => undefined };
}

it('tells how far the work is, and returns its result', async () => {
  const told: string[] = [];
  server.answer(
    stream(START, ': ping\n\n', frame(2, 'processing', { message: 'Wait.' }), COMPLETE),
  );
  const onProgress = (message: string) => void told.push(message);
  expect(await readProgress(PATH, BODY, { ...options(), onProgress })).toEqual({ id: 7 });
  expect(told).toEqual(['Choosing.', 'Wait.']);
  expect(server.asked).toMatchObject([
    {
      method: 'POST',
      path: PATH,
      body: '{"role":"Engineer"}',
      headers: { accept: 'text/event-stream' },
    },
  ]);
});

it('hands the result to whoever checks it', async () => {
  server.answer(stream(START, COMPLETE));
  const result = (value: unknown) => JSON.stringify(value);
  expect(await readProgress(PATH, BODY, { ...options(), result })).toBe('{"id":7}');
});

it('takes a plain response for the result', async () => {
  server.answer(json(201, { id: 8 }));
  expect(await readProgress(PATH, BODY, options())).toEqual({ id: 8 });
});

it('tells a failure with its status', async () => {
  const data = {
    error: 'evaluation failed',
    message: 'Send it again.',
    code: 'evaluation_failed',
    status: 502,
    retryable: true,
    retry_after: null,
  };
  server.answer(stream(START, frame(2, 'error', data)));
  await expect(readProgress(PATH, BODY, options())).rejects.toMatchObject({
    name: 'StreamProblem',
    code: 'evaluation_failed',
    status: 502,
    retryable: true,
  });
});

it('tells a refusal', async () => {
  server.answer(refuse(409, { code: 'conflict' }));
  await expect(readProgress(PATH, BODY, options())).rejects.toMatchObject({ code: 'conflict' });
});

it('does not send twice what may have been done', async () => {
  server.answer(cut(START), hangUp);
  await expect(readProgress(PATH, BODY, options())).rejects.toMatchObject({ code: 'cut' });
  await expect(readProgress(PATH, BODY, options())).rejects.toMatchObject({ code: 'network' });
  expect(server.asked).toHaveLength(2);
});

it('sends it again under a key, until it is done', async () => {
  server.answer(hangUp, cut(START), stream(START), stream(START, COMPLETE));
  const keyed = { ...options(), idempotencyKey: 'k' };
  expect(await readProgress(PATH, BODY, keyed)).toEqual({ id: 7 });
  expect(server.asked.map((each) => each.headers['idempotency-key'])).toEqual(['k', 'k', 'k', 'k']);
});

it('sends no body where there is none', async () => {
  server.answer(json(201, { id: 9 }));
  await readProgress(PATH, undefined, options());
  expect(server.asked[0]).toMatchObject({ body: '' });
  expect(server.asked[0]?.headers['content-type']).toBeUndefined();
});
