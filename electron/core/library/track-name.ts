import { segmentsOf, withoutEnding } from './path-segments.ts';
import { comparableTitle } from './sort-title.ts';

/** What an audio file's tags say; null where it says nothing. */
export type AudioTags = {
  readonly title: string | null;
  readonly artist: string | null;
  readonly albumArtist: string | null;
  readonly album: string | null;
  readonly year: number | null;
  readonly track: number | null;
  readonly disc: number | null;
  readonly genre: string | null;
  readonly isCompilation: boolean;
};

/** Where a track belongs. */
export type TrackName = {
  readonly title: string;
  /** Who plays; null when nothing says. */
  readonly artist: string | null;
  /** Whose album it is. */
  readonly albumArtist: string;
  /**
   * Nothing says whose album it is but the track's own artist: tracks of another in the same folder and album make it
   * one of various artists.
   */
  readonly isAlbumArtistGuessed: boolean;
  readonly album: string;
  /** The folder all discs of the album are in: tells two albums apart that are called alike. */
  readonly albumFolder: string;
  readonly year: number | null;
  readonly disc: number | null;
  readonly number: number | null;
  readonly genre: string | null;
};

export const VARIOUS_ARTISTS = 'Various Artists';
export const UNKNOWN_ARTIST = 'Unknown artist';
export const UNKNOWN_ALBUM = 'Unknown album';

/** What an audio file's name may end in. */
export const AUDIO_ENDINGS: ReadonlySet<string> = new Set('mp3 flac m4a m4b ogg oga opus wav aac'.split(' '));

const VARIOUS = /^(?:various(?: artists?)?|va|v\.a\.|compilations?|soundtracks?|sampler|diverse)$/i;
/** Folders a collection is sorted by; they name no artist. */
const SHELVES: ReadonlySet<string> = new Set('music musik musique albums flac mp3 lossless lossy downloads library itunes artists new unsorted media singles'.split(' ')); // prettier-ignore
const DISC_FOLDER = /^(?:cd|dis[ck]|digital media|vinyl)[ ._-]*(\d{1,2})(?!\d)/i;
const DISC_AT_END = /[ ._-]*[([]?(?:cd|dis[ck])[ ._-]*(\d{1,2})[)\]]?$/i;
const FORMAT_GROUP = /\s*[[({](?:flac|mp3|wav|aac|alac|v0|v2|320|256|cbr|vbr|web|cd|vinyl|lossless|24[ -]?bit|16[ -]?bit|24-\d{2,3}|remaster(?:ed)?|\d{2,3} ?k(?:bps|hz)?)[^\])}]{0,40}[\])}]/gi; // prettier-ignore

/**
 * Where a track belongs: its tags decide, and what they leave open its path says ("Artist/Album (1997)/1-02 Title",
 * "Artist - Album/CD 2/03. Title"). Pure; time is linear in the path's length.
 *
 * @param relPath '/'-separated, below the library root.
 */
export function nameTrack(relPath: string, tags: AudioTags): TrackName {
  const segments = segmentsOf(relPath);
  const stem = withoutEnding(segments.at(-1) ?? '', AUDIO_ENDINGS);
  const place = placeOf(segments.slice(0, -1));
  const file = readStem(stem, place.artist, place.album);
  const artist = tags.artist ?? file.artist ?? (isVarious(place.artist) ? null : place.artist);
  const known = tags.albumArtist ?? (tags.isCompilation ? VARIOUS_ARTISTS : null);
  const fromFolder = tags.artist === null || isVarious(place.artist) ? place.artist : null;
  const albumArtist = known ?? fromFolder ?? artist ?? UNKNOWN_ARTIST;
  return {
    title: bounded(tags.title ?? file.title) || stem || 'Untitled',
    artist: artist === null ? null : bounded(artist),
    albumArtist: isVarious(albumArtist) ? VARIOUS_ARTISTS : bounded(albumArtist),
    isAlbumArtistGuessed: known === null && fromFolder === null,
    album: bounded(tags.album ?? place.album ?? UNKNOWN_ALBUM),
    albumFolder: place.folder,
    year: tags.year ?? place.year,
    disc: tags.disc ?? file.disc ?? place.disc,
    number: tags.track ?? file.number,
    genre: tags.genre,
  };
}

