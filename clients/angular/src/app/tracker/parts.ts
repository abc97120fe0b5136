import { inject, Injectable } from '@angular/core';
import { Api } from '../api/client';
import { Problem } from '../api/problem';
import type { Request } from '../api/types';
import { once } from './catalog';
import type { Asked, AskedChange, Category, Round, RoundChange } from './records';

const PAGE = 100;

type NewRound = Request<'/api/interviews/{interview_id}/rounds', 'post'>['body'];
type NewAsked = Request<'/api/interviews/{interview_id}/questions', 'post'>['body'];

/** Reads and writes of what belongs to an interview: rounds and questions that were asked. */
@Injectable({ providedIn: 'root' })
export class Parts {
  private readonly api = inject(Api);

  rounds(id: number): Promise<Round[]> {
    return all((query) =>
      this.api.get('/api/interviews/{interview_id}/rounds', { path: { interview_id: id }, query }),
    );
  }

  asked(id: number): Promise<Asked[]> {
    return all((query) =>
      this.api.get('/api/interviews/{interview_id}/questions', {
        path: { interview_id: id },
        query,
      }),
    );
  }

  addRound(id: number, body: NewRound, key: string): Promise<Round> {
    return this.api.post('/api/interviews/{interview_id}/rounds', {
      path: { interview_id: id },
      body,
      headers: once(key),
    });
  }

  /** Changes a round when it is as it is shown; rejects with status 412 when it is not. */
  async changeRound(shown: Round, body: RoundChange): Promise<Round> {
    const path = { interview_id: shown.interview_id, round_id: shown.round_id };
    const now = await this.api.whole('/api/interviews/{interview_id}/rounds/{round_id}', { path });
    return this.api.patch('/api/interviews/{interview_id}/rounds/{round_id}', {
      path,
      body,
      headers: matching(shown, now),
    });
  }

  async removeRound(shown: Round): Promise<void> {
    const path = { interview_id: shown.interview_id, round_id: shown.round_id };
    const now = await this.api.whole('/api/interviews/{interview_id}/rounds/{round_id}', { path });
    await this.api.delete('/api/interviews/{interview_id}/rounds/{round_id}', {
      path,
      headers: matching(shown, now),
    });
  }

  /** Says that a question of the bank was asked. */
  link(id: number, body: NewAsked): Promise<Asked> {
    return this.api.post('/api/interviews/{interview_id}/questions', {
      path: { interview_id: id },
      body,
      headers: once(),
    });
  }

  async changeAsked(shown: Asked, body: AskedChange): Promise<Asked> {
    const path = { interview_id: shown.interview_id, question_id: shown.question_id };
    const address = '/api/interviews/{interview_id}/questions/{question_id}';
    const now = await this.api.whole(address, { path });
    return this.api.patch(address, { path, body, headers: matching(shown, now) });
  }

  async unlink(shown: Asked): Promise<void> {
    const path = { interview_id: shown.interview_id, question_id: shown.question_id };
    await this.api.delete('/api/interviews/{interview_id}/questions/{question_id}', { path });
  }

  /** Questions with these words, and those nearest in meaning. */
  async findQuestions(text: string): Promise<{ id: number; name: string }[]> {
    const LEAST = 3;
    const MOST = 5;
    const NEAR = 0.45;
    if (text.length < LEAST) return [];
    const [same, near] = await Promise.all([
      this.api.get('/api/questions', {
        query: { search: text.slice(0, 100), limit: MOST, brief: true },
      }),
      this.api.get('/api/questions/search', {
        query: { query: text.slice(0, 500), limit: MOST, brief: true },
      }),
    ]);
    const found = [
      ...same.data,
      ...near.data.filter((each) => each.similarity >= NEAR).map((each) => each.question),
    ];
    const byId = new Map(found.map((each) => [each.question_id, each.question_text]));
    return [...byId].slice(0, MOST).map(([id, name]) => ({ id, name }));
  }

  /** Keeps a question of one's own; most details can be told later. */
  async keepQuestion(
    text: string,
    category: Category,
    source: string,
  ): Promise<{ id: number; name: string }> {
    const LEAST = 10;
    if (text.length < LEAST) {
      throw new Problem('too_short', 'Write at least 10 characters, so that you know it again.');
    }
    const made = await this.api.post('/api/questions', {
      body: {
        question_text: text,
        question_category: category,
        source: source.slice(0, 200),
      },
      headers: once(),
    });
    return { id: made.question_id, name: made.question_text };
  }
}

async function all<Each>(
  read: (query: { skip: number; limit: number }) => Promise<readonly Each[]>,
): Promise<Each[]> {
  const found: Each[] = [];
  for (;;) {
    const page = await read({ skip: found.length, limit: PAGE });
    found.push(...page);
    if (page.length < PAGE) return found;
  }
}

function matching(
  shown: { readonly updated_at: string },
  now: {
    readonly body: { readonly updated_at: string };
    readonly headers: { get(name: string): string | null };
  },
): Record<string, string> {
  if (now.body.updated_at !== shown.updated_at) {
    throw new Problem('precondition_failed', 'It has changed since you read it.', { status: 412 });
  }
  const tag = now.headers.get('ETag');
  return tag === null ? {} : { 'If-Match': tag };
}
