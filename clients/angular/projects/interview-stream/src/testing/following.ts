import { afterEach, beforeEach } from 'vitest';

import type { Events, StreamOptions } from '../follow.js';
import type { Connection } from '../retries.js';
import { ScriptedServer } from './server.js';
import { COMPLETE, START, collect, piece } from './streams.js';

/** A run of five events. */
export const WHOLE = [START, piece(2), piece(3), piece(4), COMPLETE];
export const IDS = [1, 2, 3, 4, 9];

/** A server for each test, and what is told to whoever follows a run of it. */
export class Following {
  server!: ScriptedServer;
  connections: Connection[] = [];
  /** Milliseconds of each pause, none of which is waited for. */
  waits: number[] = [];

  constructor() {
    beforeEach(async () => {
      this.server = await ScriptedServer.start();
      this.connections = [];
      this.waits = [];
    });
    afterEach(() => this.server.stop());
  }

  options(more: StreamOptions = {}): StreamOptions {
    return {
      baseUrl: this.server.url,
      random: () => 0,
      wait: async (milliseconds) => void this.waits.push(milliseconds),
      onConnection: (connection) => this.connections.push(connection),
      ...more,
    };
  }

  get statuses(): string[] {
    return this.connections.map(({ status }) => status);
  }

  get closings(): Connection[] {
    return this.connections.filter(({ status }) => status === 'closed');
  }
}

/** The numbers of events; null for what is none. */
export async function ids(events: Events): Promise<(number | null)[]> {
  const all = await collect(events);
  return all.map((event) => (event.event_type === 'malformed' ? null : event.id));
}
