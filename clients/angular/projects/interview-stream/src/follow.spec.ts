import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { answerStream, ask, cancelRun, followRun, startRun } from "./follow.js";
import type { Events, StreamOptions } from "./follow.js";
import { reduce, emptyAnswer } from "./reducer.js";
import type { Connection } from "./retries.js";
import {
  ScriptedServer,
  cut,
  hangUp,
  json,
  over,
  refuse,
  silent,
  stream,
} from "./testing/server.js";
import { COMPLETE, RUN, START, collect, frame, piece, recorded } from "./testing/streams.js";

const QUESTION = { question: "Why is that?" };
const STARTED = { run_id: RUN, status: "running", question: "Why is that?", answer: "" };
const WHOLE = [START, piece(2), piece(3), piece(4), COMPLETE];
const IDS = [1, 2, 3, 4, 9];

let server: ScriptedServer;
let connections: Connection[];
let waits: number[];

beforeEach(async () => {
  server = await ScriptedServer.start();
  connections = [];
  waits = [];
});
afterEach(() => server.stop());

function options(more: StreamOptions = {}): StreamOptions {
  return {
    baseUrl: server.url,
    random: () => 0,
    wait: async (milliseconds) => void waits.push(milliseconds),
    onConnection: (connection) => connections.push(connection),
    ...more,
  };
}

async function ids(events: Events): Promise<(number | null)[]> {
  const all = await collect(events);
  return all.map((event) => (event.event_type === "malformed" ? null : event.id));
}

function statuses(): string[] {
  return connections.map(({ status }) => status);
}

function closings(): Connection[] {
  return connections.filter(({ status }) => status === "closed");
}

