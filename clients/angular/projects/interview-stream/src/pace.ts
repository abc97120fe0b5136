const SHORT_MS = 90;
const LONG_MS = 100;
/** A screen has 16 ms for a frame; a flush that takes more than this leaves too little. */
const COSTLY_MS = 12;

/**
 * Gathers changes, so that a screen is written eleven times a second and not with every token: ten
 * times where writing it is slow. What comes after a pause is written at once.
 */
export class Pace {
  private timer: ReturnType<typeof setTimeout> | null = null;
  private delay = SHORT_MS;
  /** When the screen was written last. */
  private last = -Infinity;

  /**
   * @param flush Hands on what there is now.
   * @param render Brings it to the screen, where that has to be done.
   * @param hidden Whether nobody can see it: then timers are held back, so it shows directly.
   * @param now Milliseconds, from any beginning.
   */
  constructor(
    private readonly flush: () => void,
    private readonly render: () => void = () => undefined,
    private readonly hidden: () => boolean = () => globalThis.document?.hidden === true,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Show changes in a moment, together with those that come meanwhile. */
  soon(): void {
    if (this.hidden()) return this.directly();
    this.timer ??= setTimeout(
      () => {
        this.timer = null;
        const begun = this.now();
        this.flush();
        this.render();
        this.last = this.now();
        this.delay = this.last - begun > COSTLY_MS ? LONG_MS : SHORT_MS;
      },
      Math.max(0, this.last + this.delay - this.now()),
    );
  }

  /** Show changes now. */
  directly(): void {
    this.stop();
    this.flush();
  }

  /** Show nothing more. */
  stop(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }
}
