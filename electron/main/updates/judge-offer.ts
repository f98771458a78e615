import { createHash } from 'node:crypto';
import { createReadStream, existsSync, statSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { fail, ok, type Result } from '../../../shared/result.ts';

/** What the feed says of a newer Holdfast. */
export type Offer = {
  readonly version: string;
  readonly sizeBytes: number;
  /** Base64, as electron-builder writes it into the feed. */
  readonly sha512: string;
  /** Base64: ours over version and hash, see `signature.ts`; empty when the feed has none. */
  readonly signature: string;
};

export type OfferProblem = 'not-newer' | 'truncated' | 'changed' | 'not-signed';

/** Whether an offer is one at all: a version that is newer than ours (UPD-01: no downgrade). */
export function isNewer(version: string, own: string): boolean {
  const [theirs, ours] = [partsOf(version), partsOf(own)];
  if (theirs === null || ours === null) return false;
  const at = theirs.findIndex((part, index) => part !== ours[index]);
  return at !== -1 && theirs[at]! > ours[at]!;
}

/** Of `1.2.3`; a version with anything behind that is no release, and is not offered to anyone. */
function partsOf(version: string): number[] | null {
  return /^\d{1,6}\.\d{1,6}\.\d{1,6}$/.test(version) ? version.split('.').map(Number) : null;
}

/**
 * Whether a downloaded file is what was offered, whole, and signed by us. Looked at again right before it is installed.
 *
 * @param isSigned whether the offer, and with its hash the file, is ours; the feed's own hash proves nothing against
 *   whoever wrote the feed.
 */
export async function judgeFile(
  file: string,
  offer: Offer,
  own: string,
  isSigned: (offer: Offer) => boolean,
): Promise<Result<null, OfferProblem>> {
  if (!isNewer(offer.version, own)) return fail('not-newer', `Holdfast ${offer.version} is not newer than ${own}.`);
  if (!existsSync(file) || statSync(file).size !== offer.sizeBytes)
    return fail('truncated', 'The update was not downloaded whole. It is fetched again next time.');
  const hash = createHash('sha512');
  await pipeline(createReadStream(file), hash);
  if (hash.digest('base64') !== offer.sha512)
    return fail('changed', 'The update is not what was announced, so it was not installed.');
  if (!isSigned(offer))
    return fail('not-signed', 'The update does not carry the signature of Holdfast, so it was not installed.');
  return ok(null);
}
