import type { ManagerDb } from './database.ts';

const keys = new WeakMap<ManagerDb, string>();

/**
 * Lend a connection to manager.db the key its audit entries are sealed with, for as long as the connection lives. It is in
 * memory alone: entries share the transaction of the change they tell of, and no slice that makes one handles a key.
 *
 * @param key the secret `audit-key`, base64url.
 */
export function lendAuditKey(db: ManagerDb, key: string): void {
  keys.set(db, key);
}

/** @throws when none was lent: an entry without a seal must never come to be. */
export function auditKeyOf(db: ManagerDb): string {
  const key = keys.get(db);
  if (key === undefined) throw new Error('This connection to manager.db has no audit key.');
  return key;
}
