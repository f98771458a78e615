import {
  EDITION_PHRASE_AT_END,
  EXTRA_FOLDERS,
  EXTRA_FOLDER_PHRASES,
  EXTRA_SUFFIX,
  LANGUAGES,
  LOUD_EXTRA_SUFFIX,
  MEANINGLESS,
  NESTED_EXTRA_FOLDERS,
  SHELVES,
  STRUCTURE_FOLDERS,
  VIDEO_ENDINGS,
  editionIn,
  tagStrength,
} from './film-words.ts';
import { segmentsOf, withoutEnding, withoutProviderTags } from './path-segments.ts';
import { textOf, wordsOf, yearIn } from './release-words.ts';
import type { Word } from './release-words.ts';
import { comparableTitle, sortTitleOf } from './sort-title.ts';

/** What a film file's path says about it. */
export type FilmName = {
  /** For showing, never empty. An extra has its own when its name says one ("Making of"). */
  readonly title: string;
  /** For sorting only; see `sortTitleOf` for its rules. */
  readonly sortTitle: string;
  /** Year of release, 1888 to 2035; null when the path does not say. For an extra: its film's. */
  readonly year: number | null;
  /** "Director's Cut", "Extended, Unrated", or the text of an `{edition-…}` tag; null for the plain film. */
  readonly edition: string | null;
  /** 1-based, when the film is stored as several files (cd1, disc 2, part2 after the year). */
  readonly part: number | null;
  readonly kind: 'film' | 'extra' | 'sample';
};

/** What one name, a file's or a folder's, says by itself. */
type Reading = {
  readonly title: string;
  readonly year: number | null;
  readonly edition: string | null;
  readonly part: number | null;
  /** The name is written as a film's: a bracketed year or release words. */
  readonly isSure: boolean;
};

/**
 * Read title, year, edition and part from where a film file lies. Pure; time is linear in the path's length.
 *
 * The file's own name decides, and its folder helps: with the year when the file has none ("Heat (1995)/heat.mkv"),
 * with everything when the file's name says nothing ("Heat (1995)/movie.mkv", disc layouts), with the better spelling
 * when both say the same. Extras and samples follow the conventions Plex and Kodi document: a suffix after a hyphen
 * (-trailer, -featurette, …), or a folder (Extras, Trailers, …; names that could be a shelf, as Shorts, only below a
 * film's folder).
 *
 * @param relPath '/'-separated, below the library root. Anything goes: the answer always has a title.
 */
export function parseFilmPath(relPath: string): FilmName {
  const segments = segmentsOf(relPath);
  const fileName = segments.at(-1) ?? '';
  const place = placeOf(segments.slice(0, -1));
  const stem = withoutEnding(fileName, VIDEO_ENDINGS);
  const kind = isSample(stem) ? 'sample' : place.kind !== 'film' ? place.kind : isExtra(stem) ? 'extra' : 'film';
  const own = readName(kind === 'film' ? stem : withoutKindSuffix(stem));
  const folder = place.owner === null || SHELVES.has(comparableTitle(place.owner)) ? null : readName(place.owner);
  const chosen = choose(own, folder, kind === 'extra');
  const title =
    [chosen.title, own.title, stem, fileName, place.owner ?? ''].find((text) => text.trim() !== '') ?? 'Untitled';
  return {
    title: title.slice(0, 255).toWellFormed(),
    sortTitle: sortTitleOf(title.slice(0, 255).toWellFormed()),
    year: chosen.year,
    edition: chosen.edition,
    part: chosen.part ?? place.part,
    kind,
  };
}

