export interface Figures {
  readonly frames: readonly number[];
  readonly longTasks: number;
  readonly delays: readonly number[];
}

/** Measures what a person sees: how even the frames are, and how late each token is. */
export class Screen {
  private readonly frames: number[] = [];
  private readonly delays: number[] = [];
  private waiting: number[] = [];
  private longTasks = 0;
  private lastFrame = 0;
  private running = true;
  private readonly afterFrame = new MessageChannel();
  private readonly observer = new PerformanceObserver((list) => {
    this.longTasks += list.getEntries().length;
  });

  /** @param watching Looks at each frame, which costs time itself: not while that is measured. */
  constructor(private readonly watching: boolean) {
    this.observer.observe({ type: 'longtask' });
    if (watching) requestAnimationFrame(this.frame);
  }

  /** Tokens that came at these times are in the document now. */
  written(at: readonly number[]): void {
    if (this.watching) this.waiting.push(...at);
  }

  stop(): Figures {
    this.running = false;
    this.observer.disconnect();
    this.afterFrame.port1.close();
    const { frames, longTasks, delays } = this;
    return { frames, longTasks, delays };
  }

  private readonly frame = (now: number): void => {
    if (!this.running) return;
    if (this.lastFrame) this.frames.push(now - this.lastFrame);
    this.lastFrame = now;
    const shown = this.waiting;
    this.waiting = [];
    if (shown.length) {
      // The first task after a frame begins when that has been painted.
      this.afterFrame.port1.onmessage = () => {
        const painted = performance.now();
        this.delays.push(...shown.map((at) => painted - at));
      };
      this.afterFrame.port2.postMessage(null);
    }
    requestAnimationFrame(this.frame);
  };
}
