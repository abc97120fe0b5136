/** Reads answers of InterviewAPIs as they are written. See README.md. */

export { parseEvent, parseEventText } from './events.js';
export type {
  Agent,
  AnswerEvent,
  ErrorData,
  EventData,
  EventType,
  Frame,
  MalformedEvent,
  Metadata,
  Routing,
  Source,
  StreamEvent,
  UnknownEvent,
  Usage,
} from './events.js';
export { answerStream, ask, cancelRun, followRun, startRun } from './follow.js';
export type { AskOptions, Events, Question, StartedRun, StreamOptions } from './follow.js';
export { Pace } from './pace.js';
export { StreamProblem, problemOfRefusal, problemOfResponse } from './problem.js';
export type { FieldProblem } from './problem.js';
export { readProgress } from './progress.js';
export type { ProgressOptions } from './progress.js';
export { IDLE_MS, readData, readEvents } from './read.js';
export type { ReadOptions } from './read.js';
export { emptyAnswer, isOver, reduce } from './reducer.js';
export type { AnswerState, Phase, Timings } from './reducer.js';
export { replay } from './replay.js';
export type { ReplayOptions } from './replay.js';
export { newKey } from './request.js';
export type { Network, RequestOptions, StreamConfig } from './request.js';
export { browserNetwork } from './retries.js';
export type { Connection, Outcome, RetryOptions } from './retries.js';
