import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { Pace } from './pace.js';

const flush = vi.fn();
let hidden: boolean;
let pace: Pace;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  flush.mockClear();
  hidden = false;
  pace = new Pace(flush, undefined, () => hidden);
});
afterEach(() => void vi.useRealTimers());

it('shows what comes after a pause at once, and then many changes together, every 100 ms', () => {
  pace.soon();
  vi.advanceTimersByTime(0);
  expect(flush).toHaveBeenCalledOnce();
  flush.mockClear();
  for (let change = 0; change < 10; change++) pace.soon();
  vi.advanceTimersByTime(99);
  expect(flush).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(flush).toHaveBeenCalledOnce();
  vi.advanceTimersByTime(500);
  pace.soon();
  vi.advanceTimersByTime(0);
  expect(flush).toHaveBeenCalledTimes(2);
});

it('shows directly what nobody sees, since timers are held back there', () => {
  hidden = true;
  pace.soon();
  expect(flush).toHaveBeenCalledOnce();
});

it('shows what waits when something is shown directly, once', () => {
  pace.soon();
  pace.directly();
  vi.advanceTimersByTime(200);
  expect(flush).toHaveBeenCalledOnce();
});

it('shows nothing more once it is stopped', () => {
  pace.soon();
  pace.stop();
  vi.advanceTimersByTime(200);
  expect(flush).not.toHaveBeenCalled();
});
