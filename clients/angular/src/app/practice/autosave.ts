import { type Signal, signal } from '@angular/core';

const KEEP_AFTER_MS = 500;
const SEND_AFTER_MS = 3_000;

export interface Places {
  /** Keeps a text in this browser; tells whether it could. */
  readonly keep: (text: string) => Promise<boolean>;
  /** Keeps it on the server, where that takes drafts; tells whether it could. */
  readonly send: ((text: string) => Promise<boolean>) | null;
}

export type Saving = 'nothing' | 'waiting' | 'saved' | 'failed';

/**
 * Saves a text while it is written: here after half a second without typing, on the server less
 * often. One place is enough to say that it is saved.
 */
export class Autosave {
  private readonly current = signal<Saving>('nothing');
  private readonly last = signal<Date | null>(null);
  private text = '';
  private unkept = false;
  private unsent = false;
  private keepTimer: ReturnType<typeof setTimeout> | undefined;
  private sendTimer: ReturnType<typeof setTimeout> | undefined;
  private work: Promise<void> = Promise.resolve();
  private stopped = false;

  readonly state: Signal<Saving> = this.current.asReadonly();
  readonly savedAt: Signal<Date | null> = this.last.asReadonly();

  constructor(private readonly places: Places) {}

  write(text: string): void {
    if (this.stopped) return;
    this.text = text;
    this.unkept = true;
    this.unsent = this.places.send !== null;
    this.current.set('waiting');
    this.pause();
    this.keepTimer = setTimeout(() => void this.run(false), KEEP_AFTER_MS);
    this.sendTimer = setTimeout(() => void this.run(true), SEND_AFTER_MS);
  }

  /** Save at once what is not saved yet: on Ctrl+S, on leaving the field or the page. */
  flush(): Promise<void> {
    this.pause();
    return this.run(true);
  }

  /** Save nothing any more: the text was sent. Resolves when nothing is being saved. */
  stop(): Promise<void> {
    this.stopped = true;
    this.pause();
    return this.work;
  }

  private pause(): void {
    clearTimeout(this.keepTimer);
    clearTimeout(this.sendTimer);
  }

  /** One after the other: an older text must not come to lie over a newer one. */
  private run(alsoSend: boolean): Promise<void> {
    this.work = this.work.then(() => this.save(alsoSend));
    return this.work;
  }

  private async save(alsoSend: boolean): Promise<void> {
    if (this.stopped) return;
    const { text } = this;
    const outcomes: boolean[] = [];
    if (this.unkept) {
      this.unkept = false;
      const kept = await this.places.keep(text);
      outcomes.push(kept);
      if (kept) this.saved(text);
    }
    if (alsoSend && this.unsent && this.places.send !== null && !this.stopped) {
      this.unsent = false;
      outcomes.push(await this.places.send(text));
    }
    if (outcomes.includes(true)) this.saved(text);
    else if (outcomes.length > 0 && text === this.text) this.failed(alsoSend);
  }

  private saved(text: string): void {
    this.last.set(new Date());
    if (text === this.text) this.current.set('saved');
  }

  private failed(sent: boolean): void {
    this.unkept = true;
    this.unsent = this.places.send !== null;
    // The server is still to be tried.
    if (sent || this.places.send === null) this.current.set('failed');
  }
}