describe("followRun", () => {
  it("gives a run from its first event to its end", async () => {
    server.answer(stream("retry: 1000\n\n", ...WHOLE));
    expect(await ids(followRun(RUN, options()))).toEqual(IDS);
    expect(server.asked).toMatchObject([{ method: "GET", path: `/api/agents/runs/${RUN}/events` }]);
    expect(server.asked[0]?.headers["last-event-id"]).toBeUndefined();
    expect(connections).toEqual([
      { status: "connecting" },
      { status: "live" },
      { status: "closed", outcome: { kind: "complete" } },
    ]);
  });

  it("returns how it ended", async () => {
    server.answer(stream(...WHOLE));
    const events = followRun(RUN, options());
    let last = await events.next();
    while (!last.done) last = await events.next();
    expect(last.value).toEqual({ kind: "complete" });
  });

  it.each([0, 1, 2, 3, 4])("goes on after a cut behind %i events", async (count) => {
    server.answer(cut(...WHOLE.slice(0, count)), stream(...WHOLE.slice(count)));
    expect(await ids(followRun(RUN, options()))).toEqual(IDS);
    const after = server.asked[1]?.headers["last-event-id"];
    expect(after).toBe(count > 0 ? `${RUN}:${IDS[count - 1]}` : undefined);
    expect(closings()).toEqual([{ status: "closed", outcome: { kind: "complete" } }]);
  });

  it("goes on after a cut in the middle of an event", async () => {
    server.answer(cut(START, piece(2).slice(0, -9)), stream(...WHOLE.slice(1)));
    expect(await ids(followRun(RUN, options()))).toEqual(IDS);
    expect(server.asked[1]?.headers["last-event-id"]).toBe(`${RUN}:1`);
  });

  it("goes on after an end without a terminal event", async () => {
    server.answer(stream(START), stream(...WHOLE.slice(1)));
    expect(await ids(followRun(RUN, options()))).toEqual(IDS);
  });

  it("survives one cut after another", async () => {
    server.answer(hangUp, ...WHOLE.map((each) => cut(each)));
    expect(await ids(followRun(RUN, options()))).toEqual(IDS);
  });

  it("gives the same answer after a cut at many places of a recording", async () => {
    const text = new TextDecoder().decode(recorded("run-events"));
    const run = /"run_id":"([^"]+)"/.exec(text)?.[1] ?? "";
    server.answer(stream(text));
    const expected = await collect(followRun(run, options()));
    for (let at = 1; at < text.length; at += 97) {
      const again = new ScriptedReader(text);
      server.answer(cut(text.slice(0, at)), (response, { headers }) => {
        response.writeHead(200, { "Content-Type": "text/event-stream" });
        response.end(again.after(headers["last-event-id"]));
      });
      const events = await collect(followRun(run, options()));
      expect(events).toEqual(expected);
      expect(events.reduce(reduce, emptyAnswer)).toEqual(expected.reduce(reduce, emptyAnswer));
    }
  });

  it("begins after an event that is known already", async () => {
    server.answer(stream(...WHOLE.slice(2)));
    expect(await ids(followRun(RUN, { ...options(), after: 2 }))).toEqual([3, 4, 9]);
    expect(server.asked[0]?.headers["last-event-id"]).toBe(`${RUN}:2`);
  });

  it("gives no event twice", async () => {
    server.answer(cut(START, START, piece(2), START), stream(...WHOLE, ...WHOLE));
    expect(await ids(followRun(RUN, options()))).toEqual(IDS);
  });

  it("gives no event of another run", async () => {
    const other = frame(2, "content", { chunk: "?", is_final: false }, RUN.replace("3", "4"));
    server.answer(stream(START, other, ...WHOLE.slice(1)));
    expect(await ids(followRun(RUN.toUpperCase(), options()))).toEqual(IDS);
  });

  it("gives everything again after a reset", async () => {
    const reset = frame(0, "reset", { message: "From the beginning." });
    server.answer(cut(START, piece(2), piece(3)), cut(reset, START, piece(2)), stream(...WHOLE));
    expect(await ids(followRun(RUN, options()))).toEqual([1, 2, 3, 0, 1, 2, 3, 4, 9]);
    expect(server.asked[2]?.headers["last-event-id"]).toBe(`${RUN}:2`);
  });

  it("lets malformed and unknown events pass", async () => {
    const unknown = frame(3, "thinking", {});
    server.answer(stream(START, "data: {\n\n", unknown, COMPLETE));
    expect(await ids(followRun(RUN, options()))).toEqual([1, null, 3, 9]);
  });

  it("ends with the error event, once, and tells it", async () => {
    const told = { error: "x", message: "No.", code: "cancelled", retryable: true, retry_after: 3 };
    server.answer(stream(START, frame(2, "error", told), COMPLETE));
    expect(await ids(followRun(RUN, options()))).toEqual([1, 2]);
    expect(closings()).toMatchObject([
      { outcome: { kind: "failed", problem: { code: "cancelled", message: "No.", retryAfter: 3 } } },
    ]);
  });

  it("knows how it ended when the reader leaves with the last event", async () => {
    server.answer(stream(...WHOLE));
    for await (const event of followRun(RUN, options())) {
      if (event.event_type === "complete") break;
    }
    expect(closings()).toEqual([{ status: "closed", outcome: { kind: "complete" } }]);
  });

  it("takes 204 for the end", async () => {
    server.answer(cut(START), over);
    expect(await ids(followRun(RUN, options()))).toEqual([1]);
    expect(closings()).toEqual([{ status: "closed", outcome: { kind: "over" } }]);
  });

  it.each([400, 401, 403, 404, 409, 422])("does not come back after %i", async (status) => {
    const problem = { code: "a_code", detail: "Do that.", request_id: "9f", hint: "Do this." };
    server.answer(refuse(status, problem));
    await expect(collect(followRun(RUN, options()))).rejects.toMatchObject({
      name: "StreamProblem",
      status,
      code: "a_code",
      message: "Do that.",
      requestId: "9f",
      hint: "Do this.",
      retryable: false,
    });
    expect(server.asked).toHaveLength(1);
    expect(closings()).toMatchObject([{ outcome: { kind: "failed", problem: { status } } }]);
  });

  it("tells a refusal on the way back", async () => {
    server.answer(cut(START), refuse(401));
    await expect(collect(followRun(RUN, options()))).rejects.toMatchObject({ status: 401 });
    expect(closings()).toHaveLength(1);
  });

  it("does not take another page for a stream", async () => {
    server.answer(json(200, { hello: "there" }));
    await expect(collect(followRun(RUN, options()))).rejects.toMatchObject({
      code: "not_a_stream",
    });
    expect(server.asked).toHaveLength(1);
  });

  it("tells a refusal by a proxy, whatever its page is", async () => {
    server.answer((response) => response.writeHead(418).end("<html>"));
    await expect(collect(followRun(RUN, options()))).rejects.toMatchObject({
      code: "request_failed",
      status: 418,
      retryable: false,
    });
  });

  it.each([429, 502, 503, 504])("comes back after %i", async (status) => {
    server.answer(refuse(status), stream(...WHOLE));
    expect(await ids(followRun(RUN, options()))).toEqual(IDS);
    expect(connections.find((each) => each.status === "reconnecting")).toMatchObject({
      attempt: 1,
      problem: { status },
    });
  });

  it("does not come back to a server that says it is no use", async () => {
    server.answer(refuse(503, { retryable: false }));
    await expect(collect(followRun(RUN, options()))).rejects.toMatchObject({ status: 503 });
  });

  it("reopens a connection on which nothing comes", async () => {
    server.answer(silent(START), stream(...WHOLE.slice(1)));
    expect(await ids(followRun(RUN, options({ idleMs: 200 })))).toEqual(IDS);
    expect(statuses()).toEqual([
      "connecting",
      "live",
      "idle",
      "reconnecting",
      "connecting",
      "live",
      "closed",
    ]);
  });

  it("does not wait for a response for ever", async () => {
    server.answer(() => undefined, stream(...WHOLE));
    expect(await ids(followRun(RUN, options({ idleMs: 200 })))).toEqual(IDS);
    expect(statuses()).toContain("idle");
  });

  it("asks who it is before every request", async () => {
    let token = 0;
    const headers = async () => ({ Authorization: `Bearer ${++token}` });
    server.answer(cut(START), stream(...WHOLE.slice(1)));
    await ids(followRun(RUN, options({ headers })));
    expect(server.asked.map((each) => each.headers.authorization)).toEqual([
      "Bearer 1",
      "Bearer 2",
    ]);
  });
});

