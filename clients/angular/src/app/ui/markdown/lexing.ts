import { Lexer, type Links, type Token, type TokensList } from 'marked';

/** Quotations and lists inside each other; deeper ones are shown as they are written. */
const DEEPEST_BLOCK = 12;
/** Emphasis, links and the like inside each other. */
const DEEPEST_INLINE = 8;
/** Characters of one paragraph, heading or cell; a longer one is shown as it is written. */
const LONGEST_INLINE = 10_000;

/** Reads Markdown within bounds, so that no text, however it is made, can exhaust the page. */
class BoundedLexer extends Lexer {
  private blockDepth = 0;
  private inlineDepth = 0;

  override blockTokens(source: string, tokens?: Token[], clipped?: boolean): Token[];
  override blockTokens(source: string, tokens?: TokensList, clipped?: boolean): TokensList;
  override blockTokens(source: string, tokens: Token[] = [], clipped = false): Token[] {
    if (this.blockDepth >= DEEPEST_BLOCK) {
      tokens.push({ type: 'text', raw: source, text: source, escaped: true });
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
    if (this.inlineDepth >= DEEPEST_INLINE || source.length > LONGEST_INLINE) {
      tokens.push({ type: 'text', raw: source, text: source, escaped: true });
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
  const lexer = new BoundedLexer({ gfm: true, breaks: false, pedantic: false });
  Object.assign(lexer.tokens.links, links);
  try {
    return lexer.lex(source);
  } catch {
    return [{ type: 'text', raw: source, text: source, escaped: true }];
  }
}
