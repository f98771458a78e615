import { normaliseLanguage } from '../probe/language.ts';

/** What the name of a subtitle file says besides its film's. */
export type SubtitleWords = {
  /** As the probe writes it ("de", "pt-BR"); null when the name does not say. */
  readonly language: string | null;
  readonly isForced: boolean;
  readonly isDefault: boolean;
  /** For those who do not hear: sounds are described too (SDH). */
  readonly isForDeaf: boolean;
  /** Words that mean nothing to us, as they stand; empty when there are none. */
  readonly rest: string;
};

const FORCED = new Set(['forced', 'foreign', 'signs']);
const FOR_DEAF = new Set(['sdh', 'cc', 'hoh']);
/** Say nothing that is not known already. */
const FILLERS = new Set('sub subs subtitle subtitles full songs and the srt ass'.split(' '));
/** What people and releases write where the code would be `pt-BR`. */
const VARIANTS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    brazilian: 'pt-BR',
    brazil: 'pt-BR',
    pob: 'pt-BR',
    latino: 'es-419',
    latin: 'es-419',
    castilian: 'es-ES',
    castellano: 'es-ES',
    simplified: 'zh-Hans',
    chs: 'zh-Hans',
    traditional: 'zh-Hant',
    cht: 'zh-Hant',
    canadian: 'fr-CA',
  }),
);
/** Belong to a variant that was read already: "Spanish (Latin America)". */
const OF_VARIANT = new Set(['america', 'american']);
const THREE_LETTERS_KEPT = new Set(['fil', 'yue']);
const MAX_REST = 80;

/** @param text what is left of the name: ".en.forced", "2_English", "pt-BR". */
export function readSubtitleWords(text: string): SubtitleWords {
  let language: string | null = null;
  let isForced = false;
  let isDefault = false;
  let isForDeaf = false;
  const rest: string[] = [];
  const take = (word: string, found: string): void => {
    if (language === null || baseOf(found) === language) language = found;
    else if (baseOf(language) !== found) rest.push(word);
  };
  for (const word of wordsOf(text)) {
    const lower = word.toLowerCase();
    // "hi" is Hindi, unless the language was said before: then it is "hearing impaired".
    if (FOR_DEAF.has(lower) || (lower === 'hi' && language !== null)) isForDeaf = true;
    else if (FORCED.has(lower)) isForced = true;
    else if (lower === 'default') isDefault = true;
    else if (FILLERS.has(lower) || /^\d{1,2}$/.test(word)) continue;
    else if (language !== null && OF_VARIANT.has(lower)) continue;
    else {
      const found = VARIANTS.get(lower) ?? languageOf(word);
      if (found === null) rest.push(word);
      else take(word, found);
    }
  }
  return { language, isForced, isDefault, isForDeaf, rest: rest.join(' ').slice(0, MAX_REST) };
}

/** Split where names are, but a code with its region ("pt-BR", "zh_Hans") stays one word. */
function wordsOf(text: string): string[] {
  return text
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .split(/[\s.,;&+()[\]{}]+/)
    .flatMap((piece) => (languageWithRegion(piece) === null ? piece.split(/[-_]+/) : [piece]))
    .filter((word) => word !== '');
}

function languageOf(word: string): string | null {
  const withRegion = languageWithRegion(word);
  if (withRegion !== null) return withRegion;
  return languageOfCode(word) ?? languagesByName().get(comparable(word)) ?? null;
}

/** Two letters, or three that stand for two: of other three-letter words too many are a language somewhere. */
function languageOfCode(word: string): string | null {
  if (!/^[a-z]{2,3}$/i.test(word)) return null;
  const code = normaliseLanguage(word);
  if (code === null) return null;
  return (code.length === 2 && englishNames.of(code) !== undefined) || THREE_LETTERS_KEPT.has(code) ? code : null;
}

function languageWithRegion(word: string): string | null {
  const [, code, region] = /^([a-z]{2,3})[-_]([a-z]{2}|[a-z]{4}|419)$/i.exec(word) ?? [];
  if (code === undefined || region === undefined || languageOfCode(code) === null) return null;
  const upper = region.toUpperCase();
  if (FOR_DEAF.has(region.toLowerCase()) || upper === 'HI') return null;
  const isKnown =
    region.length === 4
      ? scriptNames.of(upper[0] + region.slice(1).toLowerCase()) !== undefined
      : regionNames.of(upper) !== undefined;
  return isKnown ? normaliseLanguage(`${code}-${region}`) : null;
}

const baseOf = (language: string): string => language.split('-')[0]!;
const comparable = (name: string): string => name.normalize('NFC').toLowerCase();

const englishNames = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' });
const regionNames = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
const scriptNames = new Intl.DisplayNames(['en'], { type: 'script', fallback: 'none' });

let byName: ReadonlyMap<string, string> | null = null;

/** "english", "german" and "deutsch" to their codes: each language's name in English and in itself, as the platform knows them. */
function languagesByName(): ReadonlyMap<string, string> {
  if (byName !== null) return byName;
  const names = new Map<string, string>();
  const letters = 'abcdefghijklmnopqrstuvwxyz'.split('');
  for (const code of [...letters.flatMap((first) => letters.map((second) => first + second)), ...THREE_LETTERS_KEPT]) {
    const english = englishNames.of(code);
    // Withdrawn codes ("iw") have a name as well.
    if (english === undefined || normaliseLanguage(code) !== code) continue;
    const own = new Intl.DisplayNames([code], { type: 'language' }).of(code);
    for (const name of [english, own ?? english]) if (!names.has(comparable(name))) names.set(comparable(name), code);
  }
  byName = names;
  return names;
}
