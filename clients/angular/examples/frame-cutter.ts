import type { AnswerEvent } from './events';

/**
 * Cuts events out of a text that grows.
 *
 * `partialText` of HttpClient is everything that has come so far, not what is new: who parses it
 * anew each time shows the answer twice, three times, and so on. And it ends anywhere, often in the
 * middle of an event: that part has to wait for its rest.
 */
export class FrameCutter {
  private cut = 0;

  /**
   * @param text Everything that has come so far.
   * @returns The events that have become whole since the last time.
   */
  read(text: string): AnswerEvent[] {
    const end = text.lastIndexOf('\n\n');
    if (end < this.cut) return [];
    const frames = text.slice(this.cut, end).split('\n\n');
    this.cut = end + 2;
    return frames
      .filter((frame) => frame.startsWith('data: ')) // others are heartbeats
      .map((frame) => JSON.parse(frame.slice('data: '.length)) as AnswerEvent);
  }
}
