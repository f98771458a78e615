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
import { ok, type Result } from '../../shared/result.ts';
import { listenForCommands } from './command-socket.ts';
import { createManager } from './generations.ts';
import { openKeychain } from './keychain.ts';
import { forgetRefusal, noteRefusal } from './last-refusal.ts';
import type { Manager, ManagerDeps } from './manager.ts';
import { openSecrets, type OpenSecretsDeps } from './open-secrets.ts';

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
    return await openSecrets({
      ...how,
      installationId,
      homeFile: data.keysHome,
      keyFolder: defaultKeyFolder(),
      keychain: await openKeychain(installationId),
      clock: systemClock,
      log,
    });
  } catch (error) {
    if (!(error instanceof SecretsUnavailable)) throw error;
    log.error('secrets.unavailable', { state: error.state, error });
    noteRefusal(data, error.message);
    throw error;
  }
}

export type RunningManager = {
  readonly manager: Manager;
  /** No command is taken any more; the manager itself goes on until it is stopped. */
  readonly closeCommands: () => void;
};

/** A manager that also answers the command line, on a data folder that was claimed. */
export async function runManager(
  deps: Omit<ManagerDeps, 'generations' | 'clock'>,
): Promise<Result<RunningManager, 'database' | 'secrets'>> {
  const created = await createManager({ ...deps, clock: systemClock });
  if (!created.ok) return created;
  const { instance, log } = deps;
  forgetRefusal(instance.data);
  const manager = created.value;
  const closeCommands = await listenForCommands({ data: instance.data, dispatcher: manager.dispatcher, log });
  return ok({ manager, closeCommands });
}
