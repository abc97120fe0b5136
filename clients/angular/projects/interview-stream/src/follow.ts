import { isText, shape } from './checks.js';
import { parseJson } from './events.js';
import type { Agent, StreamEvent } from './events.js';
import { StreamProblem, cutProblem, problemOfEvent } from './problem.js';
import { readEvents } from './read.js';
import { newKey, send, streamOf } from './request.js';
import { Retries } from './retries.js';
import type { Connection, Outcome, RetryOptions } from './retries.js';

export type StreamOptions = RetryOptions;

/** What the API is asked. */
export interface Question {
  /** 5 to 2000 characters. */
  readonly question: string;
  /** What to take into account: level, company, stack, time; at most 1000 characters. */
  readonly context?: string;
  /** Ask this specialist; left out, the question is routed. */
  readonly agent?: Agent | null;
  readonly conversation_id?: string | null;
  readonly conversation_history?: readonly {
    readonly role: 'user' | 'assistant';
    readonly content: string;
  }[];
}

/** A run that was started. The response has more; see POST /api/agents/runs. */
export interface StartedRun {
  readonly run_id: string;
  readonly status: string;
  readonly question: string;
}

export interface AskOptions extends StreamOptions {
  /** Left out, a new one: whatever is repeated, the question is asked once. */
  readonly idempotencyKey?: string | undefined;
  /** Called once the run has an id, before its first event. */
  readonly onRun?: ((run: StartedRun) => void) | undefined;
}

/** Events of one answer; what the generator returns is how it ended. */
export type Events = AsyncGenerator<StreamEvent, Outcome, void>;

/**
 * Follow a run, from its first event or after one, until it ends.
 *
 * A connection that breaks or falls silent is opened again, after the last event that was seen; an
 * event comes once, in order. After a `reset` everything comes again from the first one.
 *
 * @param options.after Number of the last event that you have.
 * @throws StreamProblem when the server refuses, or the connection does not come back; the reason
 *   of `signal` when it is aborted. Stopping to read, or aborting, does not stop the run.
 */
export function followRun(
  runId: string,
  options: StreamOptions & { readonly after?: number | undefined } = {},
): Events {
  return closing(options, (end) => follow(runId, options.after ?? 0, options, end));
}

/**
 * Ask a question and follow the answer, which goes on whoever reads it: `startRun`, `followRun`.
 *
 * @throws See `followRun`.
 */
export function ask(question: Question, options: AskOptions = {}): Events {
  return closing(options, async function* (end) {
    const run = await start(question, options);
    options.onRun?.(run);
    return yield* follow(run.run_id, 0, options, end);
  });
}

/**
 * Ask a question and read the answer in one request, without ids. The server stops the answer some
 * seconds after its reader has left; until then, a lost connection goes on where it was.
 *
 * @throws See `followRun`.
 */
export function answerStream(question: Question, options: AskOptions = {}): Events {
  return closing(options, async function* (end) {
    const retries = new Retries(options);
    const init = asking(question, 'text/event-stream', options);
    for (;;) {
      const reader = new EventsOnce(0);
      try {
        const body = await send('/api/agents/answer-stream', init, options, streamOf);
        options.onConnection?.({ status: 'live' });
        for await (const event of readEvents(body, options)) {
          if (!reader.isNew(event)) continue;
          const outcome = terminal(event);
          if (outcome) end(outcome);
          yield event;
          if (outcome) return outcome;
        }
        throw cutProblem();
      } catch (error) {
        await retries.pauseAfter(error);
      }
      if (reader.runId) return yield* follow(reader.runId, reader.last, options, end, retries);
    }
  });
}

/**
 * Start a run, which goes on by itself. A response that is lost does no harm: the request is sent
 * again under the same key, and the server starts the run once.
 *
 * @throws See `followRun`.
 */
export function startRun(question: Question, options: AskOptions = {}): Promise<StartedRun> {
  return start(question, options);
}

