import { newToken, SecretsUnavailable, type SecretsState } from '../core/kernel/index.ts';
import type { SecretPlace } from './secret-store.ts';

/** The system may be asking a person for the keychain's password meanwhile. */
const CALL_DEADLINE_MS = 60_000;

/** A keychain that takes and gives back what it is asked to, or why there is none. */
export type Keychain =
  | { readonly kind: 'usable'; readonly place: SecretPlace }
  | { readonly kind: Exclude<SecretsState, 'damaged'>; readonly message: string };

/**
 * The system's keychain: Secret Service on Linux, Keychain on macOS, Credential Manager on Windows. One entry for each
 * secret, under a service name of this installation alone.
 *
 * It is proved by writing and reading back, because some keychains answer "nothing there" while they are locked.
 */
export async function openKeychain(installationId: string): Promise<Keychain> {
  const service = `Holdfast/${installationId}`;
  try {
    // Loaded here, because on a system it has no binary for it throws, and that is a system without a keychain.
    const { AsyncEntry } = await import('keytar').catch((cause: unknown) => {
      throw new SecretsUnavailable(SENTENCES.absent, { state: 'absent', cause });
    });
    // A fresh entry for each call: one that was made before the keychain was restarted stays broken. Linux is pinned to
    // Secret Service; unpinned, the kernel's keyring would take the keys without a word and lose them at a reboot.
    const entry = (name: string) => new AsyncEntry(service, name, { linux: { store: 'secret-service' } });
    const place: SecretPlace = {
      backend: 'keychain',
      read: (name) => asked(() => entry(name).getPassword()),
      write: (name, text) => asked(() => entry(name).setPassword(text)),
      remove: async (name) => void (await asked(() => entry(name).deletePassword())),
    };
    const written = newToken();
    await asked(() => entry('probe').setPassword(written));
    const read = await asked(() => entry('probe').getPassword());
    if (read !== written) return { kind: 'locked', message: SENTENCES.locked };
    await asked(() => entry('probe').deletePassword());
    return { kind: 'usable', place };
  } catch (error) {
    if (!(error instanceof SecretsUnavailable) || error.state === 'damaged') throw error;
    return { kind: error.state, message: error.message };
  }
}

const SENTENCES = {
  locked: 'The system keychain is locked. Unlock it, for example by signing in to the desktop, and try again.',
  denied: 'The system keychain refused Holdfast. Allow it to use its own entries there, named Holdfast, and try again.',
  absent: 'There is no system keychain that this user can reach from here.',
} as const;

/** Ask the keychain and put its answer into our states. @throws SecretsUnavailable with its words as the cause. */
async function asked<T>(ask: () => Promise<T>): Promise<T> {
  const { promise: tooLong, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new Error(`the keychain did not answer within ${CALL_DEADLINE_MS / 1000} s: still locked`)),
    CALL_DEADLINE_MS,
  );
  try {
    return await Promise.race([ask(), tooLong]);
  } catch (cause) {
    const state = stateOf(String((cause as Error).message));
    throw new SecretsUnavailable(SENTENCES[state], { state, cause });
  } finally {
    clearTimeout(timer);
  }
}

/**
 * What a keychain's error means; its library gives words alone. What nobody foresaw counts as a refusal, because that
 * never leads to new keys.
 */
export function stateOf(words: string): Exclude<SecretsState, 'damaged'> {
  // Linux: the prompt nobody answered. macOS: -128 cancelled, -25308 no interaction allowed, -25293 wrong password.
  if (
    /prompt was dismissed|prompt dismissed|locked|user canceled|interaction is not allowed|passphrase .* not correct/i.test(
      words,
    )
  )
    return 'locked';
  if (/AccessDenied|access denied|permission denied|entitlement/i.test(words)) return 'denied';
  // Linux: no bus, nobody behind it, or a service that has no keychain yet ("no result found"). macOS: -25294, -25291.
  // Windows: a logon without a credential set, as a service has.
  if (/DBus error|D-Bus|no result found|no secret service|could not be found|not available|logon session/i.test(words))
    return 'absent';
  return 'denied';
}
