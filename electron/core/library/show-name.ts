import {
  EXTRA_FOLDERS,
  EXTRA_FOLDER_PHRASES,
  EXTRA_SUFFIX,
  LOUD_EXTRA_SUFFIX,
  SHELVES,
  VIDEO_ENDINGS,
  tagStrength,
} from './film-words.ts';
import { segmentsOf, withoutEnding, withoutProviderTags } from './path-segments.ts';
import { textOf, wordsOf, yearIn } from './release-words.ts';
import type { Word } from './release-words.ts';
import { comparableTitle } from './sort-title.ts';

/** What an episode file's path says about it. */
export type ShowName = {
  /** Empty when nothing names the show: then the library is one show, and its name is the show's. */
  readonly show: string;
  readonly showYear: number | null;
  /** 0 for specials; null for an episode that is known by its date alone. */
  readonly season: number | null;
  /** Null when nothing numbers it: a special by its title, or an episode known by its date. */
  readonly episode: number | null;
  /** The last one in a file that holds several, else null. */
  readonly lastEpisode: number | null;
  /** YYYY-MM-DD. */
  readonly airedOn: string | null;
  /** Empty when the name gives none. */
  readonly title: string;
  /** 1-based, when an episode is stored as several files. */
  readonly part: number | null;
  readonly kind: 'episode' | 'extra' | 'sample';
};

/** Where in a season a name stands, and which of its characters said so. */
type Numbering = {
  readonly start: number;
  readonly end: number;
  readonly season: number | null;
  readonly episode: number | null;
  readonly lastEpisode: number | null;
  readonly airedOn: string | null;
};

const NOTHING = { season: null, episode: null, lastEpisode: null, airedOn: null } as const;
/** One file holds no more; a longer range is a resolution or a year. */
const MAX_EPISODES_IN_FILE = 40;
/** Below this a number alone may be an episode of a long anime; above it is a year or a resolution. */
const MAX_ABSOLUTE = 1899;

const SEASON_WORDS = 'season|series|staffel|saison|temporada|stagione|seizoen|sezon|säsong|sæson|sesong|kausi';
const SEASON_FOLDER = new RegExp(`^(?:${SEASON_WORDS})[ ._-]*(\\d{1,4})(?![\\d])`, 'i');
const SEASON_AT_END = new RegExp(`^(.*?)[ ._-]+(?:\\(|\\[)?(?:${SEASON_WORDS})[ ._-]*(\\d{1,4})(?!\\d)`, 'i');
const SPECIALS_FOLDER = /^(?:specials?|ovas?|oads?|season[ ._-]*0+|s0+)$/i;
/** Folders a collection of shows is sorted by; they name no show. */
const SHOW_SHELVES: ReadonlySet<string> = new Set(
  'tv|tv shows|tv series|shows|series|anime|animes|cartoons|serien|séries|series tv|ongoing|ended|documentaries'.split('|'),
); // prettier-ignore

/**
 * Read show, season and episode from where a file lies. Pure; time is linear in the path's length.
 *
 * What Plex, Kodi and Jellyfin document is understood: `S01E02`, `1x02`, `s01e01-e03`, `S01E01E02`, a season folder
 * with numbered files, season 0 and Specials, a date (2024-03-05), and `[Group] Show - 012` for anime. The outermost
 * folder that is no shelf names the show; without one the file's own words before the number do.
 *
 * @param relPath '/'-separated, below the library root.
 */
