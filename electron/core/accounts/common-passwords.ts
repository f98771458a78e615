import { createRequire } from 'node:module';
import { foldLookalikes, normalisePassword } from '../../../shared/password-policy.ts';

/**
 * Only the data of this package is read (MIT; the Dropbox/zxcvbn list of leaked passwords, 49,233 entries, all in lower
 * case). `require` and not `import`: it is read on first use, not at start, and asking stays synchronous.
 */
const LIST = '@zxcvbn-ts/language-common/src/passwords.json';
/** Ours: shorter stems are in too many passwords by chance ("abc", "max"). */
const MIN_STEM_LENGTH = 4;
/** Ours: "Password123456!" loses 7; more than 12 signs added may be a secret of their own (12 digits are 40 bits). */
const MAX_STRIPPED = 12;

type CommonPasswords = {
  readonly entries: ReadonlySet<string>;
  /** The same entries as `foldLookalikes` gives them, for "p@ssw0rd". */
  readonly folded: ReadonlySet<string>;
  readonly longest: number;
};

let loaded: CommonPasswords | undefined;

/**
 * Is this one of the passwords that attackers try first, or one of them with the usual decoration (AUTH-06)?
 *
 * Caught: any case; digits and symbols added before or behind (12 at most); letters swapped for digits and signs; the
 * same one written several times. A passphrase that merely contains a common word is not caught.
 *
 * The first call reads the list (about 30 ms, kept for the life of the process); the next ones take microseconds.
 *
 * @param candidate as typed or already normalised.
 */
export function isCommonPassword(candidate: string): boolean {
  const list = (loaded ??= load());
  const text = normalisePassword(candidate).toLowerCase();
  if (isListed(list, text)) return true;
  const unit = /^(.{1,64}?)\1+$/su.exec(text)?.[1];
  if (unit !== undefined && isListed(list, unit)) return true;
  // Longer texts have no stem that could be listed; this also bounds the work for absurd input.
  if (text.length > list.longest + MAX_STRIPPED) return false;
  return stems(text, list.longest).some((stem) => isListed(list, stem));
}

/** How many different passwords the list holds (AUTH-06 asks for 10,000 or more). */
export function commonPasswordCount(): number {
  return (loaded ??= load()).entries.size;
}

function load(): CommonPasswords {
  const words = createRequire(import.meta.url)(LIST) as readonly string[];
  const entries = new Set(words);
  const folded = new Set(words.map(foldLookalikes).filter((word) => word.length >= MIN_STEM_LENGTH));
  return { entries, folded, longest: words.reduce((longest, word) => Math.max(longest, word.length), 0) };
}

function isListed(list: CommonPasswords, text: string): boolean {
  if (text === '' || text.length > list.longest) return false;
  if (list.entries.has(text)) return true;
  // Folding throws separators away; a text that loses characters is another text ("a b c d e" is not "abcde").
  const folded = foldLookalikes(text);
  return folded.length === text.length && list.folded.has(folded);
}

/**
 * What may be left when decoration is taken away: with and without what stands before the first letter, and cut at each
 * place in the run of digits and symbols at the end, since "h3ll0!!2024" ends its word inside that run.
 */
function stems(text: string, longest: number): string[] {
  const head = /^[^\p{L}]*/u.exec(text)?.[0].length ?? 0;
  const tail = /[^\p{L}]*$/u.exec(text)?.[0].length ?? 0;
  const found: string[] = [];
  for (const start of head === 0 ? [0] : [0, head]) {
    for (let end = text.length; end >= text.length - tail && end - start >= MIN_STEM_LENGTH; end -= 1) {
      if (start + text.length - end > MAX_STRIPPED || end - start > longest) continue;
      found.push(text.slice(start, end));
    }
  }
  // Symbols alone may be taken from digits ("1234567890!!"), digits may not: every PIN would end as "1234".
  const core = text.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');
  const isOnlyDigits = /^\p{N}*$/u.test(core);
  return isOnlyDigits ? [core] : found;
}
