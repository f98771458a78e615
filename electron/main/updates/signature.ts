import { createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import type { Offer } from './judge-offer.ts';

/**
 * What a release signs: the version with the hash of its file, so that neither an altered file nor an old one under a new
 * number passes for ours. One mechanism for all systems, because an AppImage knows no other.
 */
const signedText = ({ version, sha512 }: Pick<Offer, 'version' | 'sha512'>): Buffer =>
  Buffer.from(`Holdfast update\n${version}\n${sha512}\n`);

/** @param key Ed25519, private: only whoever makes a release has it. @returns base64. */
export const signOffer = (offer: Pick<Offer, 'version' | 'sha512'>, key: KeyObject): string =>
  sign(null, signedText(offer), key).toString('base64');

/** @param publicKey Ed25519 in PEM, as it was packed with the program. */
export function isOfferSigned(offer: Offer, publicKey: string): boolean {
  const key = createPublicKey(publicKey);
  // Another kind of key would bring its own idea of a signature.
  if (key.asymmetricKeyType !== 'ed25519') throw new Error('The key for updates is not an Ed25519 key.');
  return verify(null, signedText(offer), key, Buffer.from(offer.signature, 'base64'));
}
