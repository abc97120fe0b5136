import { signal } from '@angular/core';

/** Something that is loaded when it is first needed, and may fail to: then whoever needs it next tries again. */
export class OnDemand<Loaded> {
  private readonly loaded = signal<Loaded | null>(null);
  private loading: Promise<void> | null = null;

  /** Null until it is there. */
  readonly value = this.loaded.asReadonly();

  constructor(private readonly fetched: () => Promise<Loaded>) {}

  /** Get it, unless it is there or under way. */
  load(): Promise<void> {
    this.loading ??= this.fetched().then(
      (loaded) => this.loaded.set(loaded),
      () => {
        this.loading = null;
      },
    );
    return this.loading;
  }
}
