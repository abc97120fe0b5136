import type { StreamEvent } from './events.js';
import { pause } from './retries.js';

export interface ReplayOptions {
  /** 1: as fast as it was; 4: four times as fast; Infinity: at once. */
  readonly speed: number;
  readonly signal?: AbortSignal | undefined;
  /** For tests. */
  readonly wait?: ((milliseconds: number, signal?: AbortSignal) => Promise<void>) | undefined;
}

/** Nobody wants to watch a model think. */
const LONGEST_PAUSE_MS = 1_500;
const SHORTEST_STEP_MS = 5;
const LONGEST_STEP_MS = 80;
/** Of an answer of which nobody knows how long it took. */
const USUAL_STEP_MS = 25;

/**
 * The same events again, at the pace at which they came.
 *
 * Of a run that is read later, the server knows only when it began and ended; then the pieces of
 * the text are spread evenly over the time that the answer took.
 *
 * @throws The reason of `signal` when it is aborted.
 */
export async function* replay(
  events: readonly StreamEvent[],
  { speed, signal, wait = pause }: ReplayOptions,
): AsyncGenerator<StreamEvent, void, void> {
  const step = stepOf(events);
  let before = momentOf(events[0]);
  for (const event of events) {
    const moment = momentOf(event);
    const passed = moment === null || before === null ? 0 : moment - before;
    const natural = step !== null && event.event_type === 'content' ? step : passed;
    const milliseconds = Math.min(Math.max(natural, 0), LONGEST_PAUSE_MS) / speed;
    if (milliseconds >= 1) await wait(milliseconds, signal);
    signal?.throwIfAborted();
    before = moment ?? before;
    yield event;
  }
}

/** Milliseconds between pieces of the text; null where their own times are known. */
function stepOf(events: readonly StreamEvent[]): number | null {
  const pieces = events.filter((event) => event.event_type === 'content');
  if (new Set(pieces.map(momentOf)).size > 1) return null;
  const whole = events.find((event) => event.event_type === 'answer_complete');
  if (!whole) return USUAL_STEP_MS;
  const { duration_ms: duration, time_to_first_token_ms: first } = whole.data.metadata;
  const step = (duration - (first ?? 0)) / Math.max(pieces.length, 1);
  return Math.min(Math.max(step, SHORTEST_STEP_MS), LONGEST_STEP_MS);
}

function momentOf(event: StreamEvent | undefined): number | null {
  if (!event || event.event_type === 'malformed') return null;
  const moment = Date.parse(event.timestamp);
  return Number.isNaN(moment) ? null : moment;
}
