import type { Links, Token, Tokens } from 'marked';
import { build } from './building';
import { keep } from './keeping';
import { lex } from './lexing';
import type { Block } from './nodes';
import { Outline } from './outline';

/** Tokens at the end that may still become something else when more text comes. */
const OPEN_TOKENS = 3;
/** Characters that are read as Markdown; what follows is shown as it is written. */
const LONGEST = 100_000;

/** Reads a text that grows, and reads again only its end: what is settled stays the same objects. */
export class GrowingText {
  private settledText = '';
  private settledBlocks: readonly Block[] = [];
  private settledOutline = new Outline();
  private links: Links = {};
  private blocks: readonly Block[] = [];

  /**
   * What a page shows of the text.
   *
   * @param text The whole text so far.
   * @param finished No more will come: it is read once more as a whole, as a definition at its end
   *   says where links at its beginning lead.
   */
  read(text: string, finished: boolean): readonly Block[] {
    const [source, rest] = divided(shown(text, finished));
    const last = this.blocks;
    const blocks = finished ? this.readWhole(source) : this.readEnd(source);
    this.blocks = keep(last, rest ? [...blocks, { kind: 'plain', text: rest }] : blocks);
    return this.blocks;
  }

  private readWhole(source: string): readonly Block[] {
    this.forget();
    const outline = new Outline();
    return lex(source).flatMap((token) => build(token, outline, true) ?? []);
  }

  private readEnd(source: string): readonly Block[] {
    if (!source.startsWith(this.settledText)) this.forget();
    const end = source.slice(this.settledText.length);
    const tokens = lex(end, this.links);
    const outline = this.settledOutline.copy();
    const before = this.blocks.slice(this.settledBlocks.length);
    const settling = tokens.slice(0, -OPEN_TOKENS);
    const settled = keep(before, built(settling, outline));
    const outlineThere = outline.copy();
    const open = built(tokens.slice(settling.length), outline);
    const blocks = [...this.settledBlocks, ...settled, ...keep(before.slice(settled.length), open)];
    this.settle(
      settling,
      end,
      blocks.slice(0, this.settledBlocks.length + settled.length),
      outlineThere,
    );
    return blocks;
  }

  private settle(
    tokens: readonly Token[],
    end: string,
    blocks: readonly Block[],
    outline: Outline,
  ): void {
    const raw = tokens.map((token) => token.raw).join('');
    // Where tokens do not say exactly what they were made of, it is not known where they end.
    if (!raw || !end.startsWith(raw)) return;
    this.settledText += raw;
    this.settledBlocks = blocks;
    this.settledOutline = outline;
    for (const token of tokens) {
      if (token.type === 'def') this.define(token as Tokens.Def);
    }
  }

  /** The first definition of a name counts. */
  private define({ tag, href, title }: Tokens.Def): void {
    if (!Object.hasOwn(this.links, tag)) this.links = { ...this.links, [tag]: { href, title } };
  }

  private forget(): void {
    this.settledText = '';
    this.settledBlocks = [];
    this.settledOutline = new Outline();
    this.links = {};
  }
}

function built(tokens: readonly Token[], outline: Outline): readonly Block[] {
  return tokens.flatMap((token) => build(token, outline, false) ?? []);
}

function shown(text: string, finished: boolean): string {
  const source = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
  return finished ? source : withoutHalfMark(source);
}

/**
 * The text without a last line that has nothing but the beginning of a mark yet: a lone `-` below a
 * paragraph would make it a heading until the rest of the line shows that it begins a list.
 */
export function withoutHalfMark(source: string): string {
  const line = source.slice(source.lastIndexOf('\n') + 1);
  return /^\s*(?:[-=*+_#>`~:|]{1,6}|\d{1,3}[.)]?)[ \t]*$/.test(line)
    ? source.slice(0, source.length - line.length)
    : source;
}

function divided(source: string): readonly [string, string] {
  if (source.length <= LONGEST) return [source, ''];
  const newline = source.lastIndexOf('\n', LONGEST);
  const end = newline > 0 ? newline + 1 : LONGEST;
  return [source.slice(0, end), source.slice(end)];
}
