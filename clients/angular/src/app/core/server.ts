import { computed, Injectable, signal } from '@angular/core';
import { apiResource } from '../api/client';

/** What is known of the server: what answers there, and whether the browser reaches it. */
@Injectable({ providedIn: 'root' })
export class Server {
  private readonly health = apiResource('/api/health', () => ({}));
  private readonly connected = signal(navigator.onLine);

  /** False while the browser knows that it has no network. */
  readonly online = this.connected.asReadonly();
  readonly answering = computed(() =>
    this.health.hasValue() ? this.health.value().answering : undefined,
  );
  /** Who answers, in two or three words. Never "AI" for the library. */
  readonly badge = computed(() => {
    const answering = this.answering();
    if (answering === undefined) return '';
    if (!answering.is_model) return 'Library (no AI model)';
    return answering.provider === 'local' ? 'Local model' : answering.model;
  });

  constructor() {
    addEventListener('online', () => this.connected.set(true));
    addEventListener('offline', () => this.connected.set(false));
  }
}