describe("the pauses between attempts", () => {
  it("grow from half a second to eight, at random", async () => {
    for (const random of [0, 1]) {
      server.answer(...Array.from({ length: 6 }, () => hangUp), stream(...WHOLE));
      await ids(followRun(RUN, options({ random: () => random })));
    }
    expect(waits).toEqual([
      ...[500, 500, 500, 500, 500, 500],
      ...[1000, 2000, 4000, 8000, 8000, 8000],
    ]);
  });

  it("begin anew once something came", async () => {
    server.answer(hangUp, hangUp, cut(START), stream(...WHOLE.slice(1)));
    await ids(followRun(RUN, options({ random: () => 1 })));
    expect(waits).toEqual([1000, 2000, 1000]);
  });

  it("go on growing when connections open and bring nothing new", async () => {
    server.answer(cut(START), cut(START), cut(), cut(START), stream(...WHOLE));
    await ids(followRun(RUN, options({ random: () => 1 })));
    expect(waits).toEqual([1000, 2000, 4000, 8000]);
  });

  it("are what the server asks for with Retry-After", async () => {
    server.answer(refuse(503, {}, { "Retry-After": "7" }), stream(...WHOLE));
    await ids(followRun(RUN, options({ random: () => 0.5 })));
    expect(waits).toEqual([7500]);
  });

  it("are at least what the server asks for with retry", async () => {
    server.answer(cut("retry: 3000\n\n", START), hangUp, stream(...WHOLE));
    await ids(followRun(RUN, options()));
    expect(waits).toEqual([3000, 3000]);
  });

  it("are bounded, whatever the server asks for", async () => {
    const endless = { "Retry-After": "99999999999" };
    server.answer(cut("retry: 99999999999\n\n", START), refuse(503, {}, endless), stream(...WHOLE));
    await ids(followRun(RUN, options()));
    expect(waits).toEqual([60_000, 600_000]);
  });

  it("end when there is no hope", async () => {
    server.answer(cut(START), hangUp, hangUp);
    const events = followRun(RUN, options({ maxAttempts: 2 }));
    await expect(collect(events)).rejects.toMatchObject({
      code: "connection_lost",
      retryable: true,
      cause: { code: "network" },
    });
    expect(server.asked).toHaveLength(3);
    expect(closings()).toHaveLength(1);
  });

  it("end soon when the server makes mistakes", async () => {
    server.answer(...Array.from({ length: 4 }, () => refuse(500)));
    await expect(collect(followRun(RUN, options()))).rejects.toMatchObject({ status: 500 });
    expect(server.asked).toHaveLength(4);
  });

  it("last until there is a network again", async () => {
    let goOnline!: () => void;
    const back = new Promise<void>((resolve) => (goOnline = resolve));
    let online = true;
    const network = { online: () => online, whenOnline: () => back };
    const wait = () => new Promise<never>(() => undefined);
    server.answer(cut(START), stream(...WHOLE.slice(1)));
    const events = followRun(RUN, options({ network, wait }));
    await events.next();
    online = false;
    const next = events.next();
    await vi.waitFor(() => expect(statuses().at(-1)).toBe("offline"));
    expect(server.asked).toHaveLength(1);
    goOnline();
    expect(await next).toMatchObject({ value: { id: 2 } });
    expect(await ids(events)).toEqual([3, 4, 9]);
  });

  it("end when somebody leaves", async () => {
    const ending = new AbortController();
    server.answer(hangUp);
    const wait = (_: number, signal?: AbortSignal) =>
      new Promise<void>((_resolve, reject) => {
        signal?.addEventListener("abort", () => reject(signal.reason));
        ending.abort(new Error("Enough."));
      });
    const events = followRun(RUN, options({ signal: ending.signal, wait }));
    await expect(collect(events)).rejects.toThrow("Enough.");
    expect(closings()).toEqual([{ status: "closed", outcome: { kind: "aborted" } }]);
  });
});