/** Let the file's and the folder's reading agree on one. */
function choose(own: Reading, folder: Reading | null, ownTitleStays: boolean): Reading {
  if (folder === null || folder.title === '') return own;
  const edition = own.edition ?? folder.edition;
  const ownKey = comparableTitle(own.title);
  const folderKey = comparableTitle(folder.title);
  const part = own.part ?? partBeside(ownKey, folderKey);
  const asFolder: Reading = { ...folder, year: folder.year ?? own.year, edition, part };
  if (own.title === '' || (MEANINGLESS.test(own.title) && own.year === null)) return asFolder;
  if (ownTitleStays) return { ...own, year: own.year ?? folder.year };
  if (ownKey === folderKey) return { ...asFolder, year: own.year ?? folder.year };
  if (folder.year === null) return { ...own, edition };
  if (own.year === null) return folder.isSure || isRelated(ownKey, folderKey) ? asFolder : own;
  // "Wonder Woman 1984.mkv" in "Wonder Woman 1984 (2020)": the file's year was a part of the title.
  if (folderKey === `${ownKey} ${own.year}`) return asFolder;
  if (own.year === folder.year && ownKey.endsWith(` ${folderKey}`) && /^\p{Ll}+-/u.test(own.title)) return asFolder; // grp-heat
  return { ...own, edition };
}

function isRelated(ownKey: string, folderKey: string): boolean {
  return ownKey !== '' && folderKey !== '' && (folderKey.includes(ownKey) || ownKey.includes(folderKey));
}

/** "Heat (1995)/Heat part 2.mkv": what the file has beyond its folder's title is a part. */
function partBeside(ownKey: string, folderKey: string): number | null {
  const digits = ownKey.startsWith(`${folderKey} `)
    ? /^(?:part|pt) (\d{1,2})$/.exec(ownKey.slice(folderKey.length + 1))?.[1]
    : undefined;
  return digits === undefined ? null : Number(digits);
}

type Place = { readonly owner: string | null; readonly kind: FilmName['kind']; readonly part: number | null };

/** Walk up from the file over folders that say what the file is, to the one that names the film. */
function placeOf(folders: readonly string[]): Place {
  let kind: FilmName['kind'] = 'film';
  let part: number | null = null;
  for (let at = folders.length - 1; at >= 0; at -= 1) {
    const name = (folders[at] ?? '').trim();
    const lower = name.toLowerCase().replace(/[-_. ]+/g, ' ');
    const disc = /^(?:cd|dis[ck]|dvd|part|pt) ?(\d{1,2})$/.exec(lower)?.[1];
    const isNested = at > 0;
    if (lower === 'sample' || lower === 'samples') kind = 'sample';
    else if (EXTRA_FOLDERS.has(lower) || EXTRA_FOLDER_PHRASES.has(lower)) kind = kind === 'sample' ? kind : 'extra';
    else if (isNested && NESTED_EXTRA_FOLDERS.has(lower)) kind = kind === 'sample' ? kind : 'extra';
    else if (disc !== undefined) part ??= Number(disc);
    else if (!STRUCTURE_FOLDERS.has(lower.replaceAll(' ', '_'))) return { owner: name, kind, part };
  }
  return { owner: null, kind, part };
}

function isSample(stem: string): boolean {
  return /(?:^|[-_.])sample$/i.test(stem) || /^sample[-_.]/i.test(stem);
}

function isExtra(stem: string): boolean {
  return EXTRA_SUFFIX.test(stem) || LOUD_EXTRA_SUFFIX.test(stem);
}

function withoutKindSuffix(stem: string): string {
  return stem.replace(/^sample[-_.]|[-_.]sample$/i, '').replace(EXTRA_SUFFIX, '').replace(LOUD_EXTRA_SUFFIX, ''); // prettier-ignore
}

/** Take a tag like `{edition-X}` out of a name. */
function takeTags(name: string): { readonly rest: string; readonly edition: string | null } {
  const edition = /[{[]edition[-= ]([^}\]]{1,100})[}\]]/i.exec(name);
  const rest = (edition ? name.replace(edition[0], ' ') : name).trim();
  return { rest: withoutProviderTags(rest), edition: edition?.[1]?.trim() || null };
}

