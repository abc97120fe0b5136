import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ENTRIES = join(import.meta.dirname, '../../../agents/library/entries');

/** The model answers of the library: what is shown most, written by people. For tests. */
export function answers(): readonly { readonly name: string; readonly text: string }[] {
  return readdirSync(ENTRIES, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .sort()
    .map((name) => {
      const [, , ...body] = readFileSync(join(ENTRIES, name), 'utf8').split(/^---$/m);
      return { name, text: body.join('---').trim() };
    });
}
