import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export type Answer = (response: ServerResponse, asked: Asked) => unknown;

/** A real server that answers each request as the script says, in its order. */
export class ScriptedServer {
  readonly asked: Asked[] = [];
  /** Connections that are open. */
  open = 0;
  private readonly script: Answer[] = [];

  private constructor(private readonly server: Server) {
    server.on('connection', (socket) => {
      this.open += 1;
      socket.once('close', () => (this.open -= 1));
    });
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      void this.respond(request, response);
    });
  }

  static async start(): Promise<ScriptedServer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new ScriptedServer(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  answer(...answers: readonly Answer[]): this {
    this.script.push(...answers);
    return this;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const part of request) body += String(part);
    const { method = '', url: path = '', headers } = request;
    const asked = { method, path, headers, body };
    this.asked.push(asked);
    const answer = this.script.shift();
    if (answer) answer(response, asked);
    else response.writeHead(599).end('Nothing is scripted for this request.');
  }
}

/** A whole stream. */
export function stream(...pieces: readonly string[]): Answer {
  return (response) => {
    begin(response);
    response.end(pieces.join(''));
  };
}

/** A stream that is cut off after these pieces. */
export function cut(...pieces: readonly string[]): Answer {
  return (response) => {
    begin(response);
    // Written out before the connection is gone.
    response.write(pieces.join(''), () => setImmediate(() => response.destroy()));
  };
}

/** A stream that says no more after these pieces, and stays open. */
export function silent(...pieces: readonly string[]): Answer {
  return (response) => {
    begin(response);
    response.write(pieces.join(''));
  };
}

/** No answer at all: the connection is closed. */
export const hangUp: Answer = (response) => response.destroy();

export function refuse(
  status: number,
  problem: Readonly<Record<string, unknown>> = {},
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return (response) => {
    const type = 'application/problem+json';
    response.writeHead(status, { 'Content-Type': type, ...headers });
    response.end(JSON.stringify({ code: 'refused', detail: 'Refused.', ...problem }));
  };
}

export function json(status: number, body: unknown): Answer {
  return (response) => {
    response.writeHead(status, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(body));
  };
}

export const over: Answer = (response) => response.writeHead(204).end();

function begin(response: ServerResponse): void {
  response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8' });
  response.flushHeaders();
}
