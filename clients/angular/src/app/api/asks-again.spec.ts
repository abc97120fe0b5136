import '@angular/compiler';
import { HttpErrorResponse, HttpHeaders, HttpRequest, HttpResponse } from '@angular/common/http';
import { defer, firstValueFrom, of, throwError } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { asksAgain } from './asks-again';

const BUSY = { status: 503, wait: '2' };
const READ = new HttpRequest('GET', '/api/interviews');

interface Refusal {
  readonly status: number;
  readonly wait?: string;
}

function asked(request: HttpRequest<unknown>, refusals: readonly Refusal[]) {
  let times = 0;
  const outcome = firstValueFrom(
    asksAgain(request, () =>
      defer(() => {
        const refusal = refusals[times++];
        if (refusal === undefined) return of(new HttpResponse({ status: 200 }));
        const headers = new HttpHeaders(refusal.wait ? { 'Retry-After': refusal.wait } : {});
        return throwError(() => new HttpErrorResponse({ status: refusal.status, headers }));
      }),
    ),
  ).then(
    () => 'read',
    (error: HttpErrorResponse) => error.status,
  );
  return { outcome, times: () => times };
}

describe('asksAgain', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('reads again when the server says that it will be less busy', async () => {
    const read = asked(READ, [BUSY, BUSY]);
    await vi.advanceTimersByTimeAsync(1999);
    expect(read.times()).toBe(1);
    await vi.advanceTimersByTimeAsync(4001);
    expect(await read.outcome).toBe('read');
  });

  it('tells of it when that lasts', async () => {
    const read = asked(READ, [BUSY, BUSY, BUSY]);
    await vi.advanceTimersByTimeAsync(6000);
    expect(await read.outcome).toBe(503);
    expect(read.times()).toBe(3);
  });

  it.each<[string, HttpRequest<unknown>, Refusal]>([
    ['that writes', new HttpRequest('POST', '/api/interviews', {}), BUSY],
    ['that is to wait long', READ, { status: 503, wait: '60' }],
    ['that is refused', READ, { status: 404 }],
    ['without a server', READ, { status: 0 }],
  ])('leaves a request %s alone', async (_, request, refusal) => {
    const read = asked(request, [refusal]);
    expect(await read.outcome).toBe(refusal.status);
    expect(read.times()).toBe(1);
  });
});
