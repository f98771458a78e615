import type { FilmName } from './film-name.ts';
import type { PhotoFacts } from './photo-facts.ts';
import { parsePhotoPath } from './photo-name.ts';
import type { ShowName } from './show-name.ts';
import { comparableTitle, sortTitleOf } from './sort-title.ts';
import type { TrackName } from './track-name.ts';

/** What an item is in. */
export type Holder = {
  readonly kind: 'show' | 'season' | 'artist' | 'album' | 'photo-album';
  /** The same whenever the same thing is met again in this library: what its id hangs on. */
  readonly naturalKey: string;
  readonly title: string;
  readonly sortTitle: string;
  readonly year: number | null;
  readonly number: number | null;
  /** Where it stands among its neighbours; compared as text. */
  readonly childKey: string | null;
};

/** What a file is an item of, and where that item belongs. */
export type Placement = {
  readonly kind: 'film' | 'episode' | 'track' | 'photo';
  /** Outermost first; empty for a film, and for a photo in the library's own folder. */
  readonly holders: readonly Holder[];
  /** Files with the same key are versions of one item. Null: title and year, or equal content, tell. */
  readonly naturalKey: string | null;
  readonly title: string;
  readonly sortTitle: string;
  readonly year: number | null;
  readonly edition: string | null;
  readonly part: number | null;
  readonly number: number | null;
  readonly lastNumber: number | null;
  readonly airedOn: string | null;
  readonly childKey: string | null;
  /** Who plays a track; null when nothing says. */
  readonly artist: string | null;
  readonly disc: number | null;
  readonly genre: string | null;
  /** When a photo was taken by the clock that was there, ms as if that clock were UTC. */
  readonly takenAt: number | null;
  /** Of a photo as it is shown, pixels. */
  readonly width: number | null;
  readonly height: number | null;
  readonly camera: string | null;
  /** What it is found by beside its title. */
  readonly searchWords: string | null;
};

/** What only some kinds have. */
const NONE = {
  ...{ edition: null, part: null, number: null, lastNumber: null, airedOn: null, childKey: null, artist: null },
  ...{ disc: null, genre: null, takenAt: null, width: null, height: null, camera: null, searchWords: null },
};

const WIDTH = 6;
const padded = (number: number): string => String(number).padStart(WIDTH, '0');
/** Specials and what has no number come behind the rest. */
const LAST = 10 ** WIDTH - 1;

export function placeFilm(name: FilmName): Placement {
  const { title, sortTitle, year, edition, part } = name;
  return { ...NONE, kind: 'film', holders: [], naturalKey: null, title, sortTitle, year, edition, part };
}

/**
 * An episode in its season in its show. An episode known by its date alone stands in the season of its year.
 *
 * @param libraryName names the show when the path does not: then the whole folder is one show.
 */
export function placeEpisode(name: ShowName, libraryName: string): Placement {
  const show = name.show === '' ? libraryName : name.show;
  const season = name.season ?? Number(name.airedOn?.slice(0, 4) ?? 0);
  const showKey = `${comparableTitle(show) || show} ${name.showYear ?? ''}`.trim();
  const seasonPlace = padded(season === 0 ? LAST : Math.min(season, LAST - 1));
  const { episode, lastEpisode, airedOn, title, part } = name;
  const what = episode === null ? (airedOn ?? comparableTitle(title)) : `e${episode}-${lastEpisode ?? episode}`;
  const place = episode === null ? padded(airedOn === null ? LAST : 0) : padded(Math.min(episode, LAST));
  const sortTitle = sortTitleOf(title);
  return {
    ...NONE,
    kind: 'episode',
    holders: [
      {
        ...{ kind: 'show', naturalKey: showKey, title: show, sortTitle: sortTitleOf(show) },
        ...{ year: name.showYear, number: null, childKey: null },
      },
      {
        ...{
          kind: 'season',
          naturalKey: `${showKey}/${season}`,
          title: season === 0 ? 'Specials' : `Season ${season}`,
        },
        ...{ sortTitle: seasonPlace, year: null, number: season, childKey: seasonPlace },
      },
    ],
    naturalKey: `${showKey}/${season}/${what || title}`,
    ...{ title, sortTitle, year: null, part, number: episode, lastNumber: lastEpisode, airedOn },
    // Begins with the season, so that the episodes of a whole show are in order by this alone.
    childKey: `${seasonPlace} ${place} ${airedOn ?? ''} ${sortTitle}`,
  };
}

