import { Lexer, type Links, type Token, type TokensList } from 'marked';

/** Quotations and lists inside each other; deeper ones are shown as they are written. */
const DEEPEST_BLOCK = 12;
/** Emphasis, links and the like inside each other. */
const DEEPEST_INLINE = 8;
/** Characters of one paragraph, heading or cell; a longer one is shown as it is written. */
const LONGEST_INLINE = 5_000;
/**
 * How often block marks are looked for in each character. Quotations that end one after the other
 * would have it done twice for each that is around another.
 */
const BLOCK_READINGS = 16;
const SHORT = 10_000;
/** Then the rest is shown as it is written; texts that people write take a hundredth of it. */
const INLINE_MS = 1_000;

/** Reads Markdown within bounds, so that no text, however it is made, can exhaust the page. */
class BoundedLexer extends Lexer {
  private blockDepth = 0;
  private inlineDepth = 0;
  private blockCharacters: number;
  private inlineEnd = Infinity;

  constructor(length: number) {
    super({ gfm: true, breaks: false, pedantic: false });
    this.blockCharacters = BLOCK_READINGS * Math.max(length, SHORT);
  }

  override blockTokens(source: string, tokens?: Token[], clipped?: boolean): Token[];
  override blockTokens(source: string, tokens?: TokensList, clipped?: boolean): TokensList;
  override blockTokens(source: string, tokens: Token[] = [], clipped = false): Token[] {
    this.blockCharacters -= source.length;
    if (this.blockDepth >= DEEPEST_BLOCK || this.blockCharacters < 0) {
      tokens.push(asWritten(source));
      this.state.top = true;
      return tokens;
    }
    this.blockDepth += 1;
    try {
      return super.blockTokens(source, tokens, clipped);
    } finally {
      this.blockDepth -= 1;
    }
  }

  override inlineTokens(source: string, tokens: Token[] = []): Token[] {
    if (this.inlineEnd === Infinity) this.inlineEnd = performance.now() + INLINE_MS;
    if (
      this.inlineDepth >= DEEPEST_INLINE ||
      source.length > LONGEST_INLINE ||
      (this.inlineDepth === 0 && performance.now() > this.inlineEnd)
    ) {
      tokens.push(asWritten(source));
      return tokens;
    }
    this.inlineDepth += 1;
    try {
      return super.inlineTokens(source, tokens);
    } finally {
      this.inlineDepth -= 1;
    }
  }
}

/**
 * The tokens of a Markdown text.
 *
 * @param source Its lines end with `\n`.
 * @param links Targets that were defined before this text.
 */
export function lex(source: string, links?: Links): Token[] {
  const lexer = new BoundedLexer(source.length);
  Object.assign(lexer.tokens.links, links);
  try {
    return lexer.lex(source);
  } catch {
    return [asWritten(source)];
  }
}

function asWritten(source: string): Token {
  return { type: 'text', raw: source, text: source, escaped: true };
}