/** The artist a name begins with, for comparing: without guests and partners ("A feat. B", "A & B", "A; B"). */
export function leadingArtist(name: string): string {
  return comparableTitle(name.split(/\s+(?:feat|ft|featuring|with|vs|x|and|und|et|y)\b\.?|\s*[&,;/(]\s*/i)[0] ?? name);
}

type Place = {
  readonly artist: string | null;
  readonly album: string | null;
  readonly year: number | null;
  readonly disc: number | null;
  readonly folder: string;
};

/** The folder around one that holds a single disc of an album ("CD 2"); null for any other folder. */
export function discFolderParent(folder: string): string | null {
  const slash = folder.lastIndexOf('/');
  return slash > 0 && DISC_FOLDER.test(folder.slice(slash + 1)) ? folder.slice(0, slash) : null;
}

function placeOf(folders: readonly string[]): Place {
  const kept = [...folders];
  let disc: number | null = null;
  const innermost = DISC_FOLDER.exec(kept.at(-1) ?? '');
  if (innermost && kept.length > 1) {
    disc = Number(innermost[1]);
    kept.pop();
  }
  let name = kept.at(-1) ?? '';
  const outer = kept.at(-2) ?? null;
  const atEnd = DISC_AT_END.exec(name);
  if (atEnd && atEnd.index > 0) {
    disc ??= Number(atEnd[1]);
    name = name.slice(0, atEnd.index);
  }
  const folder = [...kept.slice(0, -1), name].join('/');
  if (name === '' || isShelf(name)) return { artist: null, album: null, year: null, disc, folder };
  const above = outer === null || isShelf(outer) ? null : outer;
  const album = readAlbum(name, above);
  return { ...album, disc, folder };
}

/** "Artist - Album (1997) [FLAC]", "1997 - Album", "(1997) Album". */
function readAlbum(raw: string, above: string | null): { artist: string | null; album: string; year: number | null } {
  let name = raw.replace(FORMAT_GROUP, '').replaceAll('_', ' ').trim() || raw;
  let year: number | null = null;
  const takeYear = (pattern: RegExp): void => {
    const match = pattern.exec(name);
    const rest = match ? `${name.slice(0, match.index)} ${name.slice(match.index + match[0].length)}`.trim() : '';
    if (!match || year !== null || rest === '') return;
    year = Number(match[1]);
    name = rest;
  };
  takeYear(/\s*[([]((?:19|20)\d{2})[^)\]]{0,20}[)\]]\s*/);
  takeYear(/^((?:19|20)\d{2})\s*[-.]\s+/);
  takeYear(/\s+-\s+((?:19|20)\d{2})$/);
  const dash = name.indexOf(' - ');
  if (dash > 0) {
    const [first, second] = [name.slice(0, dash).trim(), name.slice(dash + 3).trim()];
    const inner = /^((?:19|20)\d{2})\s+-\s+(.+)$/.exec(second);
    const isArtist = above === null || comparableTitle(first) === comparableTitle(above);
    if (inner && isArtist) return { artist: above ?? first, album: inner[2]!, year: year ?? Number(inner[1]) };
    if (isArtist && second !== '') return { artist: above ?? first, album: second, year };
  }
  return { artist: above, album: name.replace(/\s{2,}/g, ' '), year };
}

type Stem = {
  readonly title: string;
  readonly artist: string | null;
  readonly disc: number | null;
  readonly number: number | null;
};

/** "01 - Title", "1-02 Title", "Artist - 01 - Title", "Artist - Album - 01 - Title", "01. Artist - Title". */
function readStem(raw: string, folderArtist: string | null, folderAlbum: string | null): Stem {
  const stem = raw.includes(' ') ? raw : raw.replaceAll('_', ' ').replace(/^(\d{1,3}[.-]?)(?=\p{L})/u, '$1 ');
  const inside = /^(.+?)\s+-\s+(?:(.+?)\s+-\s+)?(?:(\d)-)?(\d{1,3})\s+-\s+(.+)$/.exec(stem);
  if (inside)
    return { title: inside[5]!, artist: inside[1]!, disc: inside[3] ? Number(inside[3]) : null, number: Number(inside[4]) };
  const leading = /^(?:(\d{1,2})[-.])?(\d{1,3})(?:\s*[-.)]\s*|\s+)(?=\S)/.exec(stem);
  // "99 Luftballons" and "1979" are titles; a track's number is written with a zero, a mark behind it, or a disc.
  const isNumber = leading !== null && (/^0|^\d\d?[-.)]|^\d{1,2}-\d|\s-\s/.test(leading[0]) || folderAlbum !== null);
  const rest = isNumber ? stem.slice(leading[0].length) : stem;
  const number = isNumber ? Number(leading[2]) : null;
  const disc = isNumber && leading[1] !== undefined ? Number(leading[1]) : null;
  const dash = rest.indexOf(' - ');
  if (dash > 0) {
    const first = rest.slice(0, dash).trim();
    const isArtist = folderArtist === null || isVarious(folderArtist) || comparableTitle(first) === comparableTitle(folderArtist);
    if (isArtist) return { title: rest.slice(dash + 3).trim(), artist: first, disc, number };
  }
  return { title: rest.trim(), artist: null, disc, number };
} // prettier-ignore

const isVarious = (name: string | null): boolean => name !== null && VARIOUS.test(name.trim());
const isShelf = (name: string): boolean => SHELVES.has(comparableTitle(name));
const bounded = (text: string): string => text.slice(0, 255).toWellFormed().trim();
