import { existsSync, readFileSync } from 'node:fs';
import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';

/** Where this program looks for newer ones, and whose they have to be; packed beside the page, where nobody alters it. */
const FeedAddress = Type.Object({
  /** The folder that holds `latest*.yml`; https, or loopback for whoever tries it out. */
  url: Type.String({ pattern: '^(https://|http://127\\.0\\.0\\.1:)' }),
  /** Ed25519 in PEM. */
  publicKey: Type.String({ pattern: '^-----BEGIN PUBLIC KEY-----' }),
});
export type FeedAddress = Static<typeof FeedAddress>;

/** @returns null when this program was packed to look nowhere. @throws when the file says nothing we know. */
export function readFeedAddress(file: string): FeedAddress | null {
  if (!existsSync(file)) return null;
  const found: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (!Value.Check(FeedAddress, found)) throw new Error(`${file} does not say where updates are.`);
  return found;
}
