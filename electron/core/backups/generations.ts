import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  generationFiles,
  syncFolder,
  writeFileAtomically,
  type DataFolder,
  type GenerationFiles,
} from '../kernel/index.ts';

/** ARCHITECTURE 3: the generation before a restore stays this long, as the point to go back to. */
const RETIRED_MS = 7 * 24 * 60 * 60 * 1000;
/** Lies in a generation that was current once: when it ceased to be, ms since 1970. */
const RETIRED = 'retired-at';
/** Lies in a generation that never was current yet. */
const UNUSED = 'not-in-use';
const STAGING = '.staging';

/** Where a generation is built: under a name that never becomes current, so that half of one cannot be taken for one. */
export const stagingFiles = (data: DataFolder, generation: string): GenerationFiles =>
  generationFiles(join(data.generations, `${generation}${STAGING}`));

/** Give a finished generation its name. It is not in use before the flip. */
export function placeGeneration(data: DataFolder, generation: string): void {
  const staged = stagingFiles(data, generation).folder;
  writeFileAtomically(join(staged, UNUSED), '');
  renameSync(staged, join(data.generations, generation));
  syncFolder(data.generations);
}

/** Note that another generation is to take the place of this one. Before the flip, while a full disk can still be answered. */
export const markRetired = (data: DataFolder, generation: string, now: number): void =>
  writeFileAtomically(join(data.generations, generation, RETIRED), `${now}\n`);

/** Note, after a flip that holds, or one that was undone, which generation is in use. Needs no room. */
export function markInUse(data: DataFolder, generation: string): void {
  for (const mark of [UNUSED, RETIRED]) rmSync(join(data.generations, generation, mark), { force: true });
}

/**
 * Remove what restores left behind: half-built generations, those never used, those retired longer than 7 days. One that
 * was in use and was not retired by us is never touched: should `current` be lost, it is the owner's data.
 */
export function sweepGenerations(data: DataFolder, current: string, now: number): void {
  // It was flipped to, or was to be replaced, and the process ended before it could say so.
  markInUse(data, current);
  for (const name of readdirSync(data.generations)) {
    if (name === current) continue;
    const folder = join(data.generations, name);
    if (name.endsWith(STAGING) || existsSync(join(folder, UNUSED)) || isLongRetired(folder, now))
      rmSync(folder, { recursive: true, force: true });
  }
}

function isLongRetired(folder: string, now: number): boolean {
  const file = join(folder, RETIRED);
  if (!existsSync(file)) return false;
  const since = Number(readFileSync(file, 'utf8'));
  return Number.isFinite(since) && now - since > RETIRED_MS;
}
