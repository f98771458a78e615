import type { FilmName } from './film-name.ts';
import type { ShowName } from './show-name.ts';
import { comparableTitle, sortTitleOf } from './sort-title.ts';

/** What an item is in. */
export type Holder = {
  readonly kind: 'show' | 'season';
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
  readonly kind: 'film' | 'episode';
  /** Outermost first; empty for a film. */
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
};

const WIDTH = 6;
const padded = (number: number): string => String(number).padStart(WIDTH, '0');
/** Specials and what has no number come behind the rest. */
const LAST = 10 ** WIDTH - 1;

export function placeFilm(name: FilmName): Placement {
  const { title, sortTitle, year, edition, part } = name;
  return {
    ...{ kind: 'film', holders: [], naturalKey: null, title, sortTitle, year, edition, part },
    ...{ number: null, lastNumber: null, airedOn: null, childKey: null },
  };
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
    ...{ title, sortTitle, year: null, edition: null, part, number: episode, lastNumber: lastEpisode, airedOn },
    // Begins with the season, so that the episodes of a whole show are in order by this alone.
    childKey: `${seasonPlace} ${place} ${airedOn ?? ''} ${sortTitle}`,
  };
}
