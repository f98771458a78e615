import type { ArtworkSource } from '../../core/library/index.ts';

const IMAGE = /^(.*)\.(jpe?g|png|webp)$/i;
/** Names Kodi, Plex and Jellyfin agree on, best first. */
const POSTER_NAMES = ['poster', 'cover', 'folder', 'movie'];
const BACKDROP_NAMES = ['fanart', 'backdrop', 'background', 'art'];

/**
 * Choose the pictures of a film: images beside it, else a frame of the film itself.
 *
 * @param filmPath path of the film below the library.
 * @param beside names of the other files in its folder.
 * @param ownFolder whether the folder holds this film alone; then `poster.jpg` is its poster.
 * @param stamp content id of the film.
 */
export function chooseArtwork(
  filmPath: string,
  beside: readonly string[],
  ownFolder: boolean,
  stamp: string,
): ArtworkSource[] {
  const slash = filmPath.lastIndexOf('/');
  const folder = filmPath.slice(0, slash + 1);
  const stem = filmPath
    .slice(slash + 1)
    .replace(/\.[^.]+$/, '')
    .toLowerCase();
  const images = new Map<string, string>();
  for (const name of beside) {
    const match = IMAGE.exec(name);
    if (match) images.set(match[1]!.toLowerCase(), name);
  }
  const pick = (names: readonly string[], alone: string | null): string | null => {
    const wanted = [
      ...names.map((name) => `${stem}-${name}`),
      ...(alone === null ? [] : [alone]),
      ...(ownFolder ? names : []),
    ];
    const found = wanted.find((name) => images.has(name));
    return found === undefined ? null : `${folder}${images.get(found)!}`;
  };
  const frame = { source: 'frame', path: filmPath, stamp } as const;
  const poster = pick(POSTER_NAMES, stem);
  const backdrop = pick(BACKDROP_NAMES, null);
  return [
    poster === null ? { role: 'poster', ...frame } : { role: 'poster', source: 'image', path: poster, stamp: poster },
    backdrop === null
      ? { role: 'backdrop', ...frame }
      : { role: 'backdrop', source: 'image', path: backdrop, stamp: backdrop },
  ];
}
