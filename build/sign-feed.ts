import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { signOffer } from '../electron/main/updates/signature.ts';

/**
 * Put our signature of every file into what electron-builder announces (`latest*.yml`), so that an app takes nothing that
 * whoever has the server, and not the key, puts there.
 *
 * @param privateKey Ed25519 in PEM.
 * @returns the announcements that were signed. @throws when one of them names no file we could sign.
 */
export function signFeed(folder: string, privateKey: string): string[] {
  const key = createPrivateKey(privateKey);
  if (key.asymmetricKeyType !== 'ed25519') throw new Error('The key for updates is not an Ed25519 key.');
  const announcements = readdirSync(folder).filter((name) => /^latest.*\.yml$/.test(name));
  for (const name of announcements) {
    const file = join(folder, name);
    const text = readFileSync(file, 'utf8');
    if (/^signatures:/m.test(text)) throw new Error(`${name} is signed already.`);
    // JSON is YAML too.
    writeFileSync(file, `${text.trimEnd()}\nsignatures: ${JSON.stringify(signaturesOf(name, text, key))}\n`);
  }
  return announcements;
}

function signaturesOf(name: string, text: string, key: KeyObject): Record<string, string> {
  const version = /^version: (\S+)$/m.exec(text)?.[1];
  const files = [...text.matchAll(/^ {2}- url: (.+)\n {4}sha512: (\S+)$/gm)];
  if (version === undefined || files.length === 0) throw new Error(`${name} names no file: nothing can be signed.`);
  return Object.fromEntries(files.map(([, url, sha512]) => [url!, signOffer({ version, sha512: sha512! }, key)]));
}
