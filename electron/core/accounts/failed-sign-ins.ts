import type { ReadDb, ServerDb } from '../kernel/index.ts';

/** HTTP-09: how far back failures count. */
export const FAILURE_WINDOW_MS = 15 * 60_000;

/** Moments of the failures that count, for the decision; times are ms since 1970. */
export function recentFailures(
  db: ServerDb,
  address: string,
  nameKey: string,
  now: number,
): { readonly forAddress: number[]; readonly forPair: number[] } {
  const rows = db
    .prepare<[string, number], { at: number; nameKey: string }>(
      'SELECT at, name_key AS nameKey FROM failed_sign_in WHERE address = ? AND at > ? ORDER BY at',
    )
    .all(address, now - FAILURE_WINDOW_MS);
  return {
    forAddress: rows.map((row) => row.at),
    forPair: rows.filter((row) => row.nameKey === nameKey).map((row) => row.at),
  };
}

/**
 * Count a try before its password is checked, so that a hundred at once cannot all slip through.
 *
 * @returns what takes this one try back, for when no password was checked after all.
 */
export function countTry(db: ServerDb, address: string, nameKey: string, now: number): () => void {
  db.prepare('DELETE FROM failed_sign_in WHERE at <= ?').run(now - FAILURE_WINDOW_MS);
  const counted = db.prepare('INSERT INTO failed_sign_in (address, name_key, at) VALUES (?, ?, ?)');
  const { lastInsertRowid } = counted.run(address, nameKey, now);
  return () => void db.prepare('DELETE FROM failed_sign_in WHERE rowid = ?').run(lastInsertRowid);
}

/** A good sign-in forgives this account's failures from this address. */
export function forgiveTries(db: ServerDb, address: string, nameKey: string): void {
  db.prepare('DELETE FROM failed_sign_in WHERE address = ? AND name_key = ?').run(address, nameKey);
}

export function banAddress(db: ServerDb, address: string, now: number, until: number, reason: string): void {
  db.prepare('INSERT OR REPLACE INTO ban (address, banned_at, until, reason) VALUES (?, ?, ?, ?)').run(
    address,
    now,
    until,
    reason,
  );
}

export function liftBan(db: ServerDb, address: string): boolean {
  db.prepare('DELETE FROM failed_sign_in WHERE address = ?').run(address);
  return db.prepare('DELETE FROM ban WHERE address = ?').run(address).changes === 1;
}

export type Ban = {
  readonly address: string;
  readonly bannedAt: number;
  readonly until: number;
  readonly reason: string;
};

/** Bans that still hold. */
export function currentBans(db: ServerDb | ReadDb, now: number): Ban[] {
  return db
    .prepare<[number], Ban>(
      'SELECT address, banned_at AS bannedAt, until, reason FROM ban WHERE until > ? ORDER BY until',
    )
    .all(now);
}