function readName(raw: string): Reading {
  const { rest, edition: tagged } = takeTags(raw);
  const words = wordsOf(rest);
  const end = titleEnd(words);
  let titleWords = withoutLeadingGroup(words.slice(end.start, end.at));
  const aka = titleWords.findIndex(
    (word, at) => at > 0 && /^(?:AKA|a\.k\.a\.|aka)$/.test(word.text) && at + 1 < titleWords.length,
  );
  if (aka !== -1) titleWords = titleWords.slice(0, aka);
  const spoken = titleWords.filter((word) => !isTagGroup(word, titleWords));
  const bracketed = titleWords.filter((word) => isTagGroup(word, titleWords));
  const afterTitle = words.slice(end.at);
  const tailText = textOf([...bracketed, ...afterTitle]);

  let title = trimmedTitle(textOf(spoken.length > 0 ? spoken : titleWords));
  const parts = takePart(title, tailText, end.isSure);
  title = parts.title;
  let edition = tagged ?? editionIn(tailText);
  const phrase = EDITION_PHRASE_AT_END.exec(title);
  const shortened = phrase ? trimmedTitle(title.slice(0, phrase.index)) : '';
  if (phrase && shortened !== '' && !/^(?:the|an?)$/i.test(shortened)) {
    edition ??= editionIn(phrase[0]);
    title = shortened;
  }
  return { title, year: end.year, edition, part: parts.part, isSure: end.isSure };
}

type TitleEnd = { readonly start: number; readonly at: number; readonly year: number | null; readonly isSure: boolean };

/** Where the title ends (exclusive) and which year follows. A word at the very start is always the title's. */
function titleEnd(words: readonly Word[]): TitleEnd {
  const strong = words.findIndex((word, at) => at > 0 && isStrong(word, words));
  const limit = strong === -1 ? words.length : groupStart(words, strong);
  const isSure = strong !== -1;

  const bracketed = words.findIndex((word, at) => at > 0 && isYearGroup(words, at) && word.group !== 0);
  if (bracketed !== -1) {
    return { start: 0, at: Math.min(bracketed, limit), year: yearIn(words[bracketed]?.text ?? ''), isSure: true };
  }
  if (isYearGroup(words, 0) && words[0]?.group !== 0 && limit > 1) {
    return { start: 1, at: limit, year: yearIn(words[0]?.text ?? ''), isSure: true };
  }
  const yearAt = words.findLastIndex(
    (word, at) => at > 0 && at < limit && word.group === 0 && yearIn(word.text) !== null,
  );
  if (yearAt !== -1) {
    // "Summer of 1942 Remembered": with other words behind and no release words, the year is the title's.
    const isEnd = isSure || words.slice(yearAt + 1, limit).every((word) => word.group !== 0 || isTail(word.text));
    if (isEnd) return { start: 0, at: yearAt, year: yearIn(words[yearAt]?.text ?? ''), isSure };
    return { start: 0, at: limit, year: null, isSure };
  }
  const late = words.slice(limit).find((word) => yearIn(word.text) !== null);
  return { start: 0, at: isSure ? withoutTags(words, limit) : limit, year: late ? yearIn(late.text) : null, isSure };
}

/** Languages and capital-letter tags right before the release words: "Das.Boot.German.DVDRip". */
function withoutTags(words: readonly Word[], limit: number): number {
  let end = limit;
  const hasSmall = words.slice(0, limit).some((word) => /\p{Ll}/u.test(word.text));
  while (end > 1) {
    const text = words[end - 1]?.text ?? '';
    const isTag =
      LANGUAGES.has(text.toLowerCase()) ||
      (hasSmall && tagStrength(text) === 'weak' && !/\p{Ll}/u.test(text) && /\p{Lu}/u.test(text));
    if (!isTag || /^(?:the|an?)$/i.test(words[end - 2]?.text ?? '')) break;
    end -= 1;
  }
  return end;
}

function isStrong(word: Word, words: readonly Word[]): boolean {
  if (tagStrength(word.text) !== 'strong') return false;
  // A release word in the same bracket as a year: the year decides, not this.
  return word.group === 0 || !words.some((other) => other.group === word.group && yearIn(other.text) !== null);
}