describe("leaving", () => {
  it("closes the connection when the signal is aborted", async () => {
    const ending = new AbortController();
    server.answer(silent(START));
    const events = followRun(RUN, options({ signal: ending.signal }));
    await events.next();
    expect(server.open).toBe(1);
    const next = events.next();
    ending.abort(new Error("Enough."));
    await expect(next).rejects.toThrow("Enough.");
    await vi.waitFor(() => expect(server.open).toBe(0));
    expect(closings()).toEqual([{ status: "closed", outcome: { kind: "aborted" } }]);
  });

  it("closes the connection when the loop is left", async () => {
    server.answer(silent(START));
    for await (const event of followRun(RUN, options())) {
      expect(event.event_type).toBe("start");
      break;
    }
    await vi.waitFor(() => expect(server.open).toBe(0));
    expect(closings()).toEqual([{ status: "closed", outcome: { kind: "aborted" } }]);
  });

  it("ends a request whose response has not come", async () => {
    const ending = new AbortController();
    server.answer(() => ending.abort(new Error("Enough.")));
    const events = followRun(RUN, options({ signal: ending.signal }));
    await expect(collect(events)).rejects.toThrow("Enough.");
    await vi.waitFor(() => expect(server.open).toBe(0));
  });

  it("leaves no listener at a signal that lives on", async () => {
    const ending = new AbortController();
    const added = vi.spyOn(ending.signal, "addEventListener");
    const removed = vi.spyOn(ending.signal, "removeEventListener");
    server.answer(hangUp, refuse(503), cut(START), stream(...WHOLE.slice(1)));
    await ids(followRun(RUN, options({ signal: ending.signal })));
    const listeners = new Set(added.mock.calls.map(([, listener]) => listener));
    for (const [, listener] of removed.mock.calls) listeners.delete(listener);
    expect(added).toHaveBeenCalled();
    expect(listeners.size).toBe(0);
  });
});

