import {
  isCount,
  isFlag,
  isNumber,
  isText,
  isAnything,
  listOf,
  orLeftOut,
  orNull,
  shape,
} from './checks.js';
import type { Check } from './checks.js';
import { StreamProblem } from './problem.js';

/** A string of which these values are known; newer servers may have more. */
type Known<Values extends string> = Values | (string & {});

export type Agent = Known<
  'product_manager' | 'technical' | 'architect' | 'coding' | 'behavioral' | 'system_design'
>;

/** Who answers, and why. */
export interface Routing {
  readonly selected_agent: Agent;
  /** One or two sentences for a person. */
  readonly reasoning: string;
  /** 0 to 1; 1 when the caller chose. */
  readonly confidence: number;
  readonly decided_by: Known<'caller' | 'classifier' | 'model' | 'fallback'>;
  readonly fallback: boolean;
  /** False when this is no interview question; the answer says so. */
  readonly in_scope: boolean;
  /** Others that could answer, most likely first. */
  readonly alternatives: readonly { readonly agent: Agent; readonly confidence: number }[];
}

/** A library entry that the answer drew on. */
export interface Source {
  readonly slug: string;
  readonly question: string;
  /** `near`: the entry answers this very question. */
  readonly match: Known<'near' | 'related'>;
  /** Probability, 0 to 1, that the entry asks what was asked. */
  readonly strength: number;
  readonly references: readonly string[];
}

/** Tokens as the provider counted them. */
export interface Usage {
  readonly input_tokens: number;
  readonly output_tokens: number;
}

/** What the answer is like, who wrote it, from what, and how fast. */
export interface Metadata {
  readonly word_count: number;
  readonly char_count: number;
  readonly has_examples: boolean;
  readonly has_structure: boolean;
  readonly provider: Known<'library' | 'local' | 'openai'>;
  readonly model: string;
  readonly basis: Known<'model' | 'entry' | 'related' | 'framework'>;
  readonly sources: readonly Source[];
  readonly finish_reason: Known<'stop' | 'length'>;
  readonly truncated: boolean;
  /** Null when nobody counted. */
  readonly usage: Usage | null;
  readonly time_to_first_token_ms: number | null;
  readonly duration_ms: number;
}

/** Why there is no whole answer. */
export interface ErrorData {
  /** The code in words. */
  readonly error: string;
  /** What went wrong and what to do next. */
  readonly message: string;
  readonly code: string;
  readonly retryable: boolean;
  /** Seconds. */
  readonly retry_after: number | null;
  /** What a plain response would have had; only where progress is followed. */
  readonly status?: number | undefined;
}

/** What each kind of event tells; names are those of the wire. */
export interface EventData {
  readonly start: { readonly message: string; readonly question: string };
  readonly routing: Routing;
  readonly processing: { readonly message: string; readonly agent: Agent };
  readonly content: { readonly chunk: string; readonly is_final: boolean };
  readonly answer_complete: {
    readonly full_answer: string;
    readonly word_count: number;
    readonly character_count: number;
    readonly metadata: Metadata;
  };
  readonly follow_ups: { readonly questions: readonly string[]; readonly generic: boolean };
  readonly complete: {
    readonly message: string;
    readonly agent_used: Agent;
    readonly success: boolean;
    /** False when the database could not keep the answer. */
    readonly stored: boolean;
  };
  readonly error: ErrorData;
  /** Forget what you have; everything comes again. */
  readonly reset: { readonly message: string };
}

export type EventType = keyof EventData;

/** The frame that all events have. */
export interface Frame<Type extends string, Data> {
  readonly event_type: Type;
  /** ISO 8601 in UTC. */
  readonly timestamp: string;
  readonly data: Data;
  /** Number of the event in its run, from 1; 0 for `reset`. */
  readonly id: number;
  readonly run_id: string;
}

/** What happens in a run. Exactly one of `complete` and `error` ends it. */
export type AnswerEvent = { [Type in EventType]: Frame<Type, EventData[Type]> }[EventType];

/** An event that this version does not know; ignore it. */
export interface UnknownEvent extends Frame<'unknown', unknown> {
  readonly name: string;
}

/** Something that is no event. */
export interface MalformedEvent {
  readonly event_type: 'malformed';
  readonly problem: StreamProblem;
}

export type StreamEvent = AnswerEvent | UnknownEvent | MalformedEvent;

const isSource = shape<Source>({
  slug: isText,
  question: isText,
  match: isText,
  strength: isNumber,
  references: listOf(isText),
});

const isMetadata = shape<Metadata>({
  word_count: isNumber,
  char_count: isNumber,
  has_examples: isFlag,
  has_structure: isFlag,
  provider: isText,
  model: isText,
  basis: isText,
  sources: listOf(isSource),
  finish_reason: isText,
  truncated: isFlag,
  usage: orNull(shape<Usage>({ input_tokens: isNumber, output_tokens: isNumber })),
  time_to_first_token_ms: orNull(isNumber),
  duration_ms: isNumber,
});

/** Shared with the events of progress. */
export const isErrorData = shape<ErrorData>({
  error: isText,
  message: isText,
  code: isText,
  retryable: isFlag,
  retry_after: orNull(isNumber),
  status: orLeftOut(isNumber),
});

const CHECKS: { readonly [Type in EventType]: Check<EventData[Type]> } = {
  start: shape<EventData['start']>({ message: isText, question: isText }),
  routing: shape<Routing>({
    selected_agent: isText,
    reasoning: isText,
    confidence: isNumber,
    decided_by: isText,
    fallback: isFlag,
    in_scope: isFlag,
    alternatives: listOf(
      shape<Routing['alternatives'][number]>({ agent: isText, confidence: isNumber }),
    ),
  }),
  processing: shape<EventData['processing']>({ message: isText, agent: isText }),
  content: shape<EventData['content']>({ chunk: isText, is_final: isFlag }),
  answer_complete: shape<EventData['answer_complete']>({
    full_answer: isText,
    word_count: isNumber,
    character_count: isNumber,
    metadata: isMetadata,
  }),
  follow_ups: shape<EventData['follow_ups']>({ questions: listOf(isText), generic: isFlag }),
  complete: shape<EventData['complete']>({
    message: isText,
    agent_used: isText,
    success: isFlag,
    stored: isFlag,
  }),
  error: isErrorData,
  reset: shape<EventData['reset']>({ message: isText }),
};

/** Shared with the events of progress. */
export const isFrame = shape<Frame<string, unknown>>({
  event_type: isText,
  timestamp: isText,
  data: isAnything,
  id: isCount,
  run_id: isText,
});

/** Read one event from parsed JSON, whatever that is. Never throws. */
export function parseEvent(json: unknown): StreamEvent {
  if (!isFrame(json)) return malformed('Something came that is no event.');
  if (!Object.hasOwn(CHECKS, json.event_type)) {
    return { ...json, event_type: 'unknown', name: json.event_type };
  }
  if (isAnswerEvent(json)) return json;
  return malformed(`The event ${json.event_type} has not the fields that it should have.`);
}

/** Read one event from the text after `data: `. Never throws. */
export function parseEventText(text: string): StreamEvent {
  const json = parseJson(text);
  return json === undefined ? malformed('Something came that is no JSON.') : parseEvent(json);
}

/** Parse JSON; undefined, which JSON does not have, when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isAnswerEvent(frame: Frame<string, unknown>): frame is AnswerEvent {
  return CHECKS[frame.event_type as EventType](frame.data);
}

function malformed(message: string): MalformedEvent {
  return { event_type: 'malformed', problem: new StreamProblem('malformed_event', message) };
}
