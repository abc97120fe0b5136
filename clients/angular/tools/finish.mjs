// Finishes what Angular's builder left, so that the first page comes soon: node finish.mjs FOLDER
//
// page.json tells the server what it can't see in the page: the hashes of the scripts in it, which
// names change with the content, and which scripts each part of the client needs at once, to name
// them before the first one has run.
import { readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { inline } from './inline.mjs';
import { merge } from './merge.mjs';

/** The component that the address of a part alone shows: src/app/ask/ask.ts. */
const PART = /^src\/app\/([\w-]+)\/\1\.ts$/;
const PRELOADS = /<link rel="modulepreload"[^>]*>/g;

const [, , built] = process.argv;
if (!built) throw new Error('usage: node finish.mjs FOLDER');
const folder = resolve(built, 'browser');
const stats = join(built, 'browser-stats.json');

/** A script with all that it can't run without. */
function whole(name, importsOf, seen = new Set()) {
  if (!seen.has(name)) {
    seen.add(name);
    for (const each of importsOf(name)) whole(each, importsOf, seen);
  }
  return seen;
}

const { outputs } = JSON.parse(await readFile(stats, 'utf8'));
const left = await readFile(join(folder, 'index.html'), 'utf8');
const [, main] = /<script src="([\w.-]+\.js)" type="module"/.exec(left);
const needed = whole(main, (name) =>
  (outputs[name]?.imports ?? [])
    .filter(({ kind }) => kind === 'import-statement')
    .map(({ path }) => path),
);
const [first, ...others] = await merge(folder, main, needed);

const imports = new Map(others.map(({ fileName, imports: each }) => [fileName, each]));
const preloads = {};
for (const { fileName, moduleIds } of others) {
  const entryPoints = moduleIds.map((path) => outputs[basename(path)]?.entryPoint ?? '');
  const part = entryPoints.map((each) => PART.exec(each)?.[1]).find(Boolean);
  // All wait for the first one, which is by far the largest.
  const own = whole(fileName, (name) => imports.get(name) ?? []);
  if (part) preloads[part] = [...new Set([first.fileName, ...own])];
}

const named = left.replace(PRELOADS, '').replaceAll(main, first.fileName);
const { page, hashes } = await inline(folder, named);
const hashed = [first, ...others].map(({ fileName }) => fileName);
const told = { inline: hashes, hashed, preloads };
await writeFile(join(folder, 'index.html'), page);
await writeFile(join(folder, 'page.json'), `${JSON.stringify(told)}\n`);
await rm(stats);
