import { existsSync } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FILE_MODE, FOLDER_MODE, type Log } from '../../core/kernel/index.ts';
import { playbackFolder } from '../../core/streaming/index.ts';
import { processStart } from './process-watch.ts';

/** all segments together. */
export const CACHE_BUDGET_BYTES = 10 * 1024 ** 3;

/** In a playback's folder: the process id of its encoder and when that started (law 3). */
const ENCODER_FILE = 'encoder';

/** Note who writes into a playback's folder, so that the next start can end it. */
export async function noteEncoder(cacheFolder: string, playbackId: string, pid: number): Promise<void> {
  const started = await processStart(pid);
  if (started === null) return; // gone already, or Windows ends it with us
  await writeWhole(join(playbackFolder(cacheFolder, playbackId), ENCODER_FILE), Buffer.from(`${pid} ${started}\n`));
}

/**
 * At start (MED-05): end the encoders a killed worker left, each checked by its start time, and remove everything made.
 *
 * @returns how many encoders were ended.
 */
export async function sweepCache(cacheFolder: string, log: Log): Promise<number> {
  let ended = 0;
  const playbacks = join(cacheFolder, 'playback');
  for (const id of existsSync(playbacks) ? await readdir(playbacks) : []) {
    const file = join(playbacks, id, ENCODER_FILE);
    const note = existsSync(file) ? await readFile(file, 'utf8') : '';
    const [, pid, started] = /^(\d+) (.+)\n/.exec(note) ?? [];
    if (pid === undefined || (await processStart(Number(pid))) !== started) continue;
    process.kill(Number(pid), 'SIGKILL');
    ended += 1;
  }
  if (ended > 0) log.warn('transcode.leftovers-ended', { encoders: ended });
  await rm(playbacks, { recursive: true, force: true });
  await rm(join(cacheFolder, 'subtitle'), { recursive: true, force: true });
  return ended;
}

/** Remove every subtitle made; they are made again when asked for. @returns the bytes that are free now. */
export async function removeSubtitles(cacheFolder: string): Promise<number> {
  const folder = join(cacheFolder, 'subtitle');
  if (!existsSync(folder)) return 0;
  let bytes = 0;
  // Their folders stay: one may be written this moment.
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.vtt')) continue;
    const path = join(entry.parentPath, entry.name);
    bytes += (await stat(path)).size;
    await rm(path, { force: true });
  }
  return bytes;
}

/** Write beside and rename: what stands in its place is whole. Folders are made as needed. */
export async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: FOLDER_MODE });
  const temporary = `${path}.tmp`;
  const file = await open(temporary, 'w', FILE_MODE);
  try {
    await file.writeFile(bytes);
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}

/** What the cache holds of one playback. */
export type Held = {
  readonly id: string;
  /** On a clock that never jumps, ms. */
  readonly usedAt: number;
  /** Somebody asked within the last minute. */
  readonly isWatched: boolean;
  /** The segment asked for last. */
  readonly position: number;
  readonly segments: readonly { readonly variant: number; readonly index: number; readonly bytes: number }[];
};

/** Segments just behind the viewer stay: a short step back is the most common one. */
const KEPT_BEHIND = 8;

/**
 * What to remove until `overBytes` are free: first of playbacks nobody watches, longest unused first, then what lies
 * farthest behind a viewer. What lies ahead of one stays; then the encoder has to wait.
 */
export function chooseEvictions(
  playbacks: readonly Held[],
  overBytes: number,
): { readonly id: string; readonly variant: number; readonly index: number }[] {
  const chosen: { id: string; variant: number; index: number }[] = [];
  let left = overBytes;
  const take = (id: string, segments: Held['segments']) => {
    for (const { variant, index, bytes } of segments) {
      if (left <= 0) return;
      chosen.push({ id, variant, index });
      left -= bytes;
    }
  };
  const byUse = playbacks.toSorted((a, b) => a.usedAt - b.usedAt);
  for (const held of byUse.filter((one) => !one.isWatched)) take(held.id, held.segments);
  const behind = byUse
    .filter((one) => one.isWatched)
    .flatMap((held) =>
      held.segments
        .filter(({ index }) => index < held.position - KEPT_BEHIND)
        .map((segment) => ({ id: held.id, segment, distance: held.position - segment.index })),
    )
    .toSorted((a, b) => b.distance - a.distance);
  for (const { id, segment } of behind) take(id, [segment]);
  return chosen;
}
