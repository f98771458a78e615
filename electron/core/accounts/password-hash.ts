import { randomBytes } from 'node:crypto';
import { hash, parseOptions, verify } from '@node-rs/argon2';
import { normalisePassword } from '../../../shared/password-policy.ts';

/**
 * The cost of one hash: argon2id with 19 MiB and one lane as OWASP's Password Storage Cheat Sheet has it, four passes
 * instead of its two, because two took 12 ms and AUTH-09 wants a sign-in to cost at least 20.
 * Raising it takes effect on each account's next sign-in, by `needsRehash`.
 */
const MEMORY_KIB = 19_456;
const PASSES = 4;
const LANES = 1;
/** Bytes; RFC 9106 section 4 recommends a salt of 16, and 32 of output is the usual tag. */
const SALT_BYTES = 16;
const OUTPUT_BYTES = 32;
const PREFIX = '$argon2id$v=19$';
/** A damaged row must not make a sign-in take a gigabyte: no cost of ours was ever this high. */
const MAX_MEMORY_KIB = 1_048_576;
const MAX_PASSES = 16;

/**
 * Hash a password with a fresh random salt, off the event loop.
 *
 * @param password as typed; it is normalised here (RFC 8265), so callers need not.
 * @returns a PHC string `$argon2id$v=19$m=19456,t=4,p=1$…`, which carries salt and cost.
 */
export function hashPassword(password: string): Promise<string> {
  return hash(normalisePassword(password), {
    algorithm: 2, // Algorithm.Argon2id: a `const enum`, which code that runs unbuilt cannot name
    memoryCost: MEMORY_KIB,
    timeCost: PASSES,
    parallelism: LANES,
    outputLen: OUTPUT_BYTES,
    salt: randomBytes(SALT_BYTES),
  });
}

/**
 * Does this password belong to this hash? False also when the hash is not a readable argon2id PHC string; never throws
 * for what is stored. Takes as long as the hash's own cost says, off the event loop.
 */
export async function verifyPassword(storedHash: string, password: string): Promise<boolean> {
  const cost = costOf(storedHash);
  if (cost === null || cost.memoryCost > MAX_MEMORY_KIB || cost.timeCost > MAX_PASSES) return false;
  try {
    return await verify(storedHash, normalisePassword(password));
  } catch {
    return false; // a hash that reads as one but whose numbers argon2 itself refuses
  }
}

/** Was this hash made with another cost than today's, or is it unreadable? Then hash anew after a good sign-in (AUTH-09). */
export function needsRehash(storedHash: string): boolean {
  const cost = costOf(storedHash);
  return (
    cost === null ||
    cost.memoryCost !== MEMORY_KIB ||
    cost.timeCost !== PASSES ||
    cost.parallelism !== LANES ||
    cost.outputLen !== OUTPUT_BYTES ||
    cost.saltLen !== SALT_BYTES
  );
}

/**
 * A hash no password belongs to, of today's cost, to verify against when the account is unknown or disabled, so that
 * both answers take the same time (AUTH-18). Random bytes in the place of salt and digest: making it costs nothing.
 */
export function dummyHash(): string {
  const base64 = (bytes: number) => randomBytes(bytes).toString('base64').replace(/=+$/, '');
  return `${PREFIX}m=${MEMORY_KIB},t=${PASSES},p=${LANES}$${base64(SALT_BYTES)}$${base64(OUTPUT_BYTES)}`;
}

function costOf(storedHash: string): ReturnType<typeof parseOptions> | null {
  if (!storedHash.startsWith(PREFIX)) return null;
  try {
    return parseOptions(storedHash);
  } catch {
    return null; // not a PHC string
  }
}
