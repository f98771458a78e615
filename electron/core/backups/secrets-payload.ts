import type { SecretName, SecretStore } from '../kernel/index.ts';
import { BackupError } from './problem.ts';

/**
 * What a backup carries so that a new machine can read what is in the databases. Never signing keys: a restore makes new
 * ones, so that a stolen backup signs nobody in. The backup identity goes along so that the machine restored to can open
 * older backups too; whoever reads this file holds a key of the same power already.
 */
export const CARRIED_SECRETS = ['data-key', 'audit-key', 'backup-identity'] as const satisfies readonly SecretName[];
export type CarriedSecrets = Partial<Record<(typeof CARRIED_SECRETS)[number], string>>;

/** What each looks like (`SecretName`): one that does not would be refused by the store when it is too late to say no. */
const SHAPES: Readonly<Record<string, RegExp>> = {
  'data-key': /^[A-Za-z0-9_-]{43}$/,
  'audit-key': /^[A-Za-z0-9_-]{43}$/,
  'backup-identity': /^AGE-SECRET-KEY-1[A-Z0-9]{58}$/,
} satisfies Record<(typeof CARRIED_SECRETS)[number], RegExp>;

export async function gatherSecrets(store: SecretStore): Promise<CarriedSecrets> {
  const found: CarriedSecrets = {};
  for (const name of CARRIED_SECRETS) {
    const value = await store.get(name);
    if (value !== null) found[name] = value;
  }
  return found;
}

/** @throws BackupError `hostile` for anything but the secrets we know, as text. */
export function parseSecrets(text: string): CarriedSecrets {
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    throw notOurs();
  }
  if (typeof found !== 'object' || found === null || Array.isArray(found)) throw notOurs();
  for (const [name, value] of Object.entries(found))
    if (typeof value !== 'string' || !Object.hasOwn(SHAPES, name) || !SHAPES[name]!.test(value)) throw notOurs();
  return found;
}

const notOurs = () =>
  new BackupError('hostile', 'Holdfast did not make the content of this file: its keys are not what it keeps.');