export function parseShowPath(relPath: string): ShowName {
  const segments = segmentsOf(relPath);
  const stem = withoutEnding(segments.at(-1) ?? '', VIDEO_ENDINGS);
  const place = placeOf(segments.slice(0, -1));
  const kind = isSample(stem) ? 'sample' : place.isExtra || isExtra(stem) ? 'extra' : 'episode';
  const name = withoutPart(withoutProviderTags(stem));
  const found = numberingIn(name.text, place.season) ?? numberingOfFolder(place.episodeFolder, place.season);
  const own = found?.inFile === true ? found.numbering : null;
  const numbering = found?.numbering ?? null;
  const before = own ? readShow(name.text.slice(0, own.start)) : { title: '', year: null };
  const shown = place.show ?? before;
  const season = numbering?.season ?? (numbering?.airedOn ? place.season : (place.season ?? (numbering ? 1 : 0)));
  const year = shown.year ?? (sameShow(shown.title, before.title) ? before.year : null);
  const rest = own ? name.text.slice(own.end) : numbering ? '' : name.text;
  const title = episodeTitle(rest, numbering === null);
  return {
    show: shown.title,
    showYear: year,
    season,
    episode: numbering?.episode ?? null,
    lastEpisode: numbering?.lastEpisode ?? null,
    airedOn: numbering?.airedOn ?? null,
    // "The Wire/Season 1/The Wire.mkv" has no title of its own, yet something must tell it from its neighbours.
    title: (title === '' && numbering === null ? stem : title).slice(0, 255).toWellFormed(),
    part: name.part,
    kind,
  };
}

type Show = { readonly title: string; readonly year: number | null };
type Place = {
  readonly show: Show | null;
  readonly season: number | null;
  /** The innermost folder, when it is a release of a single episode. */
  readonly episodeFolder: string | null;
  readonly isExtra: boolean;
};

/** What the folders above a file say, read from the innermost outwards until one names the show. */
function placeOf(folders: readonly string[]): Place {
  let season: number | null = null;
  let episodeFolder: string | null = null;
  let isExtraFolder = false;
  let show: Show | null = null;
  for (let at = folders.length - 1; at >= 0; at -= 1) {
    const name = withoutProviderTags(folders[at] ?? '');
    const plain = comparableTitle(name);
    const inFolder: ReturnType<typeof seasonOfFolder> = season === null ? seasonOfFolder(name) : null;
    if (inFolder?.show === '' || (inFolder && at > 0 && !isShelf(folders[at - 1] ?? ''))) {
      season = inFolder.season;
      if (inFolder.show !== '') show = readShow(inFolder.show);
    } else if (inFolder) {
      return { show: readShow(inFolder.show), season: inFolder.season, episodeFolder, isExtra: isExtraFolder };
    } else if (at > 0 && (EXTRA_FOLDERS.has(plain) || EXTRA_FOLDER_PHRASES.has(plain) || plain === 'sample')) {
      isExtraFolder = true;
    } else if (at === folders.length - 1 && findSeasonEpisode(name) !== null) {
      episodeFolder = name;
      const words = findSeasonEpisode(name)!;
      show = readShow(name.slice(0, words.start));
    } else if (!isShelf(name) && !(at > 0 && yearIn(name) !== null && yearIn(name) === Number(name))) {
      // "The Daily Show/2024": a folder that is a year sorts episodes and names no show.
      return { show: readShow(name), season, episodeFolder, isExtra: isExtraFolder };
    }
  }
  return { show: show?.title ? show : null, season, episodeFolder, isExtra: isExtraFolder };
}

const isShelf = (name: string): boolean => {
  const plain = comparableTitle(name);
  return SHOW_SHELVES.has(plain) || SHELVES.has(plain);
};

/** The season a folder's name says, and the show when it names that too ("The.Wire.S02.1080p"); null: it says none. */
function seasonOfFolder(name: string): { readonly season: number; readonly show: string } | null {
  if (SPECIALS_FOLDER.test(name)) return { season: 0, show: '' };
  const alone = SEASON_FOLDER.exec(name) ?? /^s(\d{1,3})(?![\da-z])/i.exec(name);
  if (alone) return isEpisodeToo(name) ? null : { season: Number(alone[1]), show: '' };
  const named = SEASON_AT_END.exec(name) ?? /^(.*?)[ ._-]+s(\d{1,3})(?![\da-z])/i.exec(name);
  if (!named || isEpisodeToo(name)) return null;
  return { season: Number(named[2]), show: named[1] ?? '' };
}

