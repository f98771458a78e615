// What a password must be, the same in the browser's live hints and in the manager that decides. No imports of Node,
// no list of words: the long list of known passwords comes in as a function (accounts/common-passwords.ts).

import type { Failure } from './result.ts';

/** Figures table "Password length", AUTH-03: members, children and guests. In code points after normalisation. */
export const MIN_LENGTH = 12;
/** Figures table "Password length", AUTH-04: owners. */
export const MIN_LENGTH_OWNER = 16;
/** AUTH-05: from this length on a passphrase stands for the four classes. */
export const PASSPHRASE_LENGTH = 20;
/** AUTH-05 asks for 128 or more and never to truncate; a bound is still needed so that hashing has one (ours). */
export const MAX_LENGTH = 1024;
/** Ours: "aaaa…" and "abcdefgh…" are long but not passphrases (NIST SP 800-63B names repeats and sequences). */
const MIN_FRESH_CHARACTERS = 5;
/** Shorter account names sit in too many words by chance (our figure for AUTH-06). */
const MIN_NAME_LENGTH = 3;
const PRODUCT_NAME = 'holdfast';

export type PasswordRole = 'owner' | 'member' | 'child' | 'guest';

export type PasswordReasonCode =
  'too-short' | 'too-long' | 'not-varied' | 'common' | 'contains-name' | 'control-characters';

/** One thing wrong with a password: a closed code and a sentence that says what to do. */
export type PasswordReason = Failure<PasswordReasonCode>;

/** `value` is the normalised password, the form to hash; `reasons` is never empty. */
export type PasswordVerdict =
  { readonly ok: true; readonly value: string } | { readonly ok: false; readonly reasons: readonly PasswordReason[] };

export type PasswordContext = {
  readonly role: PasswordRole;
  readonly accountName: string;
  /** Is it on the list of common passwords? Gets the normalised password. In a browser without the list: `() => false`. */
  readonly isKnown: (candidate: string) => boolean;
};

/**
 * The one form in which a password is counted, checked and hashed, so that the same password typed on another
 * keyboard is the same bytes.
 *
 * RFC 8265 section 4.2 (OpaqueString): every Unicode space becomes the ASCII space, then NFC; nothing is trimmed,
 * folded or cut. NFC and not NFKC, because NFKC would make different passwords equal ("²" and "2"). Unlike the RFC we
 * take code points that are not assigned yet, so that an answer never depends on the Unicode version at hand.
 */
export function normalisePassword(password: string): string {
  return password.replace(/\p{Zs}/gu, ' ').normalize('NFC');
}

/** The least length for a role in code points (AUTH-03, AUTH-04). */
export function minimumLength(role: PasswordRole): number {
  return role === 'owner' ? MIN_LENGTH_OWNER : MIN_LENGTH;
}

/**
 * Decide whether a password may be taken, with every reason at once, so that nobody mends them one by one.
 *
 * Reuse of the last passwords (AUTH-06) is not decided here: it needs the stored hashes.
 */
export function checkPassword(password: string, context: PasswordContext): PasswordVerdict {
  // Nothing is computed for a text that is too long whatever NFC makes of it: one composed character stands for at most
  // four code points of two UTF-16 units each.
  if (password.length > MAX_LENGTH * 8) return { ok: false, reasons: [tooLong()] };
  const value = normalisePassword(password);
  const characters = Array.from(value);
  if (characters.length > MAX_LENGTH) return { ok: false, reasons: [tooLong()] };

  const reasons: PasswordReason[] = [];
  const least = minimumLength(context.role);
  if (characters.length < least) {
    reasons.push(reason('too-short', `Use at least ${least} characters; this one has ${characters.length}.`));
  }
  // RFC 8264 section 9.12 (controls); a lone surrogate is no character; U+2028 and U+2029 end a line.
  if (/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(value)) {
    reasons.push(reason('control-characters', 'Leave out line breaks, tabs and other invisible control characters.'));
  }
  if (!isVaried(value, characters)) {
    reasons.push(
      reason(
        'not-varied',
        `Mix upper case, lower case, digits and symbols, or use a passphrase of ${PASSPHRASE_LENGTH} characters or more that is not just repeats or a row like "abcdef".`,
      ),
    );
  }
  if (context.isKnown(value)) {
    reasons.push(reason('common', 'This is one of the passwords that attackers try first; choose another.'));
  }
  if (containsName(value, context.accountName)) {
    reasons.push(
      reason('contains-name', 'Leave out the account name and the word "Holdfast", also written with digits.'),
    );
  }
  return reasons.length === 0 ? { ok: true, value } : { ok: false, reasons };
}

/**
 * A text with case, accents, separators and the usual digit-for-letter swaps taken away, for comparing only.
 * Letters that one sign can stand for are joined ("1", "!", "l" and "i" are all "i"), so both sides must be folded.
 */
export function foldLookalikes(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[1!|l3@40$57+8692]/g, (sign) => LOOKALIKES[sign] ?? sign)
    .replace(/[^\p{L}\p{N}]/gu, '');
}

const LOOKALIKES: Readonly<Record<string, string>> = {
  '1': 'i',
  '!': 'i',
  '|': 'i',
  l: 'i',
  '3': 'e',
  '@': 'a',
  '4': 'a',
  '0': 'o',
  $: 's',
  '5': 's',
  '7': 't',
  '+': 't',
  '8': 'b',
  '6': 'g',
  '9': 'g',
  '2': 'z',
};

/**
 * A rough strength for a meter: 0 (falls at once) to 4 (out of reach). Errs low on words, knows only a handful of
 * common passwords by itself, so give it `isKnown` where the list is at hand. It advises; `checkPassword` decides.
 *
 * The steps are bits of guessing at 10,000 guesses a second, generous to an attacker with graphics cards against our
 * argon2id (AUTH-09): under 20 bits minutes, under 33 about ten days, under 45 about a century, under 60 longer.
 */
