import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

const STYLES = /<link rel="stylesheet" href="([\w-]+\.css)"[^>]*>/g;
const SCRIPTS = /<script src="([\w-]+\.js)"(?![^>]*type="module")[^>]*><\/script>/g;

/**
 * Puts into a page what it can't be shown without: as files, its style sheet and its plain scripts
 * would wait behind the scripts that are loaded ahead.
 *
 * @returns The page, and the hashes of its scripts as a Content-Security-Policy names them.
 */
export async function inline(folder, page) {
  const hashes = [];
  const styled = await replaced(folder, page, STYLES, (content) => {
    return `<style nonce="__CSP_NONCE__">${content}</style>`;
  });
  const whole = await replaced(folder, styled, SCRIPTS, (content) => {
    hashes.push(`sha256-${createHash('sha256').update(content).digest('base64')}`);
    return `<script>${content}</script>`;
  });
  return { page: whole, hashes };
}

async function replaced(folder, page, pattern, element) {
  let whole = page;
  for (const [named, name] of page.matchAll(pattern)) {
    const content = (await readFile(join(folder, name), 'utf8')).trim();
    if (/<\/(?:script|style)/i.test(content)) throw new Error(`${name} would end its element`);
    whole = whole.replace(named, () => element(content));
    await rm(join(folder, name));
  }
  return whole;
}