/**
 * Stop a run. What there is of the answer is kept; who follows it gets an `error` event with the
 * code `cancelled`. One that has ended stays as it is.
 *
 * @throws See `followRun`.
 */
export async function cancelRun(runId: string, options: StreamOptions = {}): Promise<void> {
  const path = `/api/agents/runs/${encodeURIComponent(runId)}/cancel`;
  const retries = new Retries({ maxAttempts: 3, ...options });
  await retries.until(() =>
    send(path, { method: 'POST' }, options, (response) => response.body?.cancel()),
  );
}

async function start(question: Question, options: AskOptions): Promise<StartedRun> {
  const init = asking(question, 'application/json', options);
  return new Retries(options).until(() =>
    send('/api/agents/runs', init, options, async (response) => {
      const run = parseJson(await response.text());
      if (isStartedRun(run)) return run;
      throw new StreamProblem('malformed_event', 'The server started something that is no run.');
    }),
  );
}

async function* follow(
  runId: string,
  after: number,
  options: StreamOptions,
  end: (outcome: Outcome) => void,
  retries = new Retries(options),
): Events {
  const path = `/api/agents/runs/${encodeURIComponent(runId)}/events`;
  const reader = new EventsOnce(after, runId);
  for (;;) {
    const headers: Record<string, string> = { Accept: 'text/event-stream' };
    if (reader.last > 0) headers['Last-Event-ID'] = `${reader.runId}:${reader.last}`;
    try {
      const body = await send(path, { headers }, options, bodyOrNone);
      if (body === null) return { kind: 'over' };
      options.onConnection?.({ status: 'live' });
      const reading = { ...options, onRetry: retries.slowDown };
      for await (const event of readEvents(body, reading)) {
        if (!reader.isNew(event)) continue;
        retries.succeeded();
        const outcome = terminal(event);
        if (outcome) end(outcome);
        yield event;
        if (outcome) return outcome;
      }
      throw cutProblem();
    } catch (error) {
      await retries.pauseAfter(error);
    }
  }
}

/** Which events of a run were seen, over all its connections. */
class EventsOnce {
  constructor(
    public last: number,
    public runId: string | null = null,
  ) {}

  isNew(event: StreamEvent): boolean {
    if (event.event_type === 'malformed') return true;
    this.runId ??= event.run_id;
    if (event.run_id.toLowerCase() !== this.runId.toLowerCase()) return false;
    if (event.event_type === 'reset') {
      this.last = 0;
      return true;
    }
    if (event.id <= this.last) return false;
    this.last = event.id;
    return true;
  }
}

/** Tells how it ended exactly once, however that is; leaving a loop counts as aborting. */
async function* closing(
  { onConnection }: { readonly onConnection?: ((connection: Connection) => void) | undefined },
  run: (end: (outcome: Outcome) => void) => Events,
): Events {
  let outcome: Outcome = { kind: 'aborted' };
  onConnection?.({ status: 'connecting' });
  try {
    // Known before the last event is handed out: many leave the loop with it.
    outcome = yield* run((known) => (outcome = known));
    return outcome;
  } catch (error) {
    if (error instanceof StreamProblem) outcome = { kind: 'failed', problem: error };
    throw error;
  } finally {
    onConnection?.({ status: 'closed', outcome });
  }
}

function terminal(event: StreamEvent): Outcome | null {
  if (event.event_type === 'complete') return { kind: 'complete' };
  if (event.event_type !== 'error') return null;
  return { kind: 'failed', problem: problemOfEvent(event.data) };
}

function bodyOrNone(response: Response): ReadableStream<Uint8Array> | null {
  return response.status === 204 ? null : streamOf(response);
}

function asking(question: Question, accept: string, options: AskOptions) {
  return {
    method: 'POST',
    body: JSON.stringify(question),
    headers: {
      Accept: accept,
      'Content-Type': 'application/json',
      'Idempotency-Key': options.idempotencyKey ?? newKey(),
    },
  };
}

const isStartedRun = shape<StartedRun>({ run_id: isText, status: isText, question: isText });