/**
 * The folder a show's own pictures are in: that of its episodes, or the one around it when that is a season's.
 *
 * @param folder of an episode, below the library root; '' is the root.
 */
export function showFolderOf(folder: string): string {
  const slash = folder.lastIndexOf('/');
  return seasonOfFolder(folder.slice(slash + 1)) === null ? folder : folder.slice(0, Math.max(0, slash));
}

const isEpisodeToo = (name: string): boolean => findSeasonEpisode(name) !== null;

function numberingIn(
  text: string,
  folderSeason: number | null,
): { readonly numbering: Numbering; readonly inFile: true } | null {
  const numbering =
    findSeasonEpisode(text) ?? findDate(text) ?? findEpisodeWord(text, folderSeason) ?? findBare(text, folderSeason);
  return numbering && { numbering, inFile: true };
}

/** "The.Wire.S01E02.720p-GRP/grp-wire.mkv": the folder tells what the file's name does not. */
function numberingOfFolder(
  name: string | null,
  folderSeason: number | null,
): { readonly numbering: Numbering; readonly inFile: false } | null {
  const numbering = name === null ? null : (findSeasonEpisode(name) ?? findDate(name));
  return numbering && { numbering: { ...numbering, season: numbering.season ?? folderSeason }, inFile: false };
}

const START = '(?<![\\p{L}\\p{N}])';
const SXXEXX = new RegExp(`${START}s(\\d{1,4})[ ._-]*(?:xe?|ep?)[ ._-]?(\\d{1,4})(?!\\d)`, 'iu');
const NXNN = new RegExp(`${START}(\\d{1,2})x(\\d{2,3})(?![\\dp])`, 'iu');
const IN_WORDS = new RegExp(
  `${START}(?:${SEASON_WORDS}|s)[ ._-]*(\\d{1,3})[ ._,-]*(?:episode|folge|épisode|episodio|ep|e)[ ._-]*(\\d{1,4})(?!\\d)`,
  'iu',
);

/** `S01E02`, `1x02`, "Season 1 Episode 2", and what follows of a range. */
function findSeasonEpisode(text: string): Numbering | null {
  const match = SXXEXX.exec(text) ?? NXNN.exec(text) ?? IN_WORDS.exec(text);
  if (!match) return null;
  const episode = Number(match[2]);
  const range = rangeBehind(text, match.index + match[0].length, episode);
  return { ...NOTHING, start: match.index, season: Number(match[1]), episode, ...range };
}

/** "E02", "-E03", "-03", "x03", "-1x03", " - S01E03" right behind an episode: the file holds up to that one. */
function rangeBehind(text: string, from: number, first: number): { lastEpisode: number | null; end: number } {
  const NEXT = /(?:[ ._]?(?:-|&|\+| to )[ ._]?(?:s\d{1,4}[ ._]?)?(?:ep?|\d{1,2}x)|(?:s\d{1,4})?ep?|x|-)(\d{1,4})(?![\p{L}\p{N}])/iuy;
  const NEXT_GLUED = /ep?(\d{1,4})(?=ep?\d|-)/iy;
  let last: number | null = null;
  let end = from;
  for (;;) {
    NEXT.lastIndex = end;
    NEXT_GLUED.lastIndex = end;
    const match = NEXT.exec(text) ?? NEXT_GLUED.exec(text);
    const number = Number(match?.[1]);
    if (!match || number <= (last ?? first) || number - first > MAX_EPISODES_IN_FILE) return { lastEpisode: last, end };
    last = number;
    end += match[0].length;
  }
} // prettier-ignore

