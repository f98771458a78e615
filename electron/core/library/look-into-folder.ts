import { readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { LibraryKind } from '../../../shared/lan/schemas.ts';
import { VIDEO_ENDINGS } from './film-words.ts';
import { PHOTO_ENDINGS } from './photo-name.ts';
import { parseShowPath } from './show-name.ts';
import { AUDIO_ENDINGS } from './track-name.ts';

/** Enough to tell what a collection is; somebody waits for the answer. */
const MOST_FOLDERS = 400;
const MOST_FILES = 20_000;
/** Covers lie beside films and albums, so pictures make a folder one of photos only where they are many. */
const PICTURES_A_TITLE = 4;

export type FolderLook = {
  readonly videos: number;
  readonly tracks: number;
  readonly pictures: number;
  /** False: there is more than was counted. */
  readonly isWhole: boolean;
  /** What it most likely holds; null when nothing in it plays or shows. */
  readonly kind: LibraryKind | null;
};

/**
 * A first look into a folder, by names alone: how much of what is in it. The scan later opens each file and knows better.
 *
 * @param root real path of a folder that `checkFolder` let pass. What cannot be listed in it is left out.
 */
export async function lookIntoFolder(root: string): Promise<FolderLook> {
  const waiting = [''];
  let folders = 0;
  let files = 0;
  let episodes = 0;
  const found = { videos: 0, tracks: 0, pictures: 0 };
  while (waiting.length > 0 && folders < MOST_FOLDERS && files < MOST_FILES) {
    // The upper ones first: a collection of many artists is told by some of each.
    const path = waiting.shift()!;
    folders += 1;
    const entries = await readdir(join(root, path), { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      if (entry.name.startsWith('.')) continue;
      const inside = path === '' ? entry.name : `${path}/${entry.name}`;
      if (entry.isDirectory()) waiting.push(inside);
      if (!entry.isFile()) continue;
      files += 1;
      const ending = extname(entry.name).slice(1).toLowerCase();
      if (AUDIO_ENDINGS.has(ending)) found.tracks += 1;
      else if (PHOTO_ENDINGS.has(ending)) found.pictures += 1;
      else if (VIDEO_ENDINGS.has(ending)) {
        found.videos += 1;
        if (isNumbered(inside)) episodes += 1;
      }
    }
  }
  return { ...found, isWhole: waiting.length === 0, kind: kindOf(found, episodes) };
}

/** Whether a name says which episode it is; a show's name alone says nothing, since every folder could be one. */
function isNumbered(path: string): boolean {
  const name = parseShowPath(path);
  return name.kind === 'episode' && name.episode !== null && name.season !== null;
}

function kindOf({ videos, tracks, pictures }: Omit<FolderLook, 'isWhole' | 'kind'>, episodes: number) {
  const plays = videos + tracks;
  if (plays + pictures === 0) return null;
  if (pictures > plays * PICTURES_A_TITLE) return 'photo';
  if (tracks > videos) return 'music';
  return episodes * 2 > videos ? 'show' : 'film';
}
