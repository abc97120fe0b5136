import type { MarkedToken, Token, Tokens } from 'marked';
import { safeAddress } from './addresses';
import { decoded } from './entities';
import type { Block, Cell, Code, Inline } from './nodes';
import { Outline } from './outline';

/** `marked` types its tokens so that any extension fits in; there are none here. */
function known(token: Token): MarkedToken {
  return token as MarkedToken;
}

/**
 * What a page shows of one token of the top; null for space and definitions.
 *
 * @param finished No more of the text will come.
 */
export function build(token: Token, outline: Outline, finished: boolean): Block | null {
  const { type } = token;
  if (type !== 'heading') return block(token, outline, finished);
  const { depth, tokens } = token as Tokens.Heading;
  return { kind: 'heading', level: outline.heading(depth), children: inlines(tokens) };
}

function block(any: Token, outline: Outline, finished: boolean): Block | null {
  const token = known(any);
  switch (token.type) {
    case 'heading':
      return { kind: 'heading', level: outline.inner(), children: inlines(token.tokens) };
    case 'paragraph':
      return { kind: 'paragraph', children: inlines(token.tokens) };
    case 'text':
      return { kind: 'line', children: token.tokens ? inlines(token.tokens) : [text(token)] };
    case 'checkbox':
      return { kind: 'line', children: [{ kind: 'tick', done: token.checked }] };
    case 'list':
      return {
        kind: 'list',
        ordered: token.ordered,
        start: token.start === '' ? 1 : token.start,
        items: token.items.map((item) => inside(item.tokens, outline, finished)),
      };
    case 'blockquote':
      return { kind: 'quote', blocks: inside(token.tokens, outline, finished) };
    case 'table':
      return { kind: 'table', head: token.header.map(cell), rows: token.rows.map(row) };
    case 'code':
      return code(token, finished);
    case 'hr':
      return { kind: 'rule' };
    case 'space':
    case 'def':
      return null;
    default:
      return { kind: 'plain', text: token.raw.trimEnd() };
  }
}

function inside(tokens: readonly Token[], outline: Outline, finished: boolean): Block[] {
  const blocks: Block[] = [];
  for (const token of tokens) {
    const made = block(token, outline, finished);
    const last = blocks.at(-1);
    if (made === null) continue;
    if (last?.kind === 'line' && isTick(last) && 'children' in made) {
      // The box of a task stands in the line of its text.
      blocks[blocks.length - 1] = { ...made, children: [...last.children, ...made.children] };
    } else {
      blocks.push(made);
    }
  }
  return blocks;
}

function isTick(line: { readonly children: readonly Inline[] }): boolean {
  return line.children.length === 1 && line.children[0]?.kind === 'tick';
}

function row(cells: readonly Tokens.TableCell[]): Cell[] {
  return cells.map(cell);
}

function cell({ align, tokens }: Tokens.TableCell): Cell {
  return { align, children: inlines(tokens) };
}

function code(token: Tokens.Code, finished: boolean): Code {
  const language = /^[^\s{,:]*/.exec(token.lang ?? '')?.[0].toLowerCase() ?? '';
  return { kind: 'code', text: token.text, language, closed: finished || isClosed(token.raw) };
}

function isClosed(raw: string): boolean {
  const fence = /^ {0,3}(`{3,}|~{3,})/.exec(raw)?.[1];
  if (fence === undefined) return true;
  const last = raw.slice(raw.trimEnd().lastIndexOf('\n') + 1).trim();
  return raw.trimEnd().includes('\n') && last.startsWith(fence) && /^[~`]+$/.test(last);
}

/** Inside a link there is no other link: browsers would end the outer one. */
function inlines(tokens: readonly Token[], inLink = false): Inline[] {
  const made: Inline[] = [];
  for (const token of tokens) {
    for (const node of inline(known(token), inLink)) {
      const last = made.at(-1);
      if (node.kind === 'text' && last?.kind === 'text') {
        made[made.length - 1] = { kind: 'text', text: last.text + node.text };
      } else {
        made.push(node);
      }
    }
  }
  return made;
}

function inline(token: MarkedToken, inLink: boolean): readonly Inline[] {
  switch (token.type) {
    case 'text':
      return token.tokens ? inlines(token.tokens, inLink) : [text(token)];
    case 'escape':
      return [{ kind: 'text', text: token.text }];
    case 'strong':
      return [{ kind: 'strong', children: inlines(token.tokens, inLink) }];
    case 'em':
      return [{ kind: 'emphasis', children: inlines(token.tokens, inLink) }];
    case 'del':
      return [{ kind: 'deleted', children: inlines(token.tokens, inLink) }];
    case 'codespan':
      return [{ kind: 'code', text: token.text }];
    case 'br':
      return [{ kind: 'break' }];
    case 'checkbox':
      return [{ kind: 'tick', done: token.checked }];
    case 'link':
      return link(token, inLink);
    case 'image':
      return image(token, inLink);
    case 'html':
      // The one element that models write into tables, as these have no other way to break a line.
      return /^<br\s*\/?>$/i.test(token.raw)
        ? [{ kind: 'break' }]
        : [{ kind: 'text', text: token.raw }];
    default:
      return [{ kind: 'text', text: token.raw }];
  }
}

function text(token: Tokens.Text): Inline {
  return { kind: 'text', text: token.escaped ? token.text : decoded(token.text) };
}

function link(token: Tokens.Link, inLink: boolean): readonly Inline[] {
  const children: readonly Inline[] = token.autolink
    ? [{ kind: 'text', text: token.text }]
    : inlines(token.tokens, true);
  return anchor(token.autolink ? token.href : decoded(token.href), children, inLink);
}

/** Pictures of other sites are not fetched: that would tell them who reads here. */
function image(token: Tokens.Image, inLink: boolean): readonly Inline[] {
  const href = decoded(token.href);
  return anchor(href, [{ kind: 'text', text: decoded(token.text) || href }], inLink);
}

function anchor(to: string, children: readonly Inline[], inLink: boolean): readonly Inline[] {
  const href = inLink ? null : safeAddress(to);
  if (href === null) return children;
  return [{ kind: 'link', href, page: !href.startsWith('mailto:'), children }];
}
