// Compresses what a build left, once and well, so that no server has to: node compress.mjs FOLDER
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const TEXT = new Set(['.css', '.js', '.json', '.mjs', '.svg', '.txt', '.wasm', '.webmanifest']);
const SMALLEST = 1000; // bytes; below, a packet is a packet

const [folder] = process.argv.slice(2);
if (!folder) throw new Error('usage: node compress.mjs FOLDER');

const brotli = (content) =>
  promisify(brotliCompress)(content, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    },
  });
const zip = (content) => promisify(gzip)(content, { level: 9 });

async function compress(path) {
  const content = await readFile(path);
  if (content.length < SMALLEST) return;
  const written = [
    ['.br', brotli],
    ['.gz', zip],
  ].map(async ([ending, pack]) => {
    const packed = await pack(content);
    if (packed.length < content.length) await writeFile(path + ending, packed);
  });
  await Promise.all(written);
}

const entries = await readdir(folder, { recursive: true, withFileTypes: true });
const texts = entries.filter((entry) => entry.isFile() && TEXT.has(extname(entry.name)));
await Promise.all(texts.map((entry) => compress(join(entry.parentPath, entry.name))));
