import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Decrypter, Encrypter, Stanza, type Identity, type Recipient } from 'age-encryption';
import { makePrivateFolder, SecretsUnavailable, writeFileAtomically } from '../core/kernel/index.ts';
import { isTexts } from './key-file.ts';
import type { SecretEntry, SecretPlace } from './secret-store.ts';

/** OWASP's sheet asks for 2^17 with these others; 128 MB for a third of a second, at the start and at each change. */
const WORK_FACTOR = 17;
/** What age itself refuses to try. */
const HIGHEST_WORK_FACTOR = 20;

export const passphraseFilePath = (folder: string, installationId: string): string =>
  join(folder, `keys-${installationId}.age`);

/**
 * The middle rung of SEC-01's ladder: the keys in an age file under a passphrase that somebody gives at every start.
 * `age --decrypt` opens it too. Made with its first secret.
 *
 * @throws SecretsUnavailable `locked` when the passphrase is not the one.
 */
export async function openPassphraseFile(
  folder: string,
  installationId: string,
  passphrase: string,
): Promise<SecretPlace> {
  const path = passphraseFilePath(folder, installationId);
  let keys: Partial<Record<SecretEntry, string>> = existsSync(path) ? await decrypt(path, passphrase) : {};
  const save = async (changed: Partial<Record<SecretEntry, string>>) => {
    const encrypter = new Encrypter();
    encrypter.addRecipient(passphraseRecipient(passphrase));
    const sealed = await encrypter.encrypt(JSON.stringify(changed));
    try {
      makePrivateFolder(folder);
      writeFileAtomically(path, sealed);
    } catch (cause) {
      throw unusable(path, 'written', cause);
    }
    keys = changed;
  };
  return {
    backend: 'passphrase-file',
    read: async (entry) => keys[entry] ?? null,
    write: (entry, text) => save({ ...keys, [entry]: text }),
    remove: async (entry) => {
      const { [entry]: gone, ...rest } = keys;
      if (gone !== undefined) await save(rest);
    },
  };
}

async function decrypt(path: string, passphrase: string): Promise<Partial<Record<SecretEntry, string>>> {
  if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0)
    throw new SecretsUnavailable(`The file of keys ${path} can be read by others. Run: chmod 600 '${path}'`);
  let sealed: Buffer;
  try {
    sealed = readFileSync(path);
  } catch (cause) {
    throw unusable(path, 'read', cause);
  }
  const decrypter = new Decrypter();
  let isWrong = false;
  decrypter.addIdentity(passphraseIdentity(passphrase, () => (isWrong = true)));
  let keys: unknown;
  try {
    keys = JSON.parse(await decrypter.decrypt(sealed, 'text'));
  } catch (cause) {
    if (isWrong)
      throw new SecretsUnavailable(`That is not the passphrase of ${path}. Nothing was changed; try again.`, {
        state: 'locked',
        cause,
      });
    throw damaged(path, cause);
  }
  if (!isTexts(keys)) throw damaged(path);
  return keys;
}

const damaged = (path: string, cause?: unknown) =>
  new SecretsUnavailable(
    `The file of keys ${path} is damaged. Put a copy of it back, or move it away and start again: new keys are made, and everyone signs in anew.`,
    { cause },
  );
const unusable = (path: string, verb: 'read' | 'written', cause: unknown) =>
  new SecretsUnavailable(
    `The file of keys ${path} cannot be ${verb} (${(cause as NodeJS.ErrnoException).code}). Give this user access to it.`,
    { cause },
  );

/**
 * age's own passphrase stanza (age-encryption.org/v1, section "The scrypt recipient type"), with Node's scrypt: the
 * library computes it in JavaScript on our thread, for seconds.
 */
function passphraseRecipient(passphrase: string): Recipient {
  return {
    async wrapFileKey(fileKey) {
      const salt = randomBytes(16);
      const cipher = createCipheriv('chacha20-poly1305', await stretch(passphrase, salt, WORK_FACTOR), NO_NONCE, TAG);
      const body = Buffer.concat([cipher.update(fileKey), cipher.final(), cipher.getAuthTag()]);
      return [new Stanza(['scrypt', unpadded(salt), String(WORK_FACTOR)], body)];
    },
  };
}

/** @param onWrong called when the file is one under a passphrase, and another one. */
function passphraseIdentity(passphrase: string, onWrong: () => void): Identity {
  return {
    async unwrapFileKey(stanzas) {
      const [stanza] = stanzas;
      const [type, salt, factor] = stanza?.args ?? [];
      // The format allows no second stanza beside it, and a work factor is a number without leading zeros.
      if (stanzas.length !== 1 || type !== 'scrypt' || !/^[1-9]\d?$/.test(factor ?? '')) return null;
      if (Number(factor) > HIGHEST_WORK_FACTOR || stanza!.body.length !== 32) return null;
      const key = await stretch(passphrase, Buffer.from(salt!, 'base64'), Number(factor));
      const decipher = createDecipheriv('chacha20-poly1305', key, NO_NONCE, TAG);
      decipher.setAuthTag(stanza!.body.subarray(16));
      try {
        return Buffer.concat([decipher.update(stanza!.body.subarray(0, 16)), decipher.final()]);
      } catch {
        onWrong(); // the tag does not match: what a wrong passphrase looks like
        return null;
      }
    },
  };
}

/** The format's: the key is used once, so the nonce is zero. */
const NO_NONCE = Buffer.alloc(12);
const TAG = { authTagLength: 16 };
const unpadded = (bytes: Buffer) => bytes.toString('base64').replaceAll('=', '');

const scryptAsync = promisify<string, Buffer, number, object, Buffer>(scrypt);
const stretch = (passphrase: string, salt: Buffer, factor: number): Promise<Buffer> =>
  scryptAsync(passphrase, Buffer.concat([Buffer.from('age-encryption.org/v1/scrypt'), salt]), 32, {
    N: 2 ** factor,
    r: 8,
    p: 1,
    maxmem: 2 ** factor * 1024 + 32 * 1024 * 1024, // 128 * N * r, and a little
  });