/** 2024-03-05, 2024.03.05, 20240305, 05.03.2024 where only one reading is a date. */
function findDate(text: string): Numbering | null {
  const yearFirst = /(?<!\d)((?:19|20)\d{2})([-. _]?)(\d{2})\2(\d{2})(?!\d)/.exec(text);
  const yearLast = /(?<!\d)(\d{2})([-. _])(\d{2})\2((?:19|20)\d{2})(?!\d)/.exec(text);
  const dated = (match: RegExpExecArray, year: string, month: string, day: string): Numbering | null =>
    isDay(Number(year), Number(month), Number(day))
      ? { ...NOTHING, start: match.index, end: match.index + match[0].length, airedOn: `${year}-${month}-${day}` }
      : null;
  if (yearFirst) return dated(yearFirst, yearFirst[1]!, yearFirst[3]!, yearFirst[4]!);
  if (!yearLast) return null;
  const [, first, , second, year] = yearLast as unknown as [string, string, string, string, string];
  if (Number(first) > 12) return dated(yearLast, year, second, first);
  return Number(second) > 12 || first === second ? dated(yearLast, year, first, second) : null;
}

function isDay(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day && day > 0;
}

/** "Episode 5", "Ep05", "E05", "Folge 5", "Part 2": of the folder's season, else of the only one. */
function findEpisodeWord(text: string, folderSeason: number | null): Numbering | null {
  const match = new RegExp(`${START}(?:episode|folge|épisode|episodio|ep|e)[ ._-]*(\\d{1,4})(?:v\\d)?(?![\\p{L}\\p{N}])`, 'iu').exec(text)
    ?? new RegExp(`${START}(?:part|pt|chapter)[ ._-]*(\\d{1,3})(?![\\p{L}\\p{N}])`, 'iu').exec(text); // prettier-ignore
  if (!match) return null;
  const episode = Number(match[1]);
  const range = rangeBehind(text, match.index + match[0].length, episode);
  return { ...NOTHING, start: match.index, season: folderSeason, episode, ...range };
}

/**
 * A number with nothing to say what it counts. Safe at the start of a name in a season's folder ("03 - Title", "103"
 * in season 1), and behind " - " in the form anime groups write ("[Group] Show - 012 [1080p]").
 */