function groupStart(words: readonly Word[], at: number): number {
  const group = words[at]?.group ?? 0;
  return group === 0 ? at : words.findIndex((word) => word.group === group);
}

/** A bracket that opens with a year and holds only tags besides: "(1999)", "[1999, 1080p]". */
function isYearGroup(words: readonly Word[], at: number): boolean {
  const word = words[at];
  if (!word || word.group === 0 || yearIn(word.text) === null || words[at - 1]?.group === word.group) return false;
  return words.slice(at + 1).every((other) => other.group !== word.group || isTail(other.text) || other.text === '-');
}

function isTail(text: string): boolean {
  return tagStrength(text) !== null || /^(?:-|\.|directors?|director['’]s|collectors?|collector['’]s|cd\d|dis[ck]\d?|part\d?|pt\d?|\d{1,2}|\d{1,3}th|the|ultimate|producers?|matte|remaster|aka)$/i.test(text); // prettier-ignore
}

/** Square and curly brackets inside a title are tags; round ones only when they hold an edition or nothing but tags. */
function isTagGroup(word: Word, words: readonly Word[]): boolean {
  if (word.group === 0) return false;
  if (word.bracket !== '(') return !isRec(word);
  const content = words.filter((other) => other.group === word.group).map((other) => other.text);
  return (
    words[0]?.group !== word.group && (editionIn(content.join(' ')) !== null || content.every((text) => isTail(text)))
  );
}

// The one film series whose title is written in square brackets.
function isRec(word: Word): boolean {
  return /^rec$/i.test(word.text);
}

/** "[Group] Title" loses the group, and "03 - Title" its place in a row. */
function withoutLeadingGroup(words: readonly Word[]): readonly Word[] {
  const first = words[0];
  if (first && first.bracket === '[' && !isRec(first) && words.some((word) => word.group !== first.group)) {
    return words.filter((word) => word.group !== first.group);
  }
  const isNumbered = first && /^0\d{1,2}\.?$/.test(first.text) && (words[1]?.text === '-' || first.text.endsWith('.'));
  if (isNumbered && words.length > 2) return words.slice(words[1]?.text === '-' ? 2 : 1);
  return words;
}

const PART = /(?:^|[ ([-])(cd|dvd|dis[ck]|part|pt)[ .]?(\d{1,2})(?=$|[ )\]-])/i;

/**
 * Behind the title any part counts. At the title's end it does when it can be nothing else (cd1, disc 2, pt1, part1);
 * "Part 1" as words of their own belong to the title, as in "Deathly Hallows: Part 1", and so does anything roman.
 */
function takePart(
  title: string,
  tail: string,
  isSure: boolean,
): { readonly title: string; readonly part: number | null } {
  const behind = PART.exec(tail);
  // DVD5 and DVD9 are disc sizes.
  if (behind && !/^dvd$/i.test(behind[1] ?? '')) return { title, part: Number(behind[2]) };
  const atEnd = /^(.*\S)(?:[ -]+| - )\(?(?:(?:cd|dis[ck])[ .]?|pt[ .]?|part)(\d{1,2})\)?$/i.exec(title);
  if (!atEnd || (isSure && /part/i.test(title.slice((atEnd[1] ?? '').length)))) return { title, part: null };
  return { title: trimmedTitle(atEnd[1] ?? title), part: Number(atEnd[2]) };
}

/** Without separators left at either end. A title of punctuation only stays. */
function trimmedTitle(text: string): string {
  const trimmed = text.replace(/^[\s\-–—_.,;:~+]+(?=[^\s])/u, '').trimEnd();
  let end = trimmed.length;
  while (end > 0 && /[\s\-–—_,;:~+([{]/.test(trimmed[end - 1] ?? '')) end -= 1;
  const result = trimmed.slice(0, end);
  return /[\p{L}\p{N}]/u.test(result) ? result : text.trim();
}
