const EVERY_MS = 100;

/**
 * Gathers changes, so that a screen is written ten times a second and not with every token. What
 * comes after a pause is written at once.
 */
export class Pace {
  private timer: ReturnType<typeof setTimeout> | null = null;
  /** When the screen was written last. */
  private last = -Infinity;

  /**
   * @param flush Hands on what there is now.
   * @param render Brings it to the screen, where that has to be done.
   * @param hidden Whether nobody can see it: then timers are held back, so it shows directly.
   */
  constructor(
    private readonly flush: () => void,
    private readonly render: () => void = () => undefined,
    private readonly hidden: () => boolean = () => globalThis.document?.hidden === true,
  ) {}

  /** Show changes in a moment, together with those that come meanwhile. */
  soon(): void {
    if (this.hidden()) return this.directly();
    this.timer ??= setTimeout(
      () => {
        this.timer = null;
        this.last = performance.now();
        this.flush();
        this.render();
      },
      Math.max(0, this.last + EVERY_MS - performance.now()),
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
