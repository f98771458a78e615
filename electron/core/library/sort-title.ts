// Articles are looked for before diacritics are folded, so "À bout de souffle" keeps its "À".
const ARTICLES = new Set('the a an le la les der die das el los las il lo'.split(' '));

// Where an article is a word of another language, or part of a name, the next word tells. English "die" is a verb.
const NOT_AN_ARTICLE_BEFORE: Readonly<Record<string, ReadonlySet<string>>> = {
  die: new Set(
    'hard another my monster laughing fighting alone again screaming sister watching now in for or you'.split(' '),
  ),
  la: new Set(['land']),
  le: new Set(['mans']),
  las: new Set(['vegas', 'cruces', 'palmas']),
  los: new Set(['angeles', 'alamos']),
  el: new Set(['paso', 'dorado', 'salvador', 'alamein', 'niño']),
  a: new Set(['la', 'l', 'b', 'to', 'is', 'bout']),
};

// Letters that Unicode does not decompose.
const FOLDED: Readonly<Record<string, string>> = {
  ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ð: 'd', þ: 'th', ł: 'l', đ: 'd', ħ: 'h', ı: 'i', '&': ' and ',
}; // prettier-ignore

// Enough for any number a title has; longer runs of digits stay as they are.
const NUMBER_WIDTH = 6;

/**
 * The key a title is sorted by: lower case, no diacritics (Latin, Greek and Cyrillic marks; other scripts keep
 * theirs), no punctuation, single spaces, digits padded to six so that "Rocky 10" follows "Rocky 2".
 *
 * One leading article is dropped: English the, a, an; French le, la, les, l'; German der, die, das; Spanish el, la,
 * los, las; Italian il, lo, la, l'. It stops there: no article that is a plain word elsewhere (un, ein, de, het, i, o,
 * as, den), none before a hyphen or punctuation ("Die! Die!"), none that is the whole title ("The The"), none before
 * a word that makes it part of a name or a verb ("La La Land", "Los Angeles Plays Itself", "Die Hard").
 *
 * @returns never empty for a non-empty title: one of punctuation only is its own key.
 */
export function sortTitleOf(title: string): string {
  const words = fold(withoutArticle(title.normalize('NFC')));
  return words === '' ? title.toLowerCase() : words;
}

/** Lower case, without diacritics, punctuation and repeated spaces, digits as they are: for comparing two titles. */
export function comparableTitle(title: string): string {
  return plainWords(title);
}

function withoutArticle(title: string): string {
  const elided = /^l['’](?=\p{L})/iu.exec(title);
  if (elided) return title.slice(elided[0].length);
  const leading = /^[\p{P}\p{S}\s]*(\p{L}+) +/u.exec(title);
  const article = leading?.[1]?.toLowerCase();
  if (!leading || article === undefined || !ARTICLES.has(article)) return title;
  const rest = title.slice(leading[0].length);
  const next = /^[\p{L}\p{N}]+/u.exec(rest)?.[0].toLowerCase();
  // Nothing follows, or what follows is punctuation ("A - Z") or the article once more ("The The").
  if (next === undefined || next === article) return title;
  if (NOT_AN_ARTICLE_BEFORE[article]?.has(next)) return title;
  return rest;
}

function plainWords(title: string): string {
  return (
    title
      .toLowerCase()
      .normalize('NFKD')
      // Only the Combining Diacritical Marks block: in Indic, Thai or Japanese a mark is part of the letter.
      .replace(/[\u0300-\u036f]/g, '')
      .normalize('NFC')
      .replace(/[ßæœøðþłđħı&]/g, (letter) => FOLDED[letter] ?? letter)
      .replace(/['’‘`´]/g, '')
      .replace(/(\d),(?=\d{3}(?!\d))/g, '$1') // 20,000 Leagues
      .replace(/[^\p{L}\p{N}\p{M}]+/gu, ' ')
      .trim()
  );
}

function fold(title: string): string {
  return plainWords(title).replace(/[0-9]+/g, (digits) => digits.padStart(NUMBER_WIDTH, '0'));
}
