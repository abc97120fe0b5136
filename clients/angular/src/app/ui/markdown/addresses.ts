const ALLOWED = /^(?:https?:\/\/|mailto:)/i;
const PROTOCOLS = new Set(['http:', 'https:', 'mailto:']);

/** The address that a link may lead to, written in full; null where it is none of the web or of mail. */
export function safeAddress(written: string): string | null {
  if (!ALLOWED.test(written) || !URL.canParse(written)) return null;
  const { href, protocol } = new URL(written);
  return PROTOCOLS.has(protocol) ? href : null;
}
