// @vitest-environment jsdom
import '@angular/compiler';
import { Injector, provideZonelessChangeDetection, runInInjectionContext } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { BrowserTestingModule, platformBrowserTesting } from '@angular/platform-browser/testing';
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';

import { interviewStream, provideInterviewStream } from './angular.js';
import type { InterviewStream } from './angular.js';
import { parseEvent } from './events.js';
import type { StreamConfig } from './request.js';
import {
  COMPLETE,
  RUN,
  START,
  eventsOf,
  frame,
  piece,
  streamed,
  eventually,
} from './testing/streams.js';

const QUESTION = { question: 'Why is that?' };
const STARTED = { run_id: RUN, status: 'running', question: QUESTION.question };

interface Request {
  readonly path: string;
  readonly headers: Headers;
}

/** A server within this process, so that time can stand still. */
class Api {
  readonly asked: Request[] = [];
  private readonly script: ((signal: AbortSignal) => Response | Promise<Response>)[] = [];

  answer(...responses: (Response | ((signal: AbortSignal) => Response | Promise<Response>))[]) {
    this.script.push(...responses.map((each) => (each instanceof Response ? () => each : each)));
  }

  readonly fetch = async (path: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    this.asked.push({ path: String(path), headers: new Headers(init?.headers) });
    const respond = this.script.shift();
    if (!respond || !init?.signal) throw new TypeError('Nothing is scripted.');
    return respond(init.signal);
  };
}

/** A stream into which a test writes when it likes. */
function writable() {
  let controller!: ReadableStreamDefaultController<Uint8Array>;
  const left = vi.fn();
  const body = new ReadableStream<Uint8Array>({
    start: (given) => void (controller = given),
    cancel: left,
  });
  const encoder = new TextEncoder();
  return {
    response: new Response(body, { headers: { 'Content-Type': 'text/event-stream' } }),
    write: (text: string) => controller.enqueue(encoder.encode(text)),
    left,
  };
}

let api: Api;

beforeAll(() => {
  TestBed.resetTestEnvironment();
  TestBed.initTestEnvironment(BrowserTestingModule, platformBrowserTesting());
});
beforeEach(() => {
  api = new Api();
});
afterEach(() => {
  vi.useRealTimers();
  TestBed.resetTestingModule();
});

function create(config: Partial<StreamConfig> = {}): InterviewStream {
  const shared = { fetch: api.fetch, wait: async () => undefined, maxAttempts: 2 };
  TestBed.configureTestingModule({
    providers: [provideZonelessChangeDetection(), provideInterviewStream(() => shared)],
  });
  return runInInjectionContext(TestBed.inject(Injector), () => interviewStream(config));
}

it('asks, follows, and shows the answer', async () => {
  const stream = create();
  expect(stream.state().phase).toBe('empty');
  expect(stream.connection()).toEqual({ status: 'closed', outcome: null });
  api.answer(Response.json(STARTED), streamed(START, piece(2, 'So.'), COMPLETE));

  const asked = stream.ask(QUESTION);
  expect(stream.state()).toMatchObject({ phase: 'starting', question: QUESTION.question });
  expect(stream.running()).toBe(true);

  expect(await asked).toEqual({ kind: 'complete' });
  expect(stream.state()).toMatchObject({ phase: 'complete', text: 'So.', runId: RUN });
  expect(stream.running()).toBe(false);
  expect(stream.connection()).toEqual({ status: 'closed', outcome: { kind: 'complete' } });
});

it('shows text every 100 ms, and everything else directly', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  const { response, write } = writable();
  const stream = create();
  api.answer(response);
  void stream.follow(RUN);
  write(START);
  await vi.advanceTimersByTimeAsync(0);
  expect(stream.state().phase).toBe('routing');

  write(piece(2, '2'));
  await vi.advanceTimersByTimeAsync(1);
  expect(stream.state().text).toBe('2');
  for (const id of [3, 4]) write(piece(id, `${id}`));
  await vi.advanceTimersByTimeAsync(98);
  expect(stream.state().text).toBe('2');
  await vi.advanceTimersByTimeAsync(2);
  expect(stream.state().text).toBe('234');

  write(piece(5, '5') + COMPLETE);
  await vi.advanceTimersByTimeAsync(0);
  expect(stream.state()).toMatchObject({ text: '2345', phase: 'complete' });
});

it('tells a problem in the outcome and in the state, and rejects nothing', async () => {
  const stream = create();
  const problem = { code: 'invalid_request', detail: 'Too short.' };
  api.answer(Response.json(problem, { status: 422 }));
  expect(await stream.ask(QUESTION)).toMatchObject({
    kind: 'failed',
    problem: { code: 'invalid_request' },
  });
  expect(stream.state()).toMatchObject({
    phase: 'failed',
    message: 'Too short.',
    question: QUESTION.question,
    problem: { code: 'invalid_request', status: 422 },
  });
  expect(stream.running()).toBe(false);
});

