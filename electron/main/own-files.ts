import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';

/** SHA-256, in hex, of every file of `runtime`, by its path with forward slashes. */
const Manifest = Type.Record(Type.String(), Type.String({ pattern: '^[0-9a-f]{64}$' }));
export type Manifest = Static<typeof Manifest>;

export type OwnFilesProblem = {
  readonly path: string;
  readonly kind: 'changed' | 'missing' | 'added';
};

/** The list that was made with the package; it lies in the asar, whose integrity the system checks (DSK-07). */
export function readManifest(file: string): Manifest {
  const manifest: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (!Value.Check(Manifest, manifest)) throw new Error(`${file} is no list of files and hashes.`);
  return manifest;
}

/**
 * Whether what our processes will run is what was packed: nothing changed, gone, or added (INC-08, DSK-03).
 *
 * @returns what is wrong, all of it; empty when nothing is.
 */
export async function checkOwnFiles(folder: string, manifest: Manifest): Promise<OwnFilesProblem[]> {
  const there = filesBelow(folder);
  const problems: OwnFilesProblem[] = [...there]
    .filter((path) => !Object.hasOwn(manifest, path))
    .map((path) => ({ path, kind: 'added' }));
  for (const [path, hash] of Object.entries(manifest)) {
    if (!there.has(path)) problems.push({ path, kind: 'missing' });
    else if ((await sha256(join(folder, path))) !== hash) problems.push({ path, kind: 'changed' });
  }
  return problems;
}

/** Hashes of all files of a folder, for the one who packs. */
export async function makeManifest(folder: string): Promise<Manifest> {
  const manifest: Record<string, string> = {};
  for (const path of [...filesBelow(folder)].sort()) manifest[path] = await sha256(join(folder, path));
  return manifest;
}

function filesBelow(folder: string): Set<string> {
  if (!existsSync(folder)) return new Set();
  return new Set(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => !entry.isDirectory())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/')),
  );
}

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
