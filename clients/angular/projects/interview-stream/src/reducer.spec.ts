import { describe, expect, it } from 'vitest';

import { parseEvent } from './events.js';
import type { StreamEvent } from './events.js';
import { emptyAnswer, isOver, reduce } from './reducer.js';
import type { AnswerState } from './reducer.js';
import { eventsOf, numbers } from './testing/streams.js';
import type { Recording } from './testing/streams.js';

function eventsIn(name: Recording): StreamEvent[] {
  return eventsOf(name).map(parseEvent);
}

function all(events: readonly StreamEvent[], from: AnswerState = emptyAnswer): AnswerState {
  return events.reduce(reduce, from);
}

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(frozen);
  }
  return value;
}

const LIVE = eventsIn('answer-stream');
const WHOLE = all(LIVE);

describe('a recorded answer', () => {
  it('becomes what it tells', () => {
    expect(WHOLE).toMatchObject({
      lastId: 12,
      phase: 'complete',
      message: 'Answer complete.',
      question: 'What is UTF-8 good for?',
      routing: { selected_agent: 'technical', decided_by: 'caller' },
      text: '## Größe 🚀\n\nAn answer in 日本語, with “quotes”, \u2028 and\r\n`data: `.\n',
      textIsWhole: true,
      metadata: { provider: 'openai' },
      stored: true,
      problem: null,
    });
    expect(WHOLE.followUps).toHaveLength(3);
    expect(WHOLE.sources).toBe(WHOLE.metadata?.sources);
    expect(WHOLE.timings.durationMs).toBe(WHOLE.metadata?.duration_ms);
    expect(WHOLE.timings.firstTextAt).not.toBeNull();
    expect(isOver(WHOLE)).toBe(true);
  });

  it('passes through its phases', () => {
    let state = emptyAnswer;
    const phases = LIVE.map((event) => (state = reduce(state, event)).phase);
    expect([...new Set(phases)]).toEqual(['routing', 'answering', 'finishing', 'complete']);
  });

  it('is the same live and read later, but for the times in between', () => {
    const later = all(eventsIn('run-events'));
    const { startedAt, routedAt, firstTextAt, endedAt } = WHOLE.timings;
    const timings = { ...later.timings, startedAt, routedAt, firstTextAt, endedAt };
    expect({ ...later, timings }).toEqual(WHOLE);
  });

  it('is the same when any part of it comes twice', () => {
    const random = numbers(7);
    for (let trial = 0; trial < 200; trial++) {
      const seen = Math.floor(random() * (LIVE.length + 1));
      const again = Math.floor(random() * (seen + 1));
      expect(all([...LIVE.slice(0, seen), ...LIVE.slice(again)])).toEqual(WHOLE);
    }
  });

  it('is rebuilt after a reset, whatever was there', () => {
    const resumed = eventsIn('reset');
    for (let seen = 0; seen < LIVE.length; seen++) {
      const state = all(resumed, all(LIVE.slice(0, seen)));
      expect(state).toEqual(all(resumed));
      expect(state.text).toBe(WHOLE.text);
    }
  });

  it('is completed after a reconnect', () => {
    expect(all(eventsIn('run-events-after-5'), all(LIVE.slice(0, 5))).text).toBe(WHOLE.text);
  });

  it('has its whole text in the end, even when a piece got lost', () => {
    expect(all(LIVE.filter(({ event_type }) => event_type !== 'content'))).toMatchObject({
      text: WHOLE.text,
      textIsWhole: true,
    });
  });
});

describe('reduce', () => {
  it('changes neither state nor event', () => {
    frozen(emptyAnswer);
    expect(frozen(eventsIn('reset')).reduce((s, e) => frozen(reduce(s, e)), emptyAnswer).text).toBe(
      WHOLE.text,
    );
  });

  it('gives the same object back for what is not new', () => {
    for (const event of LIVE) expect(reduce(WHOLE, event)).toBe(WHOLE);
    const begun = all(LIVE.slice(0, 2));
    for (const ofAnother of eventsIn('error')) expect(reduce(begun, ofAnother)).toBe(begun);
    expect(reduce(WHOLE, parseEvent(null))).toBe(WHOLE);
  });

  it('keeps the identity of what an event does not touch', () => {
    let state = all(LIVE.slice(0, 4));
    for (const event of LIVE.slice(4, 8)) {
      const next = reduce(state, event);
      expect(next.routing).toBe(state.routing);
      expect(next.sources).toBe(state.sources);
      expect(next.followUps).toBe(state.followUps);
      expect(next.timings).toBe(state.timings);
      state = next;
    }
  });

  it('tells a failure, and keeps the text', () => {
    const failed = all(eventsIn('error'));
    expect(failed).toMatchObject({
      phase: 'failed',
      problem: { code: 'upstream_auth', retryable: false, retryAfter: null },
    });
    expect(failed.timings.endedAt).not.toBeNull();
    const broken = error('cut_mid_answer', true, 2);
    expect(all([...LIVE.slice(0, 6), broken])).toMatchObject({
      phase: 'failed',
      text: '## Größe 🚀\n\nAn answer in 日本語, ',
      textIsWhole: false,
      problem: { code: 'cut_mid_answer', retryable: true, retryAfter: 2 },
    });
  });

  it('tells stopping from failing', () => {
    expect(all([...LIVE.slice(0, 6), error('cancelled', true, null)]).phase).toBe('stopped');
  });

  it('takes note of the number of an unknown event, and of nothing else', () => {
    const state = all(LIVE.slice(0, 6));
    const unknown = parseEvent({ ...LIVE[6], event_type: 'thinking' });
    expect(reduce(state, unknown)).toEqual({ ...state, lastId: 7 });
  });
});

function error(code: string, retryable: boolean, retry_after: number | null): StreamEvent {
  const data = { error: code, message: 'It ended.', code, retryable, retry_after };
  return parseEvent({ ...LIVE[6], event_type: 'error', data });
}
