import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FOLDER_MODE, openRealPath, type ReadDb } from '../../core/kernel/index.ts';
import { artworkOrigin, picturePath, type ArtworkOrigin, type Demuxer } from '../../core/library/index.ts';
import { readPhoto } from '../photos/index.ts';
import { renderPicture, type PictureSource } from './render.ts';

/** Pictures made at once: two cores carry two without starving whoever watches. */
const AT_ONCE = 2;
/** More waiting than a screen ever asks for at once; beyond it the answer is "not now". */
const MAX_WAITING = 200;
/** Into the film: past logos and black, before anything is given away. */
const FRAME_AT_SHARE = 0.12;

export type PictureMaker = ReturnType<typeof createPictureMaker>;

/**
 * Makes pictures when they are first looked at, newest wish first: who scrolls past is not waited for. One picture asked
 * for twice is made once.
 *
 * @param deps.read library.db with manager.db attached, read-only.
 */
export function createPictureMaker(deps: {
  readonly read: ReadDb;
  readonly folder: string;
  readonly ffmpeg: string;
  readonly signal: AbortSignal;
}) {
  const wanted = new Map<string, Promise<boolean>>();
  const waiting: (() => void)[] = [];
  let running = 0;

  const turn = async (): Promise<boolean> => {
    if (running < AT_ONCE) {
      running += 1;
      return true;
    }
    if (waiting.length >= MAX_WAITING) return false;
    await new Promise<void>((resolve) => waiting.push(resolve));
    return true;
  };
  const done = () => {
    const next = waiting.pop();
    if (next) next();
    else running -= 1;
  };
  const make = async (artworkId: string, width: number, target: string): Promise<boolean> => {
    if (!(await turn())) return false;
    try {
      const origin = artworkOrigin(deps.read, artworkId);
      const source = origin && (await sourceOf(origin, deps.signal));
      if (!source) return false;
      await mkdir(dirname(target), { recursive: true, mode: FOLDER_MODE });
      return await renderPicture({ ffmpeg: deps.ffmpeg, signal: deps.signal }, source, width, target);
    } finally {
      done();
    }
  };

  return {
    /** Resolves to whether `picturePath` now holds the picture. */
    want(artworkId: string, width: number): Promise<boolean> {
      const target = picturePath(deps.folder, artworkId, width);
      if (existsSync(target)) return Promise.resolve(true);
      const existing = wanted.get(target);
      if (existing) return existing;
      const promise = make(artworkId, width, target).finally(() => wanted.delete(target));
      wanted.set(target, promise);
      return promise;
    },
  };
}

async function sourceOf(origin: ArtworkOrigin, signal: AbortSignal): Promise<PictureSource | null> {
  const path = join(origin.root, origin.path);
  const handle = await openRealPath(origin.root, path);
  if (handle === null) return null;
  try {
    if (origin.source !== 'image') {
      if (origin.demuxer === null) return null;
      const atMs = origin.source === 'cover' ? 0 : Math.round((origin.durationMs ?? 0) * FRAME_AT_SHARE);
      return { kind: 'frame', path, demuxer: origin.demuxer as Demuxer, atMs };
    }
    const photo = await readPhoto(signal, handle, (await handle.stat()).size);
    return photo.ok
      ? { kind: 'image', path, demuxer: photo.value.demuxer, orientation: photo.value.orientation }
      : null;
  } finally {
    await handle.close();
  }
}