it('tells a connection that is away for a second, and no shorter loss', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  let back!: () => void;
  const stream = create({ wait: () => new Promise((resolve) => (back = resolve)) });
  api.answer(streamed(START), streamed(piece(2)), streamed(COMPLETE));
  void stream.follow(RUN);
  for (const [milliseconds, away] of [
    [999, false],
    [1000, true],
  ] as const) {
    await vi.advanceTimersByTimeAsync(0);
    expect(stream.connection().status).toBe('reconnecting');
    await vi.advanceTimersByTimeAsync(milliseconds);
    expect(stream.away()).toBe(away);
    back();
  }
  await vi.advanceTimersByTimeAsync(0);
  expect(stream.away()).toBe(false);
  expect(stream.state().phase).toBe('complete');
  expect(vi.getTimerCount()).toBe(0);
});

it('does not hide a mistake of its caller', async () => {
  const stream = create();
  api.answer(Response.json(STARTED));
  const mistake = () => {
    throw new RangeError('A mistake.');
  };
  await expect(stream.ask(QUESTION, { onRun: mistake })).rejects.toThrow('A mistake.');
  expect(stream.running()).toBe(false);
});

it('keeps the text when the connection does not come back, and goes on from there', async () => {
  const stream = create({ maxAttempts: 0 });
  api.answer(streamed(START, piece(2, 'So ')));
  expect(await stream.follow(RUN)).toMatchObject({ kind: 'failed' });
  expect(stream.state()).toMatchObject({
    phase: 'failed',
    text: 'So ',
    problem: { code: 'connection_lost', retryable: true },
  });
  api.answer(streamed(piece(3, 'it is.'), COMPLETE));
  expect(await stream.follow(RUN)).toEqual({ kind: 'complete' });
  expect(stream.state()).toMatchObject({ phase: 'complete', text: 'So it is.', problem: null });
  expect(api.asked.at(-1)?.headers.get('Last-Event-ID')).toBe(`${RUN}:2`);
});

it('stops reading when what it belongs to is destroyed', async () => {
  const { response, write, left } = writable();
  const stream = create();
  api.answer(response);
  const followed = stream.follow(RUN);
  write(START);
  await eventually(() => expect(stream.state().phase).toBe('routing'));
  TestBed.resetTestingModule();
  expect(await followed).toEqual({ kind: 'aborted' });
  expect(left).toHaveBeenCalledOnce();
});

it('leaves one answer for the next', async () => {
  const first = writable();
  const stream = create();
  const other = RUN.replace('3', '4');
  api.answer(first.response, streamed(frame(1, 'start', { message: '', question: 'B' }, other)));
  const left = stream.follow(RUN);
  first.write(START);
  await eventually(() => expect(stream.state().phase).toBe('routing'));
  const next = stream.follow(other);
  expect(stream.state()).toMatchObject({ phase: 'starting', question: '', runId: other });
  expect(await left).toEqual({ kind: 'aborted' });
  expect(stream.running()).toBe(true);
  await next;
  expect(stream.state()).toMatchObject({ question: 'B', runId: other });
});

it('stops an answer, and keeps its text', async () => {
  const { response, write } = writable();
  const stream = create();
  api.answer(response, Response.json(STARTED));
  const followed = stream.follow(RUN);
  write(START + piece(2, 'So '));
  await eventually(() => expect(stream.state().text).toBe('So '));
  await stream.cancel();
  expect(api.asked.at(-1)?.path).toBe(`/api/agents/runs/${RUN}/cancel`);
  const told = { error: '', message: '', code: 'cancelled', retryable: true, retry_after: null };
  write(frame(3, 'error', told));
  expect(await followed).toMatchObject({ kind: 'failed', problem: { code: 'cancelled' } });
  expect(stream.state()).toMatchObject({ phase: 'stopped', text: 'So ' });
});

it('stops an answer whose id is not there yet as soon as it is', async () => {
  const stream = create();
  let started!: (response: Response) => void;
  api.answer(() => new Promise((resolve) => (started = resolve)));
  void stream.ask(QUESTION);
  await eventually(() => expect(api.asked).toHaveLength(1));
  await stream.cancel();
  api.answer(Response.json(STARTED), streamed(START, COMPLETE));
  started(Response.json(STARTED));
  await eventually(() =>
    expect(api.asked.map(({ path }) => path)).toContain(`/api/agents/runs/${RUN}/cancel`),
  );
});

it('asks nobody any more when it is stopped without a connection', async () => {
  const stream = create({ wait: () => new Promise(() => undefined) });
  const asked = stream.ask(QUESTION);
  await eventually(() => expect(stream.connection().status).toBe('reconnecting'));
  await stream.cancel();
  expect(stream.state()).toMatchObject({ phase: 'stopped', question: QUESTION.question });
  expect(stream.running()).toBe(false);
  expect(api.asked).toHaveLength(1);
  void asked;
});

it('replays stored events, and forgets them', () => {
  const stream = create();
  for (const event of eventsOf('run-events')) stream.apply(parseEvent(event));
  expect(stream.state()).toMatchObject({ phase: 'complete', textIsWhole: true });
  stream.clear();
  expect(stream.state().phase).toBe('empty');
});

it('lets a stream have its own configuration', async () => {
  const stream = create({ baseUrl: 'https://api.example/', headers: () => ({ 'X-API-Key': 'k' }) });
  api.answer(streamed(START, COMPLETE));
  await stream.follow(RUN);
  expect(api.asked[0]?.path).toBe(`https://api.example/api/agents/runs/${RUN}/events`);
  expect(api.asked[0]?.headers.get('X-API-Key')).toBe('k');
});