export function estimateStrength(password: string, isKnown: (candidate: string) => boolean = () => false): Strength {
  const value = normalisePassword(password.slice(0, MAX_LENGTH));
  if (value === '' || isKnown(value)) return 0;
  const bits = guessingBits(value);
  return bits < 20 ? 0 : bits < 33 ? 1 : bits < 45 ? 2 : bits < 60 ? 3 : 4;
}

export type Strength = 0 | 1 | 2 | 3 | 4;

function tooLong(): PasswordReason {
  return reason('too-long', `Use at most ${MAX_LENGTH} characters.`);
}

function reason(code: PasswordReasonCode, message: string): PasswordReason {
  return { code, message };
}

/** AUTH-05: four classes, or a passphrase. Letters without case (Hebrew, Chinese) belong to no class: use a passphrase. */
function isVaried(value: string, characters: readonly string[]): boolean {
  const classes = [/\p{Lu}/u, /\p{Ll}/u, /\p{Nd}/u, /[^\p{L}\p{N}\p{M}\p{C}]/u].every((one) => one.test(value));
  if (!classes && characters.length < PASSPHRASE_LENGTH) return false;
  const fresh = characters.filter((character, index) => index === 0 || !follows(characters[index - 1], character));
  return new Set(fresh).size >= MIN_FRESH_CHARACTERS;
}

/** Does a character only repeat the one before it, or step one up or down ("aa", "ab", "21")? */
function follows(before: string | undefined, character: string): boolean {
  return before !== undefined && Math.abs((before.codePointAt(0) ?? 0) - (character.codePointAt(0) ?? 0)) <= 1;
}

function containsName(value: string, accountName: string): boolean {
  const folded = foldLookalikes(value);
  if (folded.includes(foldLookalikes(PRODUCT_NAME))) return true;
  const name = foldLookalikes(normalisePassword(accountName));
  return Array.from(name).length >= MIN_NAME_LENGTH && folded.includes(name);
}

/** The stems under most leaked passwords, for the meter where the long list is not at hand. */
const TOP_STEMS =
  'password passwort passw qwerty qwertz azerty asdfgh zxcvbn letmein welcome admin iloveyou monkey dragon football baseball sunshine princess master login shadow superman batman michael jordan summer winter spring autumn secret changeme trustno hello hunter liverpool starwars computer freedom whatever charlie'.split(
    ' ',
  );

function guessingBits(value: string): number {
  let rest = value.toLowerCase().replace(/[13@40$57!]/g, (sign) => METER_SWAPS[sign] ?? sign);
  let original = value;
  let bits = 0;
  for (const stem of TOP_STEMS) {
    // Lower-casing can change a text's length ("İ"); then positions do not match and the stem is left to the word rule.
    if (rest.length !== original.length) break;
    for (let at = rest.indexOf(stem); at >= 0; at = rest.indexOf(stem)) {
      bits += 5;
      original = original.slice(0, at) + original.slice(at + stem.length);
      rest = rest.slice(0, at) + rest.slice(at + stem.length);
    }
  }
  const bitsPerCharacter = Math.log2(alphabetSize(value));
  // Words (one case, or a capital first), years, then whatever is left, character by character.
  let before: string | undefined;
  for (const [token] of original.matchAll(/\p{Lu}?\p{Ll}+|\p{Lu}+|(?:19|20)\d\d|[^]/gu)) {
    const characters = Array.from(token);
    const spelledOut = spelledOutBits(characters, bitsPerCharacter, before);
    before = characters.at(-1);
    if (/^(?:19|20)\d\d$/.test(token)) bits += 7;
    else if (characters.length >= 4 && /[aeiouyäöüåæø]|[^\p{Script=Latin}]/iu.test(token)) {
      // A word of a 7,776-word list is 12.9 bits; beyond eight letters 2.3 bits a letter, Shannon's upper figure for text.
      bits += Math.min(spelledOut, 12.9 + 2.3 * Math.max(0, characters.length - 8));
    } else bits += spelledOut;
  }
  return Math.min(bits, spelledOutBits(Array.from(value), bitsPerCharacter), repeatedUnitBits(value, bitsPerCharacter));
}

const METER_SWAPS: Readonly<Record<string, string>> = {
  '1': 'i',
  '!': 'i',
  '3': 'e',
  '@': 'a',
  '4': 'a',
  '0': 'o',
  $: 's',
  '5': 's',
  '7': 't',
};

/** Characters at full price, those that repeat or continue a row at one bit; `before` stands in front of the first. */
function spelledOutBits(characters: readonly string[], bitsPerCharacter: number, before?: string): number {
  return characters.reduce(
    (bits, character, index) =>
      bits + (follows(index === 0 ? before : characters[index - 1], character) ? 1 : bitsPerCharacter),
    0,
  );
}

/** "tango7tango7tango7" is as good as "tango7" and two bits. */
function repeatedUnitBits(value: string, bitsPerCharacter: number): number {
  const unit = /^(.+?)\1+$/su.exec(value)?.[1];
  return unit === undefined
    ? Number.POSITIVE_INFINITY
    : spelledOutBits(Array.from(unit), bitsPerCharacter) + Math.log2(value.length / unit.length);
}

function alphabetSize(value: string): number {
  let size = 0;
  if (/\p{Ll}/u.test(value)) size += 26;
  if (/\p{Lu}/u.test(value)) size += 26;
  if (/\p{Nd}/u.test(value)) size += 10;
  if (/[^\p{L}\p{N}]/u.test(value)) size += 20;
  if (/[^\p{ASCII}]/u.test(value)) size += 100;
  return Math.max(size, 10);
}
