import { record } from '../core/audit/index.ts';
import {
  newToken,
  raiseGlobalEpoch,
  type Clock,
  type Log,
  type ManagerDb,
  type Secret,
  type SecretName,
  type SecretStore,
  type SecretVersion,
} from '../core/kernel/index.ts';

/** How one secret is put in place of another. A slice whose key has none cannot rotate it, and the owner is told so. */
export type Rotation = {
  /** For the owner, before they do it. */
  readonly effect: string;
  readonly make: () => string | Promise<string>;
  /** Seal anew what the old key sealed. Runs inside the transaction that makes the new version the one in use. */
  readonly rewrap: (next: Secret, old: Secret | null) => void;
  /** The new key is in use: hand it to whoever holds the old one. */
  readonly use: (value: string) => void;
};
export type Rotations = { readonly [Name in SecretName]?: Rotation };

/** Every token there is was signed with the old key, so all sessions end with it (SESS-02). */
export const signingKeyRotation = (db: ManagerDb, use: (key: string) => void): Rotation => ({
  effect: 'Everyone is signed out and signs in anew.',
  make: newToken,
  rewrap: () => raiseGlobalEpoch(db),
  use,
});

/** Which version of a key the database was sealed with; null when it was never rotated. */
export function secretInUse(db: ManagerDb, name: SecretName): SecretVersion | null {
  return (
    db
      .prepare<[string], SecretVersion>('SELECT version, created_at AS createdAt FROM secret_in_use WHERE name = ?')
      .get(name) ?? null
  );
}

/** Rotate one secret: new key, one transaction, old key gone (SEC-05). @throws SecretsUnavailable; the old key holds then. */
export async function rotateSecret(
  deps: { readonly db: ManagerDb; readonly clock: Clock; readonly log: Log; readonly secrets: SecretStore },
  name: SecretName,
  rotation: Rotation,
  actor: string,
): Promise<number> {
  const { db, clock, log, secrets } = deps;
  const done = { version: 0 };
  await secrets.rotate(name, rotation.make, (next, old) => {
    const { version, createdAt } = next;
    db.transaction(() => {
      rotation.rewrap(next, old);
      db.prepare('INSERT OR REPLACE INTO secret_in_use (name, version, created_at) VALUES (?, ?, ?)').run(
        name,
        version,
        createdAt,
      );
      record(db, { at: clock.now(), actor, event: 'secret.rotated', detail: { name, version } });
    }).immediate();
    done.version = version;
    // At once: what is signed with the old key from here on would be refused a moment later.
    rotation.use(next.value);
  });
  log.info('secret.rotated', { name, version: done.version });
  return done.version;
}
