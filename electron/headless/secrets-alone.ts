import { join } from 'node:path';
import {
  createLog,
  createRotatingFile,
  defaultKeyFolder,
  SecretsUnavailable,
  systemClock,
  type Instance,
  type SecretStore,
} from '../core/kernel/index.ts';
import { lookAtSecrets, openKeychain, openSecrets } from '../manager/index.ts';
import { askForPassphrase } from './keys-passphrase.ts';

/**
 * The keys of a data folder for a command that runs alone on it, on whichever rung of the ladder they are. This is a moment
 * to choose where keys live, as a restore on a fresh machine is.
 *
 * @param passphrase as it was given, null when none was.
 * @throws SecretsUnavailable with what to do; nothing was changed then.
 */
export async function openSecretsAlone(instance: Instance, passphrase: string | null): Promise<SecretStore> {
  const logFile = createRotatingFile(join(instance.data.logs, 'manager.log'));
  try {
    const log = createLog('manager', logFile);
    return await openSecrets({ ...(await placesOf(instance, passphrase)), log, givesUp: false });
  } finally {
    logFile.close();
  }
}

/** The same for a look at what there is: where keys live is left as it is, and open where nobody chose it yet. */
export const lookAtSecretsAlone = async (instance: Instance, passphrase: string | null): Promise<SecretStore> =>
  lookAtSecrets(await placesOf(instance, passphrase));

async function placesOf({ data, installationId }: Instance, passphrase: string | null) {
  const interrupted = new AbortController();
  return {
    installationId,
    homeFile: data.keysHome,
    keyFolder: defaultKeyFolder(),
    keychain: await openKeychain(installationId),
    clock: systemClock,
    passphrase,
    ask: (what: 'open' | 'make') =>
      askForPassphrase(what, {
        mayAsk: true,
        stop: () => interrupted.abort(new SecretsUnavailable('No passphrase was given.', { state: 'locked' })),
        signal: interrupted.signal,
      }),
  };
}
