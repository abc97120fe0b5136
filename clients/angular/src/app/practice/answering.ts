import { inject, Injectable } from '@angular/core';
import { Api } from '../api/client';
import { Problem, problemOf } from '../api/problem';
import type { Attempt } from './records';
import { SlowWork } from './slow-work';

/** After these the answer may have arrived all the same. */
const UNCERTAIN = new Set(['cut', 'idle', 'network', 'connection_lost']);
const PAUSE_MS = 2_000;
/** A judging lapses after three minutes. */
const LOOKS = 100;

export interface Answer {
  readonly interviewId: string;
  readonly questionId: string;
  readonly text: string;
  readonly seconds: number;
  /** A try for comparison: the question has the answer that counts, or takes none. */
  readonly isRetry: boolean;
  /** Number of the last try before this one; 0 for none. */
  readonly after: number;
}

/** Has answers judged, and looks for the judgement where the connection was lost meanwhile. */
@Injectable()
export class Answering {
  private readonly api = inject(Api);
  private readonly work = inject(SlowWork);

  /** Rejects with a `Problem` where there is no judgement. */
  async judge(answer: Answer): Promise<Attempt> {
    const { interviewId, questionId } = answer;
    const path = answer.isRetry
      ? `/api/interview/${interviewId}/questions/${questionId}/attempts`
      : `/api/interview/${interviewId}/answer/${questionId}`;
    const body = { user_answer: answer.text, time_taken_seconds: answer.seconds };
    try {
      return await this.work.follow<Attempt>(path, body);
    } catch (error) {
      if (this.work.left || !UNCERTAIN.has(problemOf(error).code)) throw error;
      const found = await this.arrived(answer);
      if (found === null) throw error;
      return found;
    }
  }

  /** Wait for an answer that is being judged, sent from here or elsewhere. */
  async wait(interviewId: string, questionId: string, attempt: Attempt): Promise<Attempt> {
    let current = attempt;
    for (let looks = 0; current.state === 'judging' && looks < LOOKS; looks++) {
      this.work.say('Your answer is being judged.');
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      if (this.work.left) return current;
      const tries = await this.triesWhenThere(interviewId, questionId);
      current = tries.find((each) => each.attempt_id === attempt.attempt_id) ?? current;
    }
    if (current.state === 'failed') throw problemOfFailure(current);
    return current;
  }

  async tries(interviewId: string, questionId: string): Promise<Attempt[]> {
    const { attempts } = await this.api.get(
      '/api/interview/{interview_id}/questions/{question_id}/attempts',
      { path: { interview_id: interviewId, question_id: questionId } },
    );
    return attempts;
  }

  private async arrived(answer: Answer): Promise<Attempt | null> {
    this.work.say('The connection broke off. Looking for your answer …');
    const tries = await this.tries(answer.interviewId, answer.questionId);
    const found = tries.find((each) => each.attempt_number > answer.after);
    return found === undefined ? null : this.wait(answer.interviewId, answer.questionId, found);
  }

  private async triesWhenThere(interviewId: string, questionId: string): Promise<Attempt[]> {
    try {
      return await this.tries(interviewId, questionId);
    } catch (error) {
      if (problemOf(error).retryable) return [];
      throw error;
    }
  }
}

/** Why a try could not be judged, as a problem. */
export function problemOfFailure(attempt: Pick<Attempt, 'failure'>): Problem {
  const failure = attempt.failure ?? {};
  const { code, message, retryable } = failure;
  return new Problem(
    typeof code === 'string' ? code : 'evaluation_failed',
    typeof message === 'string' ? message : 'Your answer is kept, but it could not be judged.',
    { retryable: retryable !== false },
  );
}
