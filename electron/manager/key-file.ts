import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { makePrivateFolder, writeFileAtomically, type SecretName, type SecretStore } from '../core/kernel/index.ts';

/**
 * The last rung of SEC-01's ladder, so that a first run works on a machine without a keychain: a 0600 file outside the
 * data folder, one per installation. Said in status until something better holds the keys.
 */
export function createKeyFile(folder: string, installationId: string): SecretStore {
  const path = join(folder, `keys-${installationId}.json`);
  const load = (): Partial<Record<SecretName, string>> => {
    if (!existsSync(path)) return {};
    if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0)
      throw new Error(`The key file ${path} can be read by others. Run: chmod 600 '${path}'`);
    return JSON.parse(readFileSync(path, 'utf8')) as Partial<Record<SecretName, string>>;
  };
  return {
    backend: 'key-file',
    get: async (name) => load()[name] ?? null,
    set: async (name, value) => {
      makePrivateFolder(folder);
      writeFileAtomically(path, `${JSON.stringify({ ...load(), [name]: value })}\n`);
    },
  };
}
