import { opendir, lstat, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isInside } from '../../core/kernel/index.ts';
import type { FoundFile } from '../../core/library/index.ts';

/** Endings worth opening. What a file really is, its content decides; this only saves reading every text file. */
const VIDEO_ENDINGS = new Set(
  'mp4 m4v mov mkv webm avi ts m2ts mts mpg mpeg vob wmv asf flv ogv ogm divx 3gp'.split(' '),
);
/** Deeper than any collection; ends a walk through a folder that was made to be endless. */
const MAX_DEPTH = 32;
const BATCH = 256;
/** Folders other programs keep for themselves. */
const NOT_MEDIA = new Set([
  '@eaDir',
  '#recycle',
  '$RECYCLE.BIN',
  'System Volume Information',
  'lost+found',
  '.Trashes',
]);

export type WalkEvents = {
  /** A link leading out of the folder, a pipe, a socket, a device (MED-11). */
  readonly onSkipped: (path: string) => void;
  /** A folder inside the library that could not be entered. */
  readonly onUnreadable: (path: string) => void;
};

/** What the walk found in one folder: its video files, and the names of everything else beside them. */
export type FolderListing = { readonly files: FoundFile[]; readonly otherNames: string[]; readonly path: string };

/**
 * Walk a library's folder, folder by folder. Links are followed only where they end inside the same library, and never
 * into a folder that is being walked already.
 *
 * @param root real path of the library's folder.
 * @throws when `root` itself cannot be listed.
 */
export async function* walkFolder(
  root: string,
  events: WalkEvents,
  signal: AbortSignal,
): AsyncGenerator<FolderListing> {
  const waiting: { path: string; depth: number }[] = [{ path: '', depth: 0 }];
  const visited = new Set<string>();
  while (waiting.length > 0) {
    signal.throwIfAborted();
    const { path, depth } = waiting.pop()!;
    const listing = { path, files: [] as FoundFile[], otherNames: [] as string[] };
    const folder = join(root, path);
    try {
      const real = await realpath(folder);
      if (visited.has(real)) continue;
      visited.add(real);
      const candidates: string[] = [];
      for await (const entry of await opendir(folder)) {
        signal.throwIfAborted();
        if (entry.name.startsWith('.') || NOT_MEDIA.has(entry.name)) continue;
        const inside = path === '' ? entry.name : `${path}/${entry.name}`;
        if (entry.isDirectory()) waiting.push({ path: inside, depth: depth + 1 });
        else if (entry.isFile() || entry.isSymbolicLink()) candidates.push(inside);
        else events.onSkipped(inside);
      }
      if (depth >= MAX_DEPTH) continue;
      for (let start = 0; start < candidates.length; start += BATCH) {
        const batch = candidates.slice(start, start + BATCH);
        await Promise.all(batch.map((inside) => addFile(root, inside, depth, listing, waiting, events)));
      }
    } catch (error) {
      if (path === '' || signal.aborted) throw error;
      events.onUnreadable(path);
    }
    listing.files.sort((a, b) => (a.path < b.path ? -1 : 1));
    yield listing;
  }
}

async function addFile(
  root: string,
  path: string,
  depth: number,
  listing: FolderListing,
  waiting: { path: string; depth: number }[],
  events: WalkEvents,
): Promise<void> {
  const absolute = join(root, path);
  try {
    let info = await lstat(absolute);
    if (info.isSymbolicLink()) {
      if (!isInside(root, await realpath(absolute))) return events.onSkipped(path);
      info = await stat(absolute);
      if (info.isDirectory()) {
        waiting.push({ path, depth: depth + 1 });
        return;
      }
    }
    if (!info.isFile()) return events.onSkipped(path);
    const name = path.slice(path.lastIndexOf('/') + 1);
    const ending = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
    if (VIDEO_ENDINGS.has(ending)) {
      listing.files.push({ path, sizeBytes: info.size, mtimeMs: Math.trunc(info.mtimeMs) });
    } else {
      listing.otherNames.push(name);
    }
  } catch {
    events.onSkipped(path); // vanished between listing and looking, or a link to nothing
  }
}
