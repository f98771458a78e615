import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  makePrivateFolder,
  SecretsUnavailable,
  writeFileAtomically,
  type SecretName,
  type SecretStore,
} from '../core/kernel/index.ts';

/**
 * The last rung of SEC-01's ladder, so that a first run works on a machine without a keychain: a 0600 file outside the
 * data folder, one per installation. Said in status until something better holds the keys.
 */
export function createKeyFile(folder: string, installationId: string): SecretStore {
  const path = join(folder, `keys-${installationId}.json`);
  const load = (): Partial<Record<SecretName, unknown>> => {
    if (!existsSync(path)) return {};
    if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0)
      throw new SecretsUnavailable(`The key file ${path} can be read by others. Run: chmod 600 '${path}'`);
    let keys: unknown;
    try {
      keys = JSON.parse(readFileSync(path, 'utf8'));
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw unusable('read', error);
    }
    if (typeof keys !== 'object' || keys === null || Array.isArray(keys))
      throw new SecretsUnavailable(
        `The key file ${path} is damaged. Move it away and start again: a new key is made, and everyone signs in anew.`,
      );
    return keys;
  };
  const unusable = (verb: 'read' | 'written', cause: unknown) =>
    new SecretsUnavailable(
      `The key file ${path} cannot be ${verb} (${(cause as NodeJS.ErrnoException).code}). Give this user access to it.`,
      { cause },
    );
  return {
    backend: 'key-file',
    get: async (name) => {
      const value = load()[name];
      return typeof value === 'string' ? value : null;
    },
    set: async (name, value) => {
      const keys = { ...load(), [name]: value };
      try {
        makePrivateFolder(folder);
        writeFileAtomically(path, `${JSON.stringify(keys)}\n`);
      } catch (error) {
        throw unusable('written', error);
      }
    },
  };
}
