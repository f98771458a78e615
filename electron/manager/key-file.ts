import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  makePrivateFolder,
  SecretsUnavailable,
  systemClock,
  writeFileAtomically,
  type SecretStore,
} from '../core/kernel/index.ts';
import { createSecretStore, type SecretEntry, type SecretPlace } from './secret-store.ts';

export const keyFilePath = (folder: string, installationId: string): string =>
  join(folder, `keys-${installationId}.json`);

/** A store on the key file alone; `openSecrets` climbs the whole ladder. */
export const createKeyFile = (folder: string, installationId: string): SecretStore =>
  createSecretStore(keyFilePlace(folder, installationId), systemClock);

/**
 * The last rung of SEC-01's ladder, so that a first run works on a machine without a keychain: a 0600 file outside the
 * data folder, one per installation. Said in status until something better holds the keys.
 */
export function keyFilePlace(folder: string, installationId: string): SecretPlace {
  const path = keyFilePath(folder, installationId);
  const load = (): Partial<Record<SecretEntry, string>> => {
    if (!existsSync(path)) return {};
    if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0)
      throw new SecretsUnavailable(`The key file ${path} can be read by others. Run: chmod 600 '${path}'`);
    let keys: unknown;
    try {
      keys = JSON.parse(readFileSync(path, 'utf8'));
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw unusable('read', error);
    }
    if (!isTexts(keys))
      throw new SecretsUnavailable(
        `The key file ${path} is damaged. Put a copy of it back, or move it away and start again: new keys are made, and everyone signs in anew.`,
      );
    return keys;
  };
  const save = (keys: Partial<Record<SecretEntry, string>>) => {
    try {
      makePrivateFolder(folder);
      writeFileAtomically(path, `${JSON.stringify(keys)}\n`);
    } catch (error) {
      throw unusable('written', error);
    }
  };
  const unusable = (verb: 'read' | 'written', cause: unknown) =>
    new SecretsUnavailable(
      `The key file ${path} cannot be ${verb} (${(cause as NodeJS.ErrnoException).code}). Give this user access to it.`,
      { cause },
    );
  return {
    backend: 'key-file',
    read: async (entry) => load()[entry] ?? null,
    write: async (entry, text) => save({ ...load(), [entry]: text }),
    remove: async (entry) => {
      const { [entry]: gone, ...rest } = load();
      if (gone !== undefined) save(rest);
    },
  };
}

/** Whether `keys` is an object of texts: what a file of keys holds. */
export const isTexts = (keys: unknown): keys is Record<string, string> =>
  typeof keys === 'object' &&
  keys !== null &&
  !Array.isArray(keys) &&
  Object.values(keys).every((value) => typeof value === 'string');
