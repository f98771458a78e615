import {
  SECRET_NAMES,
  type Clock,
  type Secret,
  type SecretName,
  type SecretStore,
  type SecretVersion,
} from '../core/kernel/index.ts';

/** SEC-07: 32 random bytes are 43 characters in base64url, and more in any other way of writing them. */
const SHORTEST = 43;
/** The smallest store takes 2.5 KB (Windows); the rest of an entry is under 50 bytes. */
const LONGEST_BYTES = 1024;

/** Entries of a place: each secret, and the one that is to follow it while it is being rotated. */
export type SecretEntry = SecretName | `${SecretName}.next`;
export const SECRET_ENTRIES: readonly SecretEntry[] = SECRET_NAMES.flatMap((name) => [name, `${name}.next` as const]);

/** A rung of SEC-01's ladder: keeps short texts under a name. Each change is whole or not done. */
export type SecretPlace = {
  readonly backend: SecretStore['backend'];
  /** null when there is none. @throws SecretsUnavailable, as all three. */
  readonly read: (entry: SecretEntry) => Promise<string | null>;
  readonly write: (entry: SecretEntry, text: string) => Promise<void>;
  /** Safe to repeat. */
  readonly remove: (entry: SecretEntry) => Promise<void>;
};

/** Versions, ages and rotation, whatever the place. One change at a time. */
export function createSecretStore(place: SecretPlace, clock: Pick<Clock, 'now'>): SecretStore {
  let inUse: ((name: SecretName) => SecretVersion | null) | null = null;
  let last: Promise<unknown> = Promise.resolve();
  const oneAtATime = <T>(run: () => Promise<T>): Promise<T> => {
    const mine = last.then(run);
    last = mine.catch(() => {}); // whoever asked hears of it
    return mine;
  };

  const read = async (entry: SecretEntry): Promise<Secret | null> => {
    const text = await place.read(entry);
    return text === null ? null : parse(text);
  };
  /** The key in use, after settling what a crash or a locked keychain left half done. */
  const current = async (name: SecretName): Promise<Secret | null> => {
    const next = inUse && (await read(`${name}.next`));
    if (!inUse || !next) return read(name);
    const used = inUse(name);
    if (used?.version === next.version && used.createdAt === next.createdAt) await place.write(name, print(next));
    await place.remove(`${name}.next`);
    return read(name);
  };

  return {
    backend: place.backend,
    get: (name) => oneAtATime(async () => (await current(name))?.value ?? null),
    set: (name, value) =>
      oneAtATime(async () => {
        refuseUnfit(name, value);
        const old = await current(name);
        await place.write(name, print({ version: (old?.version ?? 0) + 1, createdAt: clock.now(), value }));
      }),
    list: () =>
      oneAtATime(async () => {
        const found = [];
        for (const name of SECRET_NAMES) {
          const secret = await current(name);
          if (secret) found.push({ name, version: secret.version, createdAt: secret.createdAt });
        }
        return found;
      }),
    rotate: (name, make, rewrap) =>
      oneAtATime(async () => {
        const old = await current(name);
        const value = await make();
        refuseUnfit(name, value);
        const next: Secret = { version: (old?.version ?? 0) + 1, createdAt: clock.now(), value };
        await place.write(`${name}.next`, print(next));
        try {
          rewrap(next, old);
        } catch (error) {
          await place.remove(`${name}.next`);
          throw error;
        }
        await place.write(name, print(next));
        await place.remove(`${name}.next`);
      }),
    settle: (read) => {
      inUse = read;
    },
    delete: (name) =>
      oneAtATime(async () => {
        await place.remove(`${name}.next`);
        await place.remove(name);
      }),
  };
}

function refuseUnfit(name: SecretName, value: string): void {
  // Our own code makes these, so it is a bug and not for the owner; the value stays out of the message.
  if (value.length < SHORTEST || Buffer.byteLength(value) > LONGEST_BYTES || /\s/.test(value))
    throw new Error(`${name} is no secret of 32 random bytes in at most 1 KB`);
}

/** One line a person who opens the keychain can read: `v3 2026-11-21T12:00:00.000Z <value>`. */
const print = ({ version, createdAt, value }: Secret): string =>
  `v${version} ${new Date(createdAt ?? 0).toISOString()} ${value}`;

/** What somebody put there by hand is the value itself; the user of a key judges whether it is fit (SESS-10). */
function parse(text: string): Secret {
  const match = /^v(\d+) (\S+Z) (\S+)$/.exec(text);
  const createdAt = match ? Date.parse(match[2]!) : Number.NaN;
  if (!match || Number.isNaN(createdAt)) return { version: 0, createdAt: null, value: text };
  return { version: Number(match[1]), createdAt, value: match[3]! };
}
