import { type AnswerState, emptyAnswer, type Metadata, type Phase } from 'interview-stream';
import { Problem } from '../api/problem';
import type { Response } from '../api/types';

export type Run = Response<'/api/agents/runs/{run_id}', 'get'>;

const PHASES: Readonly<Record<Run['status'], Phase>> = {
  running: 'answering',
  completed: 'complete',
  failed: 'failed',
  cancelled: 'stopped',
  interrupted: 'failed',
};

/** A stored run as the state that following it live would have ended in. */
export function answerOf(run: Run): AnswerState {
  // A run that is not complete has none yet: an empty object.
  const metadata = 'provider' in run.metadata ? (run.metadata as Metadata) : null;
  return {
    ...emptyAnswer,
    runId: run.run_id,
    phase: PHASES[run.status],
    question: run.question,
    routing: run.routing,
    text: run.answer,
    textIsWhole: run.status === 'completed',
    metadata,
    sources: metadata?.sources ?? [],
    usage: run.usage,
    followUps: run.follow_up_questions,
    stored: true,
    problem: problemOfRun(run),
    timings: {
      ...emptyAnswer.timings,
      startedAt: run.created_at,
      endedAt: run.finished_at,
      timeToFirstTokenMs: run.time_to_first_token_ms,
      durationMs: run.duration_ms,
    },
  };
}

/** What a thread shows of its runs: one that was asked again gives way to its replacement. */
export function latestOf(runs: readonly Run[]): Run[] {
  const replaced = new Set(runs.map((run) => run.replaces_run_id));
  return runs.filter((run) => !replaced.has(run.run_id));
}

function problemOfRun(run: Run): Problem | null {
  if (run.error === null || run.status === 'cancelled') return null;
  const { code, message, retryable, retry_after: retryAfter } = run.error;
  return new Problem(code, message, { retryable, retryAfter });
}
