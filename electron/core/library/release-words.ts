import { tagStrength } from './film-words.ts';

/** One word of a name, with the bracket it stood in. `group` numbers brackets from 1; 0 is none. */
export type Word = {
  readonly text: string;
  readonly bracket: '' | '(' | '[' | '{';
  readonly group: number;
  /** Nothing stood between this and the word before: "[REC]²". */
  readonly isGlued?: boolean;
};

const CLOSING = { '(': ')', '[': ']', '{': '}' } as const;

// The first public film is of 1888. The upper bound keeps "Blade Runner 2049" and "2046" titles; raise it in 2034.
const FIRST_YEAR = 1888;
const LAST_YEAR = 2035;

/** The release year a word is, or null: four digits, also with a date behind ("1999-05-12") or punctuation around. */
export function yearIn(word: string): number | null {
  const digits = /^[\s,;:]*(\d{4})(?:-\d{2}-\d{2})?[,;:.]*$/.exec(word)?.[1];
  if (digits === undefined) return null;
  const year = Number(digits);
  return year >= FIRST_YEAR && year <= LAST_YEAR ? year : null;
}

/**
 * Cut a name into words. Spaces and underscores always part; dots do where the name has no spaces (release style)
 * or where a dotted word is a release's tail; hyphens do only in names with neither. Abbreviations ("S.W.A.T."),
 * "5.1" and "H.264" stay whole. Linear in the name's length.
 */
export function wordsOf(name: string): Word[] {
  const words: Word[] = [];
  const plain = !/[\s_]/.test(name.trim().replace(/[([{][^)\]}]*[)\]}]/g, ''));
  let group = 0;
  let from = 0;
  const take = (until: number, bracket: Word['bracket'], groupNumber: number): void => {
    const piece = name.slice(from, until);
    splitText(piece, plain, bracket !== '').forEach((text, at) => {
      const isGlued = at === 0 && from > 0 && bracket === '' && piece.startsWith(text);
      words.push({ text, bracket, group: groupNumber, isGlued });
    });
  };
  for (let at = 0; at < name.length; at += 1) {
    const open = name[at];
    if (open !== '(' && open !== '[' && open !== '{') continue;
    const close = name.indexOf(CLOSING[open], at + 1);
    if (close === -1) continue;
    take(at, '', 0);
    group += 1;
    from = at + 1;
    take(close, open, group);
    from = close + 1;
    at = close;
  }
  take(name.length, '', 0);
  return words;
}

function splitText(text: string, plain: boolean, bracketed: boolean): string[] {
  const spaced = text.split(bracketed ? /[\s_,]+/ : /[\s_]+/).filter((word) => word !== '');
  if (plain && !bracketed) {
    if (spaced.every((word) => !word.includes('.'))) return spaced.flatMap(splitHyphens);
    return spaced.flatMap(splitDots);
  }
  return spaced.flatMap((word) => (isDottedRelease(word) ? splitDots(word) : [word]));
}

/** "the-matrix-1999-1080p" is parted, "Spider-Man" is not: some piece must be a year or a release word. */
function splitHyphens(word: string): string[] {
  const pieces = word.split('-').filter((piece) => piece !== '');
  if (pieces.length < 3) return [word];
  const tells = pieces.slice(1).some((piece) => yearIn(piece) !== null || tagStrength(piece) === 'strong');
  return tells && tagStrength(word) === null ? pieces : [word];
}

/** A word with dots in a name with spaces: "2019.1080p.BluRay" is a release's tail, "Mr." and "E.T." are not. */
function isDottedRelease(word: string): boolean {
  if (!word.includes('.', 1) || tagStrength(word) !== null) return false;
  const pieces = word.split('.').filter((piece) => piece !== '');
  return pieces.length > 1 && pieces.some((piece) => yearIn(piece) !== null || tagStrength(piece) === 'strong');
}

function splitDots(word: string): string[] {
  const words: string[] = [];
  const pieces = word.split('.').filter((piece) => piece !== '');
  for (let at = 0; at < pieces.length; at += 1) {
    const piece = pieces[at] ?? '';
    const next = pieces[at + 1] ?? '';
    let letters = at;
    while (/^\p{L}$/u.test(pieces[letters] ?? '')) letters += 1;
    if (letters - at >= 2 && !/^26[456]/.test(pieces[letters] ?? '')) {
      words.push(`${pieces.slice(at, letters).join('.')}.`); // S.W.A.T.
      at = letters - 1;
    } else if ((/^h$/i.test(piece) && /^26[456]/.test(next)) || isChannelCount(piece, next)) {
      words.push(`${piece}.${next}`);
      at += 1;
    } else if (/^blu$/i.test(piece) && /^ray/i.test(next)) {
      words.push(`${piece}-${next}`);
      at += 1;
    } else if (/^vol$/i.test(piece) && /^\d{1,2}$/.test(next)) {
      words.push('Vol.');
    } else if (/^(?:mr|mrs|dr|jr|ms|vs)$/i.test(piece) && /^[A-Z]/.test(piece)) {
      words.push(`${piece}.`);
    } else {
      words.push(piece);
    }
  }
  return words;
}

/** "DDP5" + "1", "5" + "1-GROUP", "2" + "0": not "2" + "2010". */
function isChannelCount(piece: string, next: string): boolean {
  return (
    /^(?:aac|ac3|e?ac-?3|dd|ddp|dd\+|dts|flac|truehd|ma|hd|opus)?[1-9]$/i.test(piece) &&
    /^[012](?:-.{1,40})?$/.test(next)
  );
}

/** Words as text again, with the brackets they stood in. */
export function textOf(words: readonly Word[]): string {
  let text = '';
  words.forEach((word, at) => {
    const opens = word.group !== 0 && words[at - 1]?.group !== word.group;
    const closes = words[at + 1]?.group !== word.group;
    text += `${text === '' || word.isGlued ? '' : ' '}${opens ? word.bracket : ''}${word.text}`;
    if (word.bracket !== '' && closes) text += CLOSING[word.bracket];
  });
  return text;
}
