import type { Role } from '../../../shared/lan/schemas.ts';
import { newEpoch, type AccountId, type LibraryId, type ManagerDb } from '../kernel/index.ts';

/** AUTH-06: how many former passwords may not come back. */
const REMEMBERED_PASSWORDS = 5;

export type AccountRow = {
  readonly id: AccountId;
  readonly name: string;
  readonly role: Role;
  readonly disabled: number;
  readonly passwordHash: string;
  readonly epoch: string;
  readonly createdAt: number;
  readonly passwordChangedAt: number;
  /** 1 while its password opens nothing but the form for a new one. */
  readonly mustChangePassword: number;
};

const COLUMNS = `id, name, role, disabled, password_hash AS passwordHash, epoch, created_at AS createdAt,
  password_changed_at AS passwordChangedAt,
  EXISTS (SELECT 1 FROM password_change_due WHERE account_id = account.id) AS mustChangePassword`;

/** One name, however it is typed: "Théo ", "théo" and "THÉO" are one account. */
export const nameKey = (name: string): string => name.normalize('NFKC').trim().toLowerCase();

export function insertAccount(
  db: ManagerDb,
  account: {
    readonly id: AccountId;
    readonly name: string;
    readonly role: Role;
    readonly passwordHash: string;
    readonly now: number;
  },
): AccountId {
  const { id } = account;
  db.prepare(
    `INSERT INTO account (id, name, name_key, role, password_hash, password_changed_at, epoch, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    id,
    account.name.normalize('NFC').trim(),
    nameKey(account.name),
    account.role,
    account.passwordHash,
    account.now,
    newEpoch(),
    account.now,
  );
  return id;
}

export function accountById(db: ManagerDb, id: string): AccountRow | undefined {
  return db.prepare<[string], AccountRow>(`SELECT ${COLUMNS} FROM account WHERE id = ?`).get(id);
}

export function accountByName(db: ManagerDb, name: string): AccountRow | undefined {
  return db.prepare<[string], AccountRow>(`SELECT ${COLUMNS} FROM account WHERE name_key = ?`).get(nameKey(name));
}

export function listAccounts(db: ManagerDb): (AccountRow & { readonly libraries: LibraryId[] })[] {
  return db
    .prepare<[], AccountRow>(`SELECT ${COLUMNS} FROM account ORDER BY created_at, id`)
    .all()
    .map((account) => ({ ...account, libraries: grantsOf(db, account.id) }));
}

/** Owners who could still sign in if `except` were gone. */
export function otherOwners(db: ManagerDb, except: string): number {
  return db
    .prepare<[string], number>(`SELECT count(*) FROM account WHERE role = 'owner' AND disabled = 0 AND id <> ?`)
    .pluck()
    .get(except)!;
}

export function grantsOf(db: ManagerDb, id: AccountId): LibraryId[] {
  return db
    .prepare<[string], LibraryId>('SELECT library_id FROM library_grant WHERE account_id = ? ORDER BY library_id')
    .pluck()
    .all(id);
}

export function setGrants(db: ManagerDb, id: AccountId, libraries: readonly string[]): void {
  db.prepare('DELETE FROM library_grant WHERE account_id = ?').run(id);
  const insert = db.prepare('INSERT OR IGNORE INTO library_grant (account_id, library_id) VALUES (?, ?)');
  for (const library of libraries) insert.run(id, library);
}

export function rename(db: ManagerDb, id: AccountId, name: string): void {
  db.prepare('UPDATE account SET name = ?, name_key = ? WHERE id = ?').run(
    name.normalize('NFC').trim(),
    nameKey(name),
    id,
  );
}

/** Whether the next sign-in must bring a new password first; `since` in ms, null for no. */
export function setPasswordChangeDue(db: ManagerDb, id: AccountId, since: number | null): void {
  db.prepare('DELETE FROM password_change_due WHERE account_id = ?').run(id);
  if (since !== null) db.prepare('INSERT INTO password_change_due (account_id, since) VALUES (?, ?)').run(id, since);
}

export function setRole(db: ManagerDb, id: AccountId, role: Role): void {
  // A new epoch is what ends live sessions: the server compares it on every request (SESS-13).
  db.prepare('UPDATE account SET role = ?, epoch = ? WHERE id = ?').run(role, newEpoch(), id);
}

export function setDisabled(db: ManagerDb, id: AccountId, disabled: boolean): void {
  db.prepare('UPDATE account SET disabled = ?, epoch = ? WHERE id = ?').run(Number(disabled), newEpoch(), id);
}

export function raiseEpoch(db: ManagerDb, id: AccountId): void {
  db.prepare('UPDATE account SET epoch = ? WHERE id = ?').run(newEpoch(), id);
}

export function deleteAccount(db: ManagerDb, id: AccountId): void {
  db.prepare('DELETE FROM account WHERE id = ?').run(id);
}

/** The current and the last hashes, newest first; in the order they were set, since a clock may be set back. */
export function rememberedHashes(db: ManagerDb, id: AccountId): string[] {
  return db
    .prepare<[string, string, number], string>(
      `SELECT password_hash FROM (
         SELECT password_hash, 1 AS current, 0 AS place FROM account WHERE id = ?
         UNION ALL SELECT password_hash, 0, rowid FROM password_history WHERE account_id = ?
       ) ORDER BY current DESC, place DESC LIMIT ?`,
    )
    .pluck()
    .all(id, id, REMEMBERED_PASSWORDS);
}

/** Store a new password: remembers the old one, ends every session (AUTH-19), and is the change that was due. */
export function replacePassword(db: ManagerDb, id: AccountId, passwordHash: string, now: number): void {
  db.prepare(
    `INSERT INTO password_history (account_id, password_hash, changed_at)
     SELECT id, password_hash, password_changed_at FROM account WHERE id = ?`,
  ).run(id);
  db.prepare(
    `DELETE FROM password_history WHERE account_id = ? AND rowid NOT IN (
       SELECT rowid FROM password_history WHERE account_id = ? ORDER BY rowid DESC LIMIT ?)`,
  ).run(id, id, REMEMBERED_PASSWORDS);
  db.prepare('UPDATE account SET password_hash = ?, password_changed_at = ?, epoch = ? WHERE id = ?').run(
    passwordHash,
    now,
    newEpoch(),
    id,
  );
  setPasswordChangeDue(db, id, null);
}

/** Store the same password under today's cost; sessions live on (AUTH-09). */
export function replaceHash(db: ManagerDb, id: AccountId, passwordHash: string): void {
  db.prepare('UPDATE account SET password_hash = ? WHERE id = ?').run(passwordHash, id);
}
