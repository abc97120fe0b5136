// @vitest-environment jsdom
import '@angular/compiler';
import { HttpEventType, provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { provideZonelessChangeDetection, type Type } from '@angular/core';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { BrowserTestingModule, platformBrowserTesting } from '@angular/platform-browser/testing';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { EventSourceExample } from './event-source.component';
import { HttpClientExample } from './http-client.component';

const RUN = '3f0c1c7e-6a52-4d0e-9d3b-0c8f4f1f2a11';
const SOON = '2026-11-21T12:00:30Z';
const EVENTS = [
  ['start', { message: 'Reading.' }],
  ['content', { chunk: 'So ' }],
  ['content', { chunk: 'it is.' }],
  ['follow_ups', { questions: ['And why?'] }],
  ['complete', { message: 'Answer complete.' }],
].map(([event_type, data], index) =>
  JSON.stringify({ event_type, data, id: index + 1, run_id: RUN }),
);
const TEXT = EVENTS.map((event) => `data: ${event}\n\n`).join('');

beforeAll(() => {
  TestBed.resetTestEnvironment();
  TestBed.initTestEnvironment(BrowserTestingModule, platformBrowserTesting());
});
beforeEach(() => {
  TestBed.configureTestingModule({
    providers: [provideZonelessChangeDetection(), provideHttpClient(), provideHttpClientTesting()],
  });
});
afterEach(() => {
  TestBed.resetTestingModule();
  vi.unstubAllGlobals();
});

function ask<T>(component: Type<T>): ComponentFixture<T> {
  const page = TestBed.createComponent(component);
  page.detectChanges();
  const root = page.nativeElement as HTMLElement;
  root.querySelector('input')!.value = 'Why is that?';
  root.querySelector('form')!.dispatchEvent(new Event('submit', { cancelable: true }));
  return page;
}

function shown(page: ComponentFixture<unknown>): string[] {
  page.detectChanges();
  const root = page.nativeElement as HTMLElement;
  return ['[role=status]', '.answer', 'ul'].map((each) =>
    root.querySelector(each)!.textContent.trim(),
  );
}

describe('with HttpClient', () => {
  function request() {
    return TestBed.inject(HttpTestingController).expectOne('/api/agents/answer-stream');
  }

  it('shows a growing text once', () => {
    const page = ask(HttpClientExample);
    const asked = request();
    for (let length = 0; length <= TEXT.length; length += 7) {
      const partialText = TEXT.slice(0, length);
      asked.event({ type: HttpEventType.DownloadProgress, loaded: length, partialText } as never);
      expect('So it is.'.startsWith(shown(page)[1] ?? '?')).toBe(true);
    }
    asked.flush(TEXT);
    expect(shown(page)).toEqual(['Answer complete.', 'So it is.', 'And why?']);
  });

  it('tells why a question is refused', () => {
    const page = ask(HttpClientExample);
    const problem = JSON.stringify({ detail: 'Make it longer.' });
    request().flush(problem, { status: 422, statusText: 'Unprocessable Content' });
    expect(shown(page)[0]).toBe('Make it longer.');
  });

  it('tells that an answer broke off', () => {
    const page = ask(HttpClientExample);
    request().flush(TEXT.slice(0, 200));
    expect(shown(page)[0]).toBe('The connection broke off. Ask again.');
  });

  it('ends the request when the page is left', () => {
    const page = ask(HttpClientExample);
    const asked = request();
    page.destroy();
    expect(asked.cancelled).toBe(true);
  });
});

describe('with EventSource', () => {
  class Source {
    static readonly CONNECTING = 0;
    static readonly CLOSED = 2;
    static readonly opened: Source[] = [];
    readyState = 1;
    onmessage: ((event: { data: string }) => void) | undefined;
    onerror: (() => void) | undefined;
    constructor(readonly url: string) {
      Source.opened.push(this);
    }
    close() {
      this.readyState = Source.CLOSED;
    }
    tell(...events: (string | undefined)[]) {
      for (const data of events) if (data) this.onmessage?.({ data });
    }
    lose(readyState: number) {
      this.readyState = readyState;
      this.onerror?.();
    }
  }

  beforeEach(() => {
    Source.opened.length = 0;
    vi.stubGlobal('EventSource', Source);
  });

  async function opened(count: number): Promise<Source> {
    await vi.waitFor(() => expect(Source.opened).toHaveLength(count), { timeout: 20_000 });
    return Source.opened.at(-1) as Source;
  }

  it('shows the answer, and closes with its last event', async () => {
    const page = ask(EventSourceExample);
    const source = await opened(1);
    expect(source.url).toMatch(/^\/api\/agents\/answer-stream\?question=Why\+is\+that%3F&idem/);
    source.tell(...EVENTS);
    expect(shown(page)).toEqual(['Answer complete.', 'So it is.', 'And why?']);
    expect(source.readyState).toBe(Source.CLOSED);
  });

  it('leaves coming back to the browser', async () => {
    const page = ask(EventSourceExample);
    const source = await opened(1);
    source.tell(EVENTS[0], EVENTS[1]);
    source.lose(Source.CONNECTING);
    expect(shown(page)[0]).toBe('No connection. Trying again.');
    source.tell(...EVENTS.slice(2));
    expect(shown(page)).toEqual(['Answer complete.', 'So it is.', 'And why?']);
  });

  it('gets a ticket for every stream where one has to say who one is', async () => {
    const page = TestBed.createComponent(EventSourceExample);
    page.detectChanges();
    const root = page.nativeElement as HTMLElement;
    root.querySelector<HTMLInputElement>('[type=checkbox]')!.click();
    root.querySelector('form')!.dispatchEvent(new Event('submit', { cancelable: true }));
    const http = TestBed.inject(HttpTestingController);
    http.expectOne('/api/agents/stream-tickets').flush({ ticket: 'one', expires_at: SOON });
    const source = await opened(1);
    expect(source.url).toMatch(/&ticket=one$/);

    source.tell(EVENTS[0], EVENTS[1]);
    source.lose(Source.CONNECTING);
    expect(source.readyState).toBe(Source.CLOSED);
    http.expectOne('/api/agents/stream-tickets').flush({ ticket: 'two', expires_at: SOON });
    const next = await opened(2);
    expect(next.url).toBe(`/api/agents/runs/${RUN}/events?after=2&ticket=two`);
    next.tell(...EVENTS.slice(2));
    expect(shown(page)[1]).toBe('So it is.');
  });

  it('begins anew after a reset', async () => {
    const page = ask(EventSourceExample);
    const source = await opened(1);
    const reset = { event_type: 'reset', data: { message: '' }, id: 0, run_id: RUN };
    source.tell(EVENTS[0], EVENTS[1], JSON.stringify(reset), ...EVENTS);
    expect(shown(page)[1]).toBe('So it is.');
  });

  it('stops the answer, and closes when the page is left', async () => {
    const page = ask(EventSourceExample);
    const source = await opened(1);
    source.tell(EVENTS[0]);
    page.detectChanges();
    (page.nativeElement as HTMLElement).querySelector('button')!.click();
    TestBed.inject(HttpTestingController).expectOne(`/api/agents/runs/${RUN}/cancel`);
    expect(source.readyState).toBe(Source.CLOSED);
    expect(shown(page)[0]).toBe('Stopped.');
  });

  it('tells a refusal', async () => {
    const page = ask(EventSourceExample);
    (await opened(1)).lose(Source.CLOSED);
    expect(shown(page)[0]).toMatch(/refused/);
  });
});
