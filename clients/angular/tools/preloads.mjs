// Tells which scripts each page loads beyond the first ones, so that the server can name them
// before the first ones have run: node preloads.mjs STATS FOLDER
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const ROUTES = /^src\/app\/([\w-]+)\/\1\.routes\.ts$/;

const [stats, folder] = process.argv.slice(2);
if (!folder) throw new Error('usage: node preloads.mjs STATS FOLDER');

const { outputs } = JSON.parse(await readFile(stats, 'utf8'));

const imported = (name, kind) =>
  (outputs[name]?.imports ?? []).filter((each) => each.kind === kind).map((each) => each.path);

/** A script with all that it can't run without. */
function whole(name, seen = new Set()) {
  if (!seen.has(name)) {
    seen.add(name);
    for (const each of imported(name, 'import-statement')) whole(each, seen);
  }
  return seen;
}

const entries = Object.entries(outputs).map(([name, { entryPoint }]) => [entryPoint ?? '', name]);
const [, main] = entries.find(([entryPoint]) => entryPoint === 'src/main.ts');
const first = whole(main);
const preloads = {};
for (const [entryPoint, name] of entries) {
  const page = ROUTES.exec(entryPoint)?.[1];
  if (page === undefined) continue;
  const needed = whole(name);
  // Routes that import nothing load each of their pages, that of the bare path first.
  const [own] = needed.size === 1 ? imported(name, 'dynamic-import') : [];
  if (own) whole(own, needed);
  preloads[page] = [...needed].filter((each) => !first.has(each)).sort();
}
await writeFile(join(folder, 'preloads.json'), `${JSON.stringify(preloads)}\n`);
