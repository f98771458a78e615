import { join } from 'node:path';
import {
  createLog,
  createRotatingFile,
  defaultKeyFolder,
  SecretsUnavailable,
  systemClock,
  type Instance,
  type Log,
  type SecretStore,
} from '../core/kernel/index.ts';
import { openKeychain } from './keychain.ts';
import { forgetRefusal, noteRefusal } from './last-refusal.ts';
import { openSecrets, secretsHome, type OpenSecretsDeps } from './open-secrets.ts';

/** The manager's log in a data folder, for whoever runs a manager there. */
export function openManagerLog({ data }: Instance): { readonly log: Log; readonly close: () => void } {
  const file = createRotatingFile(join(data.logs, 'manager.log'));
  return { log: createLog('manager', file), close: () => file.close() };
}

/**
 * The keys of a claimed data folder, wherever they are. A refusal is noted for `holdfast status`.
 *
 * @throws SecretsUnavailable with what to do; nothing was changed then.
 */
export async function openKeys(
  { data, installationId }: Instance,
  log: Log,
  how: Pick<OpenSecretsDeps, 'passphrase' | 'ask' | 'givesUp'>,
): Promise<SecretStore> {
  try {
    const store = await openSecrets({
      ...how,
      installationId,
      homeFile: data.keysHome,
      keyFolder: defaultKeyFolder(),
      keychain: await openKeychain(installationId),
      clock: systemClock,
      log,
    });
    forgetRefusal(data);
    return store;
  } catch (error) {
    if (!(error instanceof SecretsUnavailable)) throw error;
    log.error('secrets.unavailable', { state: error.state, error });
    noteRefusal(data, error.message);
    throw error;
  }
}

/** Where the keys of a claimed data folder are; null when it has none yet. */
export const keysHome = ({ data, installationId }: Instance): SecretStore['backend'] | null =>
  secretsHome({ installationId, homeFile: data.keysHome, keyFolder: defaultKeyFolder() });
