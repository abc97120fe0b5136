/** A part of an answer, and which of the quotations it belongs to. */
export interface Segment {
  readonly text: string;
  readonly quotedBy: readonly number[];
}

interface Span {
  readonly start: number;
  readonly end: number;
  readonly quotation: number;
}

interface Word extends Pick<Span, 'start' | 'end'> {
  readonly text: string;
}

// Chinese, Japanese and Thai are written without spaces: there, each sign stands for itself.
const UNSPACED = '\\u0e00-\\u0eff\\u3040-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff';
const PART = `[${UNSPACED}]|(?:(?![${UNSPACED}])[\\p{L}\\p{N}\\p{M}])+`;
const APOSTROPHE = /(?<=[\p{L}\p{N}])['’‘\x60´](?=[\p{L}\p{N}])/gu;
const WORD = new RegExp(`${PART}`, 'gu');
const JOINED = new RegExp(
  `[${UNSPACED}]|(?:(?![${UNSPACED}])[\\p{L}\\p{N}\\p{M}]|(?<=[\\p{L}\\p{N}])['’‘\\x60´](?=[\\p{L}\\p{N}]))+`,
  'gu',
);
const ELLIPSIS = /\.{3,}|…|\[[.…]*\]|\(\.{3}\)/u;

/**
 * The answer in parts, each with the quotations that cover it. Quotations are found as the server
 * verifies them: by their words, whatever case and punctuation; every place is marked where the
 * words stand. One that is not in the answer marks nothing.
 */
export function segmentsOf(answer: string, quotations: readonly string[]): Segment[] {
  const said = wordsOf(answer);
  const spans = quotations.flatMap((text, quotation) =>
    placesOf(text, said).map(([start, end]) => ({ start, end, quotation })),
  );
  return cut(answer, spans);
}

/** What the answer says where a quotation stands, as it was written; null when it is not there. */
export function asWritten(answer: string, quotation: string): string | null {
  const [first] = placesOf(quotation, wordsOf(answer));
  return first === undefined ? null : answer.slice(first[0], first[1]);
}

function wordsOf(text: string): Word[] {
  return [...text.matchAll(JOINED)].flatMap((match) => {
    const [start, end] = [match.index, match.index + match[0].length];
    // One sign may stand for several words: "½".
    return plain(match[0]).map((word) => ({ text: word, start, end }));
  });
}

function plain(text: string): string[] {
  return text.normalize('NFKC').toLowerCase().replace(APOSTROPHE, '').match(WORD) ?? [];
}

/** Where the parts of a quotation begin and end: all places of a whole one, one of each part. */
function placesOf(quotation: string, said: readonly Word[]): [number, number][] {
  const parts = quotation
    .split(ELLIPSIS)
    .map(plain)
    .filter((part) => part.length > 0);
  const [only] = parts;
  if (only === undefined) return [];
  if (parts.length === 1) return allOf(only, said);
  const found: [number, number][] = [];
  let from = 0;
  for (const part of parts) {
    const at = find(part, said, from);
    if (at === -1) return [];
    from = at + part.length;
    found.push(range(said, at, from));
  }
  return found;
}

function allOf(part: readonly string[], said: readonly Word[]): [number, number][] {
  const found: [number, number][] = [];
  for (let at = find(part, said, 0); at !== -1; at = find(part, said, at + part.length)) {
    found.push(range(said, at, at + part.length));
  }
  return found;
}

function find(part: readonly string[], said: readonly Word[], from: number): number {
  for (let at = from; at + part.length <= said.length; at++) {
    if (part.every((word, index) => said[at + index]?.text === word)) return at;
  }
  return -1;
}

function range(said: readonly Word[], from: number, to: number): [number, number] {
  return [said[from]?.start ?? 0, said[to - 1]?.end ?? 0];
}

function cut(answer: string, spans: readonly Span[]): Segment[] {
  const ends = spans.flatMap(({ start, end }) => [start, end]);
  const borders = [...new Set([0, ...ends, answer.length])].sort((one, other) => one - other);
  return borders.slice(1).flatMap((end, index) => {
    const start = borders[index] ?? 0;
    const within = spans.filter((span) => span.start <= start && end <= span.end);
    const quotedBy = [...new Set(within.map((span) => span.quotation))];
    return { text: answer.slice(start, end), quotedBy };
  });
}