describe("ask", () => {
  it("starts a run and follows it", async () => {
    const runs: string[] = [];
    server.answer(json(202, STARTED), stream(...WHOLE));
    const onRun = ({ run_id }: { run_id: string }) => void runs.push(run_id);
    expect(await ids(ask(QUESTION, { ...options(), onRun }))).toEqual(IDS);
    expect(runs).toEqual([RUN]);
    expect(server.asked).toMatchObject([
      { method: "POST", path: "/api/agents/runs", body: JSON.stringify(QUESTION) },
      { method: "GET", path: `/api/agents/runs/${RUN}/events` },
    ]);
    expect(closings()).toHaveLength(1);
  });

  it("asks again under the same key when nobody knows whether it arrived", async () => {
    server.answer(hangUp, refuse(503), json(202, STARTED), stream(...WHOLE));
    expect(await ids(ask(QUESTION, options()))).toEqual(IDS);
    const keys = server.asked.slice(0, 3).map((each) => each.headers["idempotency-key"]);
    expect(keys[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(new Set(keys).size).toBe(1);
  });

  it("takes a new key for every question, or yours", async () => {
    server.answer(json(202, STARTED), json(202, STARTED), json(202, STARTED));
    await startRun(QUESTION, options());
    await startRun(QUESTION, options());
    await startRun(QUESTION, { ...options(), idempotencyKey: "mine" });
    const keys = server.asked.map((each) => each.headers["idempotency-key"]);
    expect(new Set(keys).size).toBe(3);
    expect(keys[2]).toBe("mine");
  });

  it("tells what is wrong with the question", async () => {
    const errors = [{ field: "body.question", message: "must be longer" }, null, { field: 1 }];
    server.answer(refuse(422, { code: "invalid_request", errors }));
    await expect(collect(ask(QUESTION, options()))).rejects.toMatchObject({
      code: "invalid_request",
      fields: [{ field: "body.question", message: "must be longer" }],
    });
    expect(closings()).toHaveLength(1);
  });

  it.each([[json(202, { hello: 1 })], [stream("no JSON")]])(
    "does not follow what is no run: %#",
    async (answer) => {
      server.answer(answer);
      await expect(startRun(QUESTION, options())).rejects.toMatchObject({
        code: "malformed_event",
      });
    },
  );
});

describe("answerStream", () => {
  it("reads the answer in one request", async () => {
    const text = new TextDecoder().decode(recorded("answer-stream"));
    server.answer(stream(text));
    const events = await collect(answerStream(QUESTION, options()));
    expect(events.reduce(reduce, emptyAnswer).phase).toBe("complete");
    expect(server.asked).toMatchObject([{ method: "POST", path: "/api/agents/answer-stream" }]);
  });

  it("asks again under the same key when nothing came, and goes on when something did", async () => {
    server.answer(hangUp, cut(), cut(START, piece(2)), cut(piece(3)), stream(piece(4), COMPLETE));
    expect(await ids(answerStream(QUESTION, options()))).toEqual(IDS);
    expect(server.asked.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "POST /api/agents/answer-stream",
      "POST /api/agents/answer-stream",
      "POST /api/agents/answer-stream",
      `GET /api/agents/runs/${RUN}/events`,
      `GET /api/agents/runs/${RUN}/events`,
    ]);
    const keys = server.asked.slice(0, 3).map((each) => each.headers["idempotency-key"]);
    expect(new Set(keys).size).toBe(1);
    expect(server.asked[3]?.headers["last-event-id"]).toBe(`${RUN}:2`);
    expect(closings()).toEqual([{ status: "closed", outcome: { kind: "complete" } }]);
  });
});

describe("cancelRun", () => {
  it("stops a run, even at the second try", async () => {
    server.answer(hangUp, json(200, STARTED));
    await cancelRun(RUN, options());
    expect(server.asked).toMatchObject([
      { method: "POST", path: `/api/agents/runs/${RUN}/cancel` },
      { method: "POST", path: `/api/agents/runs/${RUN}/cancel` },
    ]);
  });

  it("tells that there is no such run", async () => {
    server.answer(refuse(404, { code: "not_found" }));
    await expect(cancelRun("../x", options())).rejects.toMatchObject({ code: "not_found" });
    expect(server.asked[0]?.path).toBe("/api/agents/runs/..%2Fx/cancel");
  });
});

/** A recording from which one can go on after an event, as with the server. */
class ScriptedReader {
  constructor(private readonly text: string) {}

  after(id: string | string[] | undefined): string {
    if (id === undefined) return this.text;
    const begin = this.text.indexOf(`id: ${String(id)}\n`);
    return this.text.slice(this.text.indexOf("\n\n", begin) + 2);
  }
}
