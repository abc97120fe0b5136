import { rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { rolldown } from 'rolldown';

const HASH = /-[\w-]{8}$/;

/**
 * Makes one script of all that no page can do without. Angular's builder leaves a script for each
 * set of pages that share something, some twenty of a kilobyte, and each would be a request.
 *
 * @param folder What Angular's builder left; the new scripts take the place of the old ones.
 * @param main Name of the script that everything begins with.
 * @param first Names of that script and of all that it can't run without.
 * @returns The new scripts, as rolldown describes them, that one first.
 */
export async function merge(folder, main, first) {
  const bundle = await rolldown({ input: join(folder, main) });
  const { output } = await bundle.generate({
    minify: { mangle: false, compress: false },
    entryFileNames: 'first-[hash].js',
    chunkFileNames: ({ name }) => `${name.replace(HASH, '')}-[hash].js`,
    codeSplitting: { groups: [{ name: 'first', test: (path) => first.has(basename(path)) }] },
  });
  await bundle.close();
  // What has no modules only leads to the first script, which the page names itself.
  const scripts = output.filter(({ moduleIds }) => moduleIds.length);
  const old = scripts.flatMap(({ moduleIds }) => moduleIds);
  await Promise.all(old.map((path) => rm(path)));
  await Promise.all(scripts.map(({ fileName, code }) => writeFile(join(folder, fileName), code)));
  const isFirst = ({ moduleIds }) => moduleIds.some((path) => basename(path) === main);
  return [...scripts.filter(isFirst), ...scripts.filter((each) => !isFirst(each))];
}
