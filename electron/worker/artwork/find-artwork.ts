import { discFolderParent, showFolderOf, type AlbumForArtwork, type ArtworkSource } from '../../core/library/index.ts';

const IMAGE = /^(.*)\.(jpe?g|png|webp)$/i;
/** Names Kodi, Plex and Jellyfin agree on, best first. */
const POSTER_NAMES = ['poster', 'cover', 'folder', 'movie', 'thumb'];
const SHOW_POSTER_NAMES = ['poster', 'folder', 'cover', 'show'];
const ALBUM_COVER_NAMES = ['cover', 'folder', 'front', 'album', 'albumart', 'albumartlarge'];
const ARTIST_NAMES = ['artist', 'folder', 'poster'];
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
  const images = imagesAmong(beside);
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

/** Lower-case stem to name. */
function imagesAmong(names: readonly string[]): Map<string, string> {
  const images = new Map<string, string>();
  for (const name of names) {
    const match = IMAGE.exec(name);
    if (match) images.set(match[1]!.toLowerCase(), name);
  }
  return images;
}

/**
 * Choose the pictures of a show or season: images in its folder (a season's also in the show's, `season01-poster.jpg`),
 * else a frame of its first episode.
 *
 * @param first its first episode: path below the library and content id.
 * @param beside names of the other files in a folder below the library.
 */
export function chooseHolderArtwork(
  holder: { readonly kind: 'show' | 'season'; readonly number: number | null },
  first: { readonly path: string; readonly stamp: string },
  beside: (folder: string) => readonly string[],
): ArtworkSource[] {
  const own = first.path.slice(0, Math.max(0, first.path.lastIndexOf('/')));
  const show = showFolderOf(own);
  const find = (folder: string, names: readonly string[]): string | null => imageIn(folder, names, beside);
  const season = holder.number === 0 ? 'season-specials' : `season${String(holder.number).padStart(2, '0')}`;
  const poster =
    holder.kind === 'show'
      ? find(show, SHOW_POSTER_NAMES)
      : (find(show, [`${season}-poster`, season]) ?? (own === show ? null : find(own, SHOW_POSTER_NAMES)));
  const backdrop = find(show, BACKDROP_NAMES);
  const frame = { source: 'frame', ...first } as const;
  return [
    poster === null ? { role: 'poster', ...frame } : { role: 'poster', source: 'image', path: poster, stamp: poster },
    backdrop === null
      ? { role: 'backdrop', ...frame }
      : { role: 'backdrop', source: 'image', path: backdrop, stamp: backdrop },
  ];
}

/**
 * Choose the cover of an album: an image in its folder, else the picture within its first track that has one. Where several
 * albums share a folder, an image there may be of any of them and comes last.
 *
 * @param beside names of the other files in a folder below the library.
 */
export function chooseAlbumArtwork(
  album: AlbumForArtwork,
  isAlone: boolean,
  beside: (folder: string) => readonly string[],
): ArtworkSource[] {
  const folder = folderOf(album.path);
  const around = discFolderParent(folder);
  const image = imageIn(folder, ALBUM_COVER_NAMES, beside) ?? (around && imageIn(around, ALBUM_COVER_NAMES, beside));
  const ofFolder = image ? ({ role: 'poster', source: 'image', path: image, stamp: image } as const) : null;
  const embedded = album.cover === null ? null : ({ role: 'poster', source: 'cover', ...album.cover } as const);
  const chosen = isAlone ? (ofFolder ?? embedded) : (embedded ?? ofFolder);
  return chosen === null ? [] : [chosen];
}

/**
 * Choose the picture of an artist: an image in the folder around the albums, else the first album's cover.
 *
 * @param paths of a track of each album.
 * @param covers of the albums.
 */
export function chooseArtistArtwork(
  paths: readonly string[],
  covers: readonly ArtworkSource[],
  beside: (folder: string) => readonly string[],
): ArtworkSource[] {
  for (const path of paths) {
    const album = folderOf(path);
    const image = imageIn(folderOf(discFolderParent(album) ?? album), ARTIST_NAMES, beside);
    if (image !== null) return [{ role: 'poster', source: 'image', path: image, stamp: image }];
  }
  return covers.slice(0, 1);
}

const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

/** The library's own top folder holds much, so a picture there is of nothing in particular. */
function imageIn(
  folder: string,
  names: readonly string[],
  beside: (folder: string) => readonly string[],
): string | null {
  if (folder === '') return null;
  const images = imagesAmong(beside(folder));
  const found = names.find((name) => images.has(name));
  return found === undefined ? null : `${folder}/${images.get(found)!}`;
}
