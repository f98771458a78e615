// Makes passwords that people can read off a screen and type on a remote control. Works in the browser on plain HTTP
// too: `crypto.getRandomValues` needs no secure context, unlike `crypto.subtle` and `randomUUID` (ARCHITECTURE 7).

import { checkPassword } from './password-policy.ts';

/** No 0 O o 1 I l: nothing that two people would read differently. */
const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz';
/** AUTH-08 asks for 20 random characters or more; four groups of six read out well and carry about 139 bits. */
const GROUPS = 4;
const GROUP_LENGTH = 6;

/**
 * A password such as "xK4mWr-…": 24 random characters in four groups with hyphens between, 27 in all.
 *
 * Every character comes from the system's CSPRNG and is equally likely. Drawn again when a class is missing or the
 * account's name turns up by chance, so the result always passes the policy, also an owner's (AUTH-08).
 *
 * @param accountName for whom; leave out when it is not known yet.
 */
export function generatePassword(accountName = ''): string {
  for (;;) {
    const password = Array.from({ length: GROUPS }, () => randomText(GROUP_LENGTH)).join('-');
    const hasEveryClass = /[A-Z]/.test(password) && /[a-z]/.test(password) && /[2-9]/.test(password);
    const verdict = checkPassword(password, { role: 'owner', accountName, isKnown: () => false });
    if (hasEveryClass && verdict.ok) return password;
  }
}

function randomText(length: number): string {
  // Bytes from the last, incomplete round of the alphabet are thrown away, else its first letters would come up more often.
  const limit = 256 - (256 % ALPHABET.length);
  let text = '';
  while (text.length < length) {
    for (const byte of globalThis.crypto.getRandomValues(new Uint8Array(length * 2))) {
      if (byte < limit && text.length < length) text += ALPHABET[byte % ALPHABET.length];
    }
  }
  return text;
}
