import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { FILE_MODE, SecretsUnavailable, syncFolder, type SecretStore } from '../kernel/index.ts';
import { readAge, recipientOf, writeAge } from './age-file.ts';
import { parseSecrets, type CarriedSecrets } from './secrets-payload.ts';

const FILE = 'keys.age';

/**
 * Keys that a generation's databases need, kept in its folder, sealed to this machine's backup identity, until they are in
 * the store. The flip of `current` and the store cannot change together; with this, whichever generation a killed process
 * left current finds its keys at the next start.
 */
export async function keepKeys(folder: string, keys: CarriedSecrets, backupIdentity: string): Promise<void> {
  const recipient = await recipientOf(backupIdentity);
  if (recipient === null) throw new Error('the backup identity is none');
  // Beside and renamed: half of it in the generation in use would keep the house from starting.
  const temporary = join(folder, `${FILE}.tmp`);
  const fd = openSync(temporary, 'w', FILE_MODE);
  try {
    const writer = await writeAge(fd, [recipient]);
    writer.write(Buffer.from(JSON.stringify(keys)));
    writer.end();
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(temporary, join(folder, FILE));
  syncFolder(folder);
}

/**
 * Put a generation's own keys into the store, if it brought some. Safe to repeat.
 *
 * @throws SecretsUnavailable when they cannot be opened: without them its sealed columns would be lost on the next write
 */
export async function applyKeys(folder: string, secrets: SecretStore): Promise<void> {
  const file = join(folder, FILE);
  if (!existsSync(file)) return;
  const identity = await secrets.get('backup-identity');
  if (identity === null)
    throw new SecretsUnavailable(
      'The keys of the restored data cannot be opened: the backup identity is gone. Restore again with the recovery kit.',
    );
  const reader = await readAge(file, [identity]);
  let text = '';
  try {
    for (let piece = reader.next(); piece !== null; piece = reader.next()) text += piece.toString('utf8');
  } finally {
    reader.close();
  }
  const keys = parseSecrets(text);
  for (const name of ['data-key', 'audit-key'] as const) {
    const value = keys[name];
    if (value !== undefined && value !== (await secrets.get(name))) await secrets.set(name, value);
  }
  rmSync(file);
}