/** The key of an album begins with this while only its tracks say whose it is: its artist's key is left out. */
export const GUESSED_ALBUM = '/';

/** A track on its album by its artist. Albums that are called alike are told apart by artist and folder. */
export function placeTrack(name: TrackName): Placement {
  const { title, artist, albumArtist, album, year, number, genre } = name;
  const artistKey = artistKeyOf(albumArtist);
  const owner = name.isAlbumArtistGuessed ? '' : artistKey;
  const albumKey = `${owner}/${comparableTitle(album) || album}/${name.albumFolder}`;
  const disc = name.disc === null ? null : Math.min(name.disc, LAST);
  const sortTitle = sortTitleOf(title);
  return {
    ...NONE,
    kind: 'track',
    holders: [
      artistHolder(albumArtist),
      {
        ...{ kind: 'album', naturalKey: albumKey, title: album, sortTitle: sortTitleOf(album) },
        ...{ year, number: null, childKey: null },
      },
    ],
    naturalKey: `${albumKey}//${disc ?? ''}/${number ?? ''}/${comparableTitle(title) || title}`,
    ...{ title, sortTitle, year, number, artist, disc, genre },
    childKey: `${padded(disc ?? 1)} ${padded(Math.min(number ?? LAST, LAST))} ${sortTitle}`,
    searchWords: artist === null || artistKeyOf(artist) === artistKey ? null : artist,
  };
}

const artistKeyOf = (name: string): string => comparableTitle(name) || name;

export function artistHolder(name: string): Holder {
  return {
    ...{ kind: 'artist', naturalKey: artistKeyOf(name), title: name, sortTitle: sortTitleOf(name) },
    ...{ year: null, number: null, childKey: null },
  };
}

/** Sorts text as the moments it stands for, from the year 1 on. */
const YEAR_ONE_MS = -62_135_596_800_000;
const MOMENT_WIDTH = 15;

/**
 * A photo in the album of its folder. When it was taken the camera tells, else its name, else when the file was written.
 *
 * @param relPath '/'-separated, below the library root.
 * @param writtenAt ms; by UTC, since a file's time says nothing about the clock that was there.
 */
export function placePhoto(relPath: string, facts: PhotoFacts, writtenAt: number): Placement {
  const name = parsePhotoPath(relPath);
  const takenAt = facts.takenAt ?? name.takenAt ?? writtenAt;
  const year = new Date(takenAt).getUTCFullYear();
  const sortTitle = sortTitleOf(name.title);
  const { width, height, camera } = facts;
  return {
    ...NONE,
    kind: 'photo',
    holders:
      name.album === null
        ? []
        : [
            {
              ...{
                kind: 'photo-album',
                naturalKey: name.folder,
                title: name.album,
                sortTitle: sortTitleOf(name.album),
              },
              ...{ year: null, number: null, childKey: null },
            },
          ],
    naturalKey: relPath,
    ...{ title: name.title, sortTitle, year, takenAt, width, height, camera },
    childKey: `${String(takenAt - YEAR_ONE_MS).padStart(MOMENT_WIDTH, '0')} ${sortTitle}`,
    searchWords: [name.album, year, MONTHS[new Date(takenAt).getUTCMonth()], camera].filter((word) => word !== null).join(' '), // prettier-ignore
  };
}

const MONTHS = 'January February March April May June July August September October November December'.split(' ');
