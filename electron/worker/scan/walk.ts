import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isInside } from '../../core/kernel/index.ts';
import type { FoundFile } from '../../core/library/index.ts';

/** Deeper than any collection; ends a walk through a folder that was made to be endless. */
const MAX_DEPTH = 32;
const BATCH = 256;
/** Folders listed at once: most hold one film, and a walk that waits for each would spend its time waiting. */
const FOLDERS_AHEAD = 8;
/** Folders other programs keep for themselves. */
const NOT_MEDIA = new Set([
  '@eaDir',
  '#recycle',
  '$RECYCLE.BIN',
  'System Volume Information',
  'lost+found',
  '.Trashes',
]);

export type Walk = {
  /** Lower-case endings of the files that are looked for. */
  readonly endings: ReadonlySet<string>;
  /** A link leading out of the folder, a pipe, a socket, a device (MED-11). */
  readonly onSkipped: (path: string) => void;
  /** A folder inside the library that could not be entered. */
  readonly onUnreadable: (path: string) => void;
};

/** What the walk found in one folder: its media files, and the names of everything else beside them. */
export type FolderListing = { readonly files: FoundFile[]; readonly otherNames: string[]; readonly path: string };

/**
 * Walk a library's folder, folder by folder. Links are followed only where they end inside the same library, and never
 * into a folder that is being walked already.
 *
 * @param root real path of the library's folder.
 * @throws when `root` itself cannot be listed.
 */
export async function* walkFolder(root: string, walk: Walk, signal: AbortSignal): AsyncGenerator<FolderListing> {
  const waiting: Folder[] = [{ path: '', real: await realpath(root), depth: 0 }];
  const visited = new Set<string>();
  const ahead: Promise<{ readonly listing: FolderListing; readonly folders: Folder[] }>[] = [];
  for (;;) {
    while (ahead.length < FOLDERS_AHEAD && waiting.length > 0) {
      const folder = waiting.pop()!;
      if (visited.has(folder.real) || folder.depth >= MAX_DEPTH) continue;
      visited.add(folder.real);
      const listed = listFolder(root, folder, walk, signal);
      listed.catch(() => {}); // several may fail when the walk is cancelled; one of them is waited for
      ahead.push(listed);
    }
    const next = ahead.shift();
    if (!next) return;
    const { listing, folders } = await next;
    signal.throwIfAborted();
    waiting.push(...folders);
    yield listing;
  }
}

/** `real` is where `path`, relative to the library's folder, leads to when every link is followed. */
type Folder = { readonly path: string; readonly real: string; readonly depth: number };

async function listFolder(
  root: string,
  folder: Folder,
  walk: Walk,
  signal: AbortSignal,
): Promise<{ readonly listing: FolderListing; readonly folders: Folder[] }> {
  const { path, real, depth } = folder;
  const listing: FolderListing = { path, files: [], otherNames: [] };
  const folders: Folder[] = [];
  try {
    const candidates: string[] = [];
    for (const entry of await readdir(join(root, path), { withFileTypes: true })) {
      const { name } = entry;
      if (name.startsWith('.') || NOT_MEDIA.has(name)) continue;
      const inside = path === '' ? name : `${path}/${name}`;
      if (entry.isDirectory()) folders.push({ path: inside, real: join(real, name), depth: depth + 1 });
      else if (entry.isSymbolicLink() || (entry.isFile() && walk.endings.has(endingOf(name)))) candidates.push(inside);
      else if (entry.isFile()) listing.otherNames.push(name);
      else walk.onSkipped(inside);
    }
    for (let start = 0; start < candidates.length; start += BATCH) {
      signal.throwIfAborted();
      const batch = candidates.slice(start, start + BATCH);
      await Promise.all(batch.map((inside) => addFile(root, inside, depth, listing, folders, walk)));
    }
  } catch (error) {
    if (path === '' || signal.aborted) throw error;
    walk.onUnreadable(path);
  }
  listing.files.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { listing, folders };
}

async function addFile(
  root: string,
  path: string,
  depth: number,
  listing: FolderListing,
  folders: Folder[],
  walk: Walk,
): Promise<void> {
  const absolute = join(root, path);
  try {
    let info = await lstat(absolute);
    if (info.isSymbolicLink()) {
      const real = await realpath(absolute);
      if (!isInside(root, real)) return walk.onSkipped(path);
      info = await stat(absolute);
      if (info.isDirectory()) {
        folders.push({ path, real, depth: depth + 1 });
        return;
      }
    }
    if (!info.isFile()) return walk.onSkipped(path);
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (walk.endings.has(endingOf(name)))
      listing.files.push({ path, sizeBytes: info.size, mtimeMs: Math.trunc(info.mtimeMs) });
    else listing.otherNames.push(name);
  } catch {
    walk.onSkipped(path); // vanished between listing and looking, or a link to nothing
  }
}

/** Lower case, without the dot. */
const endingOf = (name: string): string => name.slice(name.lastIndexOf('.') + 1).toLowerCase();
