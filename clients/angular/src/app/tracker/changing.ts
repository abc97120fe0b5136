import { inject, Injectable } from '@angular/core';
import { Api } from '../api/client';
import { Problem } from '../api/problem';
import type { Interview, InterviewChange, InterviewQuery, Listed } from './records';

const PAGE = 100;

/** Whether somebody has changed a thing since it was shown here. */
export function isStale(problem: Problem): boolean {
  return problem.status === 412;
}

/** Reads and writes of interviews; nothing is overwritten that the person has not seen. */
@Injectable({ providedIn: 'root' })
export class Changing {
  private readonly api = inject(Api);

  /** Up to this many interviews, page by page. */
  async all(
    query: InterviewQuery,
    most: number,
  ): Promise<{ data: Listed[]; total: number; next: string | null }> {
    const data: Listed[] = [];
    let cursor: string | null = null;
    let total = 0;
    do {
      const page: Awaited<ReturnType<Changing['page']>> = await this.page(
        query,
        cursor,
        Math.min(PAGE, most - data.length),
      );
      total ||= page.total;
      data.push(...page.data);
      cursor = page.next;
    } while (cursor !== null && data.length < most);
    return { data, total, next: cursor };
  }

  async page(
    query: InterviewQuery,
    cursor: string | null,
    limit: number,
  ): Promise<{ data: Listed[]; total: number; next: string | null }> {
    const page = await this.api.get('/api/interviews', { query: { ...query, cursor, limit } });
    return { data: page.data, total: page.total, next: page.next_cursor };
  }

  /**
   * Changes an interview, when it is still as it is shown.
   *
   * Rejects with a problem of status 412 when it is not, and nothing is changed then.
   */
  async change(shown: Interview, body: InterviewChange): Promise<Interview> {
    const headers = await this.unchanged(shown);
    const path = { interview_id: shown.interview_id };
    return this.api.patch('/api/interviews/{interview_id}', { path, body, headers });
  }

  /** Deletes an interview, when it is still as it is shown; rejects as `change` does. */
  async remove(shown: Interview): Promise<void> {
    const headers = await this.unchanged(shown);
    await this.api.delete('/api/interviews/{interview_id}', {
      path: { interview_id: shown.interview_id },
      headers,
    });
  }

  restore(id: number): Promise<Interview> {
    return this.api.post('/api/interviews/{interview_id}/restore', { path: { interview_id: id } });
  }

  /** Lists tell no tag of each row, so the row is read again: what is shown has to be it. */
  private async unchanged(shown: Interview): Promise<Record<string, string>> {
    const { body, headers } = await this.api.whole('/api/interviews/{interview_id}', {
      path: { interview_id: shown.interview_id },
    });
    if (body.updated_at !== shown.updated_at) {
      throw new Problem('precondition_failed', 'It has changed since you read it.', {
        status: 412,
      });
    }
    const tag = headers.get('ETag');
    return tag === null ? {} : { 'If-Match': tag };
  }
}
