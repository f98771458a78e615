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
import { openKeychain, openSecrets } from '../manager/index.ts';
import { askForPassphrase } from './keys-passphrase.ts';

/**
 * The keys of a data folder for a command that runs alone on it, on whichever rung of the ladder they are.
 *
 * @param how `passphrase` as it was given, null when none was; `mayMake` whether this is a moment to choose where keys live:
 *   a restore on a fresh machine is, a look at what there is is not.
 * @throws SecretsUnavailable with what to do; nothing was changed then.
 */
export async function openSecretsAlone(
  { data, installationId }: Instance,
  how: { readonly passphrase: string | null; readonly mayMake: boolean },
): Promise<SecretStore> {
  const logFile = createRotatingFile(join(data.logs, 'manager.log'));
  try {
    const interrupted = new AbortController();
    return await openSecrets({
      installationId,
      homeFile: data.keysHome,
      keyFolder: defaultKeyFolder(),
      keychain: await openKeychain(installationId),
      clock: systemClock,
      log: createLog('manager', logFile),
      passphrase: how.passphrase,
      ask: async (what) =>
        what === 'make' && !how.mayMake
          ? null
          : askForPassphrase(what, {
              mayAsk: true,
              stop: () => interrupted.abort(new SecretsUnavailable('No passphrase was given.', { state: 'locked' })),
              signal: interrupted.signal,
            }),
      givesUp: false,
    });
  } finally {
    logFile.close();
  }
}
