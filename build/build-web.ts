/** `npm run build`: both web apps, compressed beside the plain files; fails when the player's first load grew too big. */
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { extname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, type Rolldown } from 'vite';
import { packagesOf, WEB_PACKAGES } from './third-party.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const WEB = join(ROOT, 'resources', 'web');
/** What a phone on a weak wireless link loads before it sees anything: scripts and styles, compressed. */
const FIRST_LOAD_LIMIT_BYTES = 150_000;
/** Below this the header of an answer weighs more than what compressing saves. */
const LEAST_GZIP_BYTES = 1_024;
const TEXT = new Set(['.css', '.html', '.js', '.json', '.svg', '.txt']);

const gzip = (bytes: Uint8Array | string): Buffer => gzipSync(bytes, { level: 9 });

const player = await buildApp('player');
const manager = await buildApp('manager');
// Whoever packs the pages says whose parts are in them.
const read = [...player.output, ...manager.output].flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []));
const contained = packagesOf(read).map((folder) => relative(ROOT, folder));
await writeFile(join(WEB, WEB_PACKAGES), `${JSON.stringify(contained)}\n`);
await compressTexts(WEB);

const firstLoadBytes = firstLoadOf(player) + gzip(await readFile(join(WEB, 'player', 'theme.js'))).length;
const kilobytes = (bytes: number): string => `${(bytes / 1_000).toFixed(1)} kB`;
console.log(`Player, first load: ${kilobytes(firstLoadBytes)} gzip of at most ${kilobytes(FIRST_LOAD_LIMIT_BYTES)}.`);
if (firstLoadBytes > FIRST_LOAD_LIMIT_BYTES) {
  console.error('The first load is too big: load what the first screen does not need by import() later.');
  process.exitCode = 1;
} else {
  // Its time of change is what counts: `npm start` builds again when a source is newer.
  await writeFile(join(WEB, '.stamp'), `${new Date().toISOString()}\n`);
}

async function buildApp(name: 'player' | 'manager'): Promise<Rolldown.RolldownOutput> {
  const output = await build({ configFile: join(ROOT, 'build', `vite.${name}.ts`), logLevel: 'warn' });
  if (!('output' in output)) throw new Error(`Vite did not answer with one output for ${name}`);
  return output;
}

/** Compressed size of the entry, all it imports at once, and its styles. */
function firstLoadOf({ output }: Rolldown.RolldownOutput): number {
  const chunks = new Map(output.flatMap((file) => (file.type === 'chunk' ? [[file.fileName, file] as const] : [])));
  const wanted = [...chunks.values()].filter((chunk) => chunk.isEntry).map((chunk) => chunk.fileName);
  const loaded = new Set<string>();
  for (const fileName of wanted) {
    if (loaded.has(fileName)) continue;
    loaded.add(fileName);
    wanted.push(...(chunks.get(fileName)?.imports ?? []));
  }
  return output
    .filter((file) => loaded.has(file.fileName) || file.fileName.endsWith('.css'))
    .reduce((sum, file) => sum + gzip(file.type === 'chunk' ? file.code : file.source).length, 0);
}

async function compressTexts(folder: string): Promise<void> {
  for (const path of await readdir(folder, { recursive: true })) {
    const file = join(folder, path);
    if (!TEXT.has(extname(file)) || (await stat(file)).size <= LEAST_GZIP_BYTES) continue;
    await writeFile(`${file}.gz`, gzip(await readFile(file)));
  }
}
