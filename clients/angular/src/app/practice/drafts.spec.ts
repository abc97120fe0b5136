import { describe, expect, it } from 'vitest';
import { type Kept, newest } from './drafts';

const NOON = Date.parse('2026-11-21T12:00:00Z');

function kept(text: string, at: number, sentAt: string | null = null): Kept {
  return { text, at, sentAt, spentMs: 0 };
}

describe('newest', () => {
  const sent = { draft: 'theirs', drafted_at: '2026-11-21T12:00:00.123456+00:00' };
  const nothing = { draft: null, drafted_at: null };

  it('takes what there is', () => {
    expect(newest(null, nothing)).toBe('');
    expect(newest(null, sent)).toBe('theirs');
    expect(newest(kept('ours', NOON), nothing)).toBe('ours');
  });

  it('takes the later of the two', () => {
    expect(newest(kept('ours', NOON - 5_000), sent)).toBe('theirs');
    expect(newest(kept('ours', NOON + 5_000), sent)).toBe('ours');
  });

  it('takes what grew out of the server’s draft, whatever the clock says', () => {
    expect(newest(kept('ours', NOON - 60_000, '2026-11-21T12:00:00.123Z'), sent)).toBe('ours');
    expect(newest(kept('ours', NOON - 60_000, '2026-11-21T11:00:00Z'), sent)).toBe('theirs');
  });
});
