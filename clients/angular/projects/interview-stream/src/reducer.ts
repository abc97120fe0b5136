import type { AnswerEvent, Metadata, Routing, Source, StreamEvent, Usage } from './events.js';
import { problemOfEvent } from './problem.js';
import type { StreamProblem } from './problem.js';

/**
 * Where an answer stands. `starting`: asked, nothing has come yet. `finishing`: the text is whole,
 * follow-up questions come. `stopped`: somebody cancelled it; what there is of the text stays.
 */
export type Phase =
  'empty' | 'starting' | 'routing' | 'answering' | 'finishing' | 'complete' | 'failed' | 'stopped';

/** When things happened, as the server tells it: ISO 8601 in UTC, and milliseconds. */
export interface Timings {
  readonly startedAt: string | null;
  readonly routedAt: string | null;
  readonly firstTextAt: string | null;
  readonly endedAt: string | null;
  readonly timeToFirstTokenMs: number | null;
  readonly durationMs: number | null;
}

/** Everything that is known of an answer, live or replayed. */
export interface AnswerState {
  readonly runId: string | null;
  /** Number of the last event that is part of this. */
  readonly lastId: number;
  readonly phase: Phase;
  /** What the server says it is doing, for people. */
  readonly message: string;
  readonly question: string;
  readonly routing: Routing | null;
  /** The answer so far, in Markdown. */
  readonly text: string;
  readonly textIsWhole: boolean;
  readonly metadata: Metadata | null;
  readonly sources: readonly Source[];
  readonly usage: Usage | null;
  readonly followUps: readonly string[];
  /** Whether they do not look at this answer. */
  readonly followUpsAreGeneric: boolean;
  /** False when the database could not keep the answer; null before that is known. */
  readonly stored: boolean | null;
  readonly problem: StreamProblem | null;
  readonly timings: Timings;
}

const NO_TIMINGS: Timings = {
  startedAt: null,
  routedAt: null,
  firstTextAt: null,
  endedAt: null,
  timeToFirstTokenMs: null,
  durationMs: null,
};

/** An answer before anything is asked. */
export const emptyAnswer: AnswerState = {
  runId: null,
  lastId: 0,
  phase: 'empty',
  message: '',
  question: '',
  routing: null,
  text: '',
  textIsWhole: false,
  metadata: null,
  sources: [],
  usage: null,
  followUps: [],
  followUpsAreGeneric: false,
  stored: null,
  problem: null,
  timings: NO_TIMINGS,
};

/** Whether the answer has ended, one way or the other. */
export function isOver({ phase }: AnswerState): boolean {
  return phase === 'complete' || phase === 'failed' || phase === 'stopped';
}

/**
 * Take in one event. Pure: parts that do not change keep their identity, and the whole state does
 * when the event tells nothing new: it was seen before, is late, of another run, or unknown.
 */
export function reduce(state: AnswerState, event: StreamEvent): AnswerState {
  if (event.event_type === 'malformed') return state;
  if (state.runId !== null && event.run_id !== state.runId) return state;
  if (event.event_type === 'reset') {
    return { ...emptyAnswer, runId: event.run_id, question: state.question, phase: 'starting' };
  }
  if (event.id <= state.lastId) return state;
  const next = event.event_type === 'unknown' ? state : told(state, event);
  return { ...next, runId: event.run_id, lastId: event.id };
}

function told(state: AnswerState, event: AnswerEvent): AnswerState {
  const { timings } = state;
  switch (event.event_type) {
    case 'start':
      return {
        ...state,
        phase: 'routing',
        question: event.data.question,
        message: event.data.message,
        timings: { ...timings, startedAt: event.timestamp },
      };
    case 'routing':
      return {
        ...state,
        routing: event.data,
        timings: { ...timings, routedAt: event.timestamp },
      };
    case 'processing':
      return { ...state, phase: 'answering', message: event.data.message };
    case 'content':
      if (event.data.is_final) return { ...state, phase: 'finishing', textIsWhole: true };
      return {
        ...state,
        phase: 'answering',
        text: state.text + event.data.chunk,
        timings:
          timings.firstTextAt === null ? { ...timings, firstTextAt: event.timestamp } : timings,
      };
    case 'answer_complete': {
      const { full_answer, metadata } = event.data;
      return {
        ...state,
        phase: 'finishing',
        // The same, unless a piece got lost on the way.
        text: full_answer === state.text ? state.text : full_answer,
        textIsWhole: true,
        metadata,
        sources: metadata.sources,
        usage: metadata.usage,
        timings: {
          ...timings,
          timeToFirstTokenMs: metadata.time_to_first_token_ms,
          durationMs: metadata.duration_ms,
        },
      };
    }
    case 'follow_ups':
      return {
        ...state,
        followUps: event.data.questions,
        followUpsAreGeneric: event.data.generic,
      };
    case 'complete':
      return {
        ...state,
        phase: 'complete',
        message: event.data.message,
        stored: event.data.stored,
        timings: { ...timings, endedAt: event.timestamp },
      };
    case 'error':
      return {
        ...state,
        phase: event.data.code === 'cancelled' ? 'stopped' : 'failed',
        message: event.data.message,
        problem: problemOfEvent(event.data),
        timings: { ...timings, endedAt: event.timestamp },
      };
    case 'reset':
      return state; // dealt with before, since its number is 0
  }
}
