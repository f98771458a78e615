import { existsSync, readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import {
  SecretsUnavailable,
  syncFolder,
  writeFileAtomically,
  type Clock,
  type Log,
  type SecretStore,
} from '../core/kernel/index.ts';
import type { Keychain } from './keychain.ts';
import { keyFilePath, keyFilePlace } from './key-file.ts';
import { openPassphraseFile, passphraseFilePath } from './passphrase-file.ts';
import { createSecretStore, SECRET_ENTRIES, type SecretPlace } from './secret-store.ts';

type Backend = SecretStore['backend'];

/** What there is at a start; `decide` needs no more. */
export type SecretFacts = {
  /** Where the keys of this installation are; null when it has none yet. */
  readonly home: Backend | null;
  readonly keychain: Keychain['kind'];
  readonly hasPassphraseFile: boolean;
  /** Somebody named a passphrase for this start. */
  readonly isPassphraseGiven: boolean;
  /** The owner said that what cannot be reached is given up. */
  readonly givesUp: boolean;
};

export type SecretChoice =
  | { readonly kind: 'use'; readonly backend: Backend; readonly needsPassphrase: boolean }
  /** No keychain and no keys yet: a passphrase is asked for where there is somebody to ask, else it is the key file. */
  | { readonly kind: 'ask' }
  /** Nothing was changed, and nothing is made anew. */
  | { readonly kind: 'refuse' };

/**
 * SEC-01's ladder: keychain, else a file under a passphrase, else the key file. Up by itself; down only when the owner
 * says so. Keys that are in a keychain nobody can reach are never replaced in silence.
 */
export function decideSecrets(facts: SecretFacts): SecretChoice {
  const { home, keychain, hasPassphraseFile, isPassphraseGiven, givesUp } = facts;
  const use = (backend: Backend, needsPassphrase = false): SecretChoice => ({ kind: 'use', backend, needsPassphrase });
  if (keychain === 'usable') return use('keychain', hasPassphraseFile && home !== 'keychain');
  if (home === 'keychain' && !givesUp) return { kind: 'refuse' };
  if (isPassphraseGiven) return use('passphrase-file', true);
  if (home === 'passphrase-file') return use('passphrase-file', true);
  if (home === 'key-file') return use('key-file');
  // A locked keychain is no missing one: the keys belong into it, unless the owner says otherwise.
  if (keychain !== 'absent' && !givesUp) return { kind: 'refuse' };
  return { kind: 'ask' };
}

export type OpenSecretsDeps = {
  readonly installationId: string;
  /** The file that remembers where the keys are; holds nothing secret. */
  readonly homeFile: string;
  /** Where files of keys lie. */
  readonly keyFolder: string;
  readonly keychain: Keychain;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
  /** Named for this start, by a file descriptor; null when none was. */
  readonly passphrase: string | null;
  /**
   * Ask a person: `open` for the passphrase of the file there is, `make` for a new one.
   * @returns null when there is nobody to ask, or for `make` when they want none.
   */
  readonly ask: (what: 'open' | 'make') => Promise<string | null>;
  readonly givesUp: boolean;
};

/**
 * Open the secrets of an installation on the best rung there is, and move them up when a better one appeared: copied, read
 * back, and only then deleted where they were. Interrupted anywhere, the next start does the rest.
 *
 * @throws SecretsUnavailable with what to do; nothing was changed then.
 */
export async function openSecrets(deps: OpenSecretsDeps): Promise<SecretStore> {
  const { installationId, keyFolder, keychain } = deps;
  const files = {
    'passphrase-file': passphraseFilePath(keyFolder, installationId),
    'key-file': keyFilePath(keyFolder, installationId),
  };
  const hasPassphraseFile = existsSync(files['passphrase-file']);
  const home = secretsHome(deps);
  const choice = decideSecrets({
    home,
    keychain: keychain.kind,
    hasPassphraseFile,
    isPassphraseGiven: deps.passphrase !== null,
    givesUp: deps.givesUp,
  });
  if (choice.kind === 'refuse') throw refused(keychain, home);

  let passphrase = deps.passphrase;
  let backend: Backend;
  if (choice.kind === 'ask') {
    passphrase = await deps.ask('make');
    backend = passphrase === null ? 'key-file' : 'passphrase-file';
  } else {
    backend = choice.backend;
    if (choice.needsPassphrase) passphrase ??= await deps.ask('open');
    if (choice.needsPassphrase && passphrase === null) throw passphraseMissing(files['passphrase-file']);
  }
  const places: { readonly [B in Backend]: () => Promise<SecretPlace> } = {
    keychain: async () => (keychain as Extract<Keychain, { kind: 'usable' }>).place,
    'passphrase-file': () => openPassphraseFile(keyFolder, installationId, passphrase!),
    'key-file': async () => keyFilePlace(keyFolder, installationId),
  };
  const place = await places[backend]();

  // From the bottom up, so that of two copies the better kept one has the last word.
  for (const lower of ['key-file', 'passphrase-file'] as const) {
    if (lower === backend) break;
    if (!existsSync(files[lower])) continue;
    // A copy that was to go when we were interrupted: the keychain has had it, so nobody is asked for its passphrase.
    if (lower === 'passphrase-file' && passphrase === null) continue;
    await copy(await places[lower](), place, home === backend);
    deps.log.info('secrets.moved', { from: lower, to: backend });
  }
  // Where they are is noted before the old copy goes: what is left of it then is a copy and no home.
  if (readHome(deps.homeFile) !== backend) writeFileAtomically(deps.homeFile, `${backend}\n`);
  for (const lower of ['key-file', 'passphrase-file'] as const) {
    if (lower === backend) break;
    if (!existsSync(files[lower])) continue;
    rmSync(files[lower]);
    syncFolder(dirname(files[lower]));
  }
  return createSecretStore(place, deps.clock);
}

/**
 * The secrets of an installation where they are, for a look that decides nothing: no home is noted, nothing is moved, and
 * nobody is asked for a new passphrase. Not for writing; whoever serves or restores next climbs the ladder as if nobody had
 * looked. Empty when it has none yet.
 *
 * @throws SecretsUnavailable with what to do.
 */
export async function lookAtSecrets(deps: Omit<OpenSecretsDeps, 'givesUp' | 'log'>): Promise<SecretStore> {
  const { installationId, keyFolder, keychain } = deps;
  const home = secretsHome(deps);
  // Where nothing says where they are, a keychain that is only locked may have them.
  const backend = home ?? (keychain.kind === 'absent' ? 'key-file' : 'keychain');
  if (backend === 'key-file') return createSecretStore(keyFilePlace(keyFolder, installationId), deps.clock);
  if (backend === 'keychain') {
    if (keychain.kind !== 'usable') throw refused(keychain, home);
    return createSecretStore(keychain.place, deps.clock);
  }
  const passphrase = deps.passphrase ?? (await deps.ask('open'));
  if (passphrase === null) throw passphraseMissing(passphraseFilePath(keyFolder, installationId));
  return createSecretStore(await openPassphraseFile(keyFolder, installationId, passphrase), deps.clock);
}

/** Where the keys of an installation are; null when it has none yet. @throws SecretsUnavailable when nobody can say. */
export function secretsHome({
  installationId,
  homeFile,
  keyFolder,
}: Pick<OpenSecretsDeps, 'installationId' | 'homeFile' | 'keyFolder'>): Backend | null {
  const noted = readHome(homeFile);
  if (noted !== null) return noted;
  if (existsSync(passphraseFilePath(keyFolder, installationId))) return 'passphrase-file';
  return existsSync(keyFilePath(keyFolder, installationId)) ? 'key-file' : null;
}

/** @param keepsOwn the place to copy to is where the keys are already: only what it lacks is taken over. */
async function copy(from: SecretPlace, to: SecretPlace, keepsOwn: boolean): Promise<void> {
  for (const entry of SECRET_ENTRIES) {
    const text = await from.read(entry);
    if (keepsOwn && (text === null || (await to.read(entry)) !== null)) continue;
    if (text === null) await to.remove(entry);
    else await to.write(entry, text);
    if ((await to.read(entry)) !== text)
      throw new SecretsUnavailable('The system keychain did not keep what it was given. Unlock it, and start again.', {
        state: 'locked',
      });
  }
}

function readHome(path: string): Backend | null {
  if (!existsSync(path)) return null;
  const text = readFileSync(path, 'utf8').trim();
  if (text === 'keychain' || text === 'passphrase-file' || text === 'key-file') return text;
  throw new SecretsUnavailable(
    `${path} is damaged. Write into it where the keys of this installation are: keychain, passphrase-file or key-file.`,
  );
}

const passphraseMissing = (file: string) =>
  new SecretsUnavailable(
    `The keys are in ${file} under a passphrase. Give it with --secrets-passphrase-fd, or start at a terminal.`,
    { state: 'locked' },
  );

function refused(keychain: Keychain, home: Backend | null): SecretsUnavailable {
  if (keychain.kind === 'usable') throw new Error('a usable keychain is never refused');
  const more =
    home === 'keychain'
      ? 'The keys of this installation are in it, nothing was changed. If it is gone for good, start once with --new-keys: everyone signs in anew.'
      : 'Or keep the keys in a file under a passphrase: --secrets-passphrase-fd.';
  return new SecretsUnavailable(`${keychain.message} ${more}`, { state: keychain.kind });
}