function findBare(text: string, folderSeason: number | null): Numbering | null {
  if (folderSeason !== null) {
    const leading = /^(\d{1,4})(?:v\d)?(?=$|[ ._-]|[^\p{L}\p{N}])/u.exec(text);
    if (leading && yearIn(leading[1]!) === null) return numbered(leading, 0, leading[1]!, folderSeason);
  }
  const anime = /^(?:\[[^\]]{1,60}\].*?)? - (\d{1,4})(?:v\d)?(?=$|[ ._[(]|-)/u.exec(text.replace(/_/g, ' '));
  const loose = anime ?? / - (\d{1,4})(?:v\d)?(?=$| ?[[(]| - )/u.exec(text.replace(/_/g, ' '));
  if (loose) {
    const at = loose.index + loose[0].lastIndexOf(' - ') + 3;
    const number = Number(loose[1]);
    const isAnime = text.startsWith('[') || folderSeason !== null;
    if (number <= MAX_ABSOLUTE && isAnime)
      return { ...NOTHING, start: at - 3, end: loose.index + loose[0].length, season: folderSeason, episode: number };
  }
  if (folderSeason === null) return null;
  const trailing = /[ ._-](\d{1,4})(?=$|[ ._]?[[(])/u.exec(text);
  return trailing && yearIn(trailing[1]!) === null ? numbered(trailing, trailing.index, trailing[1]!, folderSeason) : null;
} // prettier-ignore

/** "103" in season 1 is its third episode; "03" and "3" are as they stand. */
function numbered(match: RegExpExecArray, start: number, digits: string, season: number): Numbering {
  const withSeason = String(season).padStart(digits.length > 3 ? 2 : 1, '0');
  const isJoined = digits.length >= 3 && season > 0 && digits.startsWith(withSeason) && digits.length - withSeason.length === 2;
  const episode = Number(isJoined ? digits.slice(withSeason.length) : digits);
  return { ...NOTHING, start, end: match.index + match[0].length, season, episode };
} // prettier-ignore

/** A show's title and year from a folder's name or from the words before a number. */
function readShow(raw: string): Show {
  const words = wordsOf(raw.replace(/^\[[^\]]{1,60}\][\s._-]*(?=[^\s._-])|^[\s._-]+|[\s._-]+$/g, ''));
  const untagged = words.filter((word, at) => !isReleaseGroup(word, at, words));
  const yearAt = untagged.findIndex((word, at) => at > 0 && yearIn(word.text) !== null && isYearOfShow(untagged, at));
  const tagAt = untagged.findIndex((word, at) => at > 0 && tagStrength(word.text) === 'strong');
  const ends = [yearAt, tagAt].filter((at) => at > 0);
  const title = trimmed(textOf(untagged.slice(0, ends.length === 0 ? untagged.length : Math.min(...ends))));
  return { title: title.slice(0, 255).toWellFormed(), year: yearAt === -1 ? null : yearIn(untagged[yearAt]!.text) };
}

/** "Doctor Who (2005)", "Fargo 2014 S01": a year in brackets, or the last word before the end or the release words. */
function isYearOfShow(words: readonly Word[], at: number): boolean {
  if (words[at]!.group !== 0) return true;
  const next = words[at + 1];
  return next === undefined || tagStrength(next.text) === 'strong';
}

/** "[Group] Show" and "Show [1080p]": square brackets are never a show's. */
const isReleaseGroup = (word: Word, _at: number, words: readonly Word[]): boolean =>
  word.bracket === '[' && words.some((other) => other.bracket !== '[');

/** What stands behind the number, up to the release words. */
function episodeTitle(raw: string, isWholeName: boolean): string {
  const text = isWholeName ? raw.replace(/^\[[^\]]{1,60}\]\s*/, '') : raw.replace(/^[\s._\-–—:)\]]+/u, '');
  const words = wordsOf(text);
  const end = words.findIndex((word, at) => isTitleEnd(word, at, words));
  const kept = words.slice(0, end === -1 ? words.length : end).filter((word) => word.bracket !== '[');
  const title = trimmed(textOf(kept));
  // "S01E02.PROPER" names nothing; "S00E01 - Special" does, by the dash.
  const isTagsAlone = kept.every((word) => tagStrength(word.text) !== null) && !/^ +- +/.test(raw);
  return isTagsAlone && !isWholeName ? '' : title;
}

function isTitleEnd(word: Word, at: number, words: readonly Word[]): boolean {
  const strength = tagStrength(word.text);
  if (strength === 'strong') return true;
  if (word.group !== 0 && words.filter((other) => other.group === word.group).every((other) => tagStrength(other.text) !== null || yearIn(other.text) !== null)) return true;
  // A weak word ends the title only right before a strong one: "Pilot.PROPER.720p", yet not "The French Dispatch".
  const rest = words.slice(at);
  const strong = rest.findIndex((other) => tagStrength(other.text) === 'strong');
  return at > 0 && strength === 'weak' && strong > 0 && rest.slice(0, strong).every((other) => tagStrength(other.text) === 'weak');
} // prettier-ignore

function withoutPart(stem: string): { readonly text: string; readonly part: number | null } {
  const match = /[ ._-](?:cd|dis[ck]|pt)[ ._]?(\d{1,2})$/i.exec(stem);
  // "Chernobyl pt 2.mkv" is a part of the story; only behind an episode's number it is a part of the file.
  if (!match || findSeasonEpisode(stem.slice(0, match.index)) === null) return { text: stem, part: null };
  return { text: stem.slice(0, match.index), part: Number(match[1]) };
}

const sameShow = (one: string, other: string): boolean =>
  other !== '' && comparableTitle(one) === comparableTitle(other);
const isSample = (stem: string): boolean => /(?:^|[-_.])sample$/i.test(stem) || /^sample[-_.]/i.test(stem);
const isExtra = (stem: string): boolean => EXTRA_SUFFIX.test(stem) || LOUD_EXTRA_SUFFIX.test(stem);

function trimmed(text: string): string {
  const result = text.replace(/^[\s\-–—_.,;:~+]+|[\s\-–—_,;:~+([{]+$/gu, '');
  return /[\p{L}\p{N}]/u.test(result) ? result : '';
}
