import { describe, expect, it } from 'vitest';

import { answerStream, ask, cancelRun, startRun } from './follow.js';
import { emptyAnswer, reduce } from './reducer.js';
import { Following, IDS, WHOLE, ids } from './testing/following.js';
import { cut, hangUp, json, refuse, stream } from './testing/server.js';
import { COMPLETE, RUN, START, collect, piece, recorded } from './testing/streams.js';

const QUESTION = { question: 'Why is that?' };
const STARTED = { run_id: RUN, status: 'running', question: 'Why is that?', answer: '' };
const on = new Following();

describe('ask', () => {
  it('starts a run and follows it', async () => {
    const runs: string[] = [];
    on.server.answer(json(202, STARTED), stream(...WHOLE));
    const onRun = ({ run_id }: { run_id: string }) => void runs.push(run_id);
    expect(await ids(ask(QUESTION, { ...on.options(), onRun }))).toEqual(IDS);
    expect(runs).toEqual([RUN]);
    expect(on.server.asked).toMatchObject([
      { method: 'POST', path: '/api/agents/runs', body: JSON.stringify(QUESTION) },
      { method: 'GET', path: `/api/agents/runs/${RUN}/events` },
    ]);
    expect(on.closings).toHaveLength(1);
  });

  it('asks again under the same key when nobody knows whether it arrived', async () => {
    on.server.answer(hangUp, refuse(503), json(202, STARTED), stream(...WHOLE));
    expect(await ids(ask(QUESTION, on.options()))).toEqual(IDS);
    const keys = on.server.asked.slice(0, 3).map((each) => each.headers['idempotency-key']);
    expect(keys[0]).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    expect(new Set(keys).size).toBe(1);
  });

  it('takes a new key for every question, or yours', async () => {
    on.server.answer(json(202, STARTED), json(202, STARTED), json(202, STARTED));
    await startRun(QUESTION, on.options());
    await startRun(QUESTION, on.options());
    await startRun(QUESTION, { ...on.options(), idempotencyKey: 'mine' });
    const keys = on.server.asked.map((each) => each.headers['idempotency-key']);
    expect(new Set(keys).size).toBe(3);
    expect(keys[2]).toBe('mine');
  });

  it('tells what is wrong with the question', async () => {
    const errors = [{ field: 'body.question', message: 'must be longer' }, null, { field: 1 }];
    on.server.answer(refuse(422, { code: 'invalid_request', errors }));
    await expect(collect(ask(QUESTION, on.options()))).rejects.toMatchObject({
      code: 'invalid_request',
      fields: [{ field: 'body.question', message: 'must be longer' }],
    });
    expect(on.closings).toHaveLength(1);
  });

  it.each([[json(202, { hello: 1 })], [stream('no JSON')]])(
    'does not follow what is no run: %#',
    async (answer) => {
      on.server.answer(answer);
      await expect(startRun(QUESTION, on.options())).rejects.toMatchObject({
        code: 'malformed_event',
      });
    },
  );
});

describe('answerStream', () => {
  it('reads the answer in one request', async () => {
    const text = new TextDecoder().decode(recorded('answer-stream'));
    on.server.answer(stream(text));
    const events = await collect(answerStream(QUESTION, on.options()));
    expect(events.reduce(reduce, emptyAnswer).phase).toBe('complete');
    expect(on.server.asked).toMatchObject([{ method: 'POST', path: '/api/agents/answer-stream' }]);
  });

  it('asks again under the same key when nothing came, and goes on when something did', async () => {
    on.server.answer(
      hangUp,
      cut(),
      cut(START, piece(2)),
      cut(piece(3)),
      stream(piece(4), COMPLETE),
    );
    expect(await ids(answerStream(QUESTION, on.options()))).toEqual(IDS);
    expect(on.server.asked.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /api/agents/answer-stream',
      'POST /api/agents/answer-stream',
      'POST /api/agents/answer-stream',
      `GET /api/agents/runs/${RUN}/events`,
      `GET /api/agents/runs/${RUN}/events`,
    ]);
    const keys = on.server.asked.slice(0, 3).map((each) => each.headers['idempotency-key']);
    expect(new Set(keys).size).toBe(1);
    expect(on.server.asked[3]?.headers['last-event-id']).toBe(`${RUN}:2`);
    expect(on.closings).toEqual([{ status: 'closed', outcome: { kind: 'complete' } }]);
  });
});

describe('cancelRun', () => {
  it('stops a run, even at the second try', async () => {
    on.server.answer(hangUp, json(200, STARTED));
    await cancelRun(RUN, on.options());
    expect(on.server.asked).toMatchObject([
      { method: 'POST', path: `/api/agents/runs/${RUN}/cancel` },
      { method: 'POST', path: `/api/agents/runs/${RUN}/cancel` },
    ]);
  });

  it('tells that there is no such run', async () => {
    on.server.answer(refuse(404, { code: 'not_found' }));
    await expect(cancelRun('../x', on.options())).rejects.toMatchObject({ code: 'not_found' });
    expect(on.server.asked[0]?.path).toBe('/api/agents/runs/..%2Fx/cancel');
  });
});
