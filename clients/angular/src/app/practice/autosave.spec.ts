import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Autosave } from './autosave';

describe('Autosave', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function saving(canKeep = true, canSend = true) {
    const kept: string[] = [];
    const sent: string[] = [];
    const autosave = new Autosave({
      keep: async (text) => canKeep && kept.push(text) > 0,
      send: async (text) => canSend && sent.push(text) > 0,
    });
    return { autosave, kept, sent };
  }

  it('keeps after a short pause, and sends after a longer one', async () => {
    const { autosave, kept, sent } = saving();
    autosave.write('a');
    await vi.advanceTimersByTimeAsync(400);
    autosave.write('ab');
    await vi.advanceTimersByTimeAsync(499);
    expect([kept, autosave.state()]).toEqual([[], 'waiting']);
    await vi.advanceTimersByTimeAsync(1);
    expect([kept, sent, autosave.state()]).toEqual([['ab'], [], 'saved']);
    expect(autosave.savedAt()).not.toBeNull();
    await vi.advanceTimersByTimeAsync(3_000);
    expect([kept, sent]).toEqual([['ab'], ['ab']]);
  });

  it('saves everywhere at once when flushed, and nothing twice', async () => {
    const { autosave, kept, sent } = saving();
    autosave.write('a');
    await autosave.flush();
    await autosave.flush();
    await vi.advanceTimersByTimeAsync(10_000);
    expect([kept, sent]).toEqual([['a'], ['a']]);
  });

  it('says that it is saved where one of the places works', async () => {
    const { autosave, sent } = saving(false);
    autosave.write('a');
    await vi.advanceTimersByTimeAsync(600);
    expect(autosave.state()).toBe('waiting');
    await vi.advanceTimersByTimeAsync(3_000);
    expect([sent, autosave.state()]).toEqual([['a'], 'saved']);
  });

  it('says when nothing can be saved, and tries again', async () => {
    const kept: string[] = [];
    let works = false;
    const autosave = new Autosave({
      keep: async (text) => works && kept.push(text) > 0,
      send: null,
    });
    autosave.write('a');
    await autosave.flush();
    expect(autosave.state()).toBe('failed');
    works = true;
    await autosave.flush();
    expect([kept, autosave.state()]).toEqual([['a'], 'saved']);
  });

  it('saves nothing more once stopped', async () => {
    const { autosave, kept, sent } = saving();
    autosave.write('a');
    await autosave.stop();
    autosave.write('b');
    await autosave.flush();
    await vi.advanceTimersByTimeAsync(10_000);
    expect([kept, sent]).toEqual([[], []]);
  });

  it('saves an older text before a newer one', async () => {
    const order: string[] = [];
    const autosave = new Autosave({
      keep: async (text) => {
        await new Promise((resolve) => setTimeout(resolve, text === 'slow' ? 1_000 : 0));
        return order.push(text) > 0;
      },
      send: null,
    });
    autosave.write('slow');
    void autosave.flush();
    await vi.advanceTimersByTimeAsync(1);
    autosave.write('fast');
    void autosave.flush();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(order).toEqual(['slow', 'fast']);
  });
});
