import type { ManagerDb, ReadDb } from '../kernel/index.ts';
import type { BackupFile } from './create.ts';

export type Place = 'own' | 'second';

export type BackupSettings = {
  /** `HH:MM` on this computer's clock. */
  readonly dailyAt: string;
  readonly secondFolder: string | null;
  /** 1 when it was on the disk of the data when it was chosen, 0 when not; null without one. */
  readonly secondSameDisk: number | null;
  readonly secondProblem: string | null;
  /** null until a recovery kit was issued: then only this computer opens its backups. */
  readonly recoveryRecipient: string | null;
  readonly kitIssuedAt: number | null;
  readonly kitGroup: number | null;
  readonly kitGroupHash: string | null;
  readonly kitConfirmedAt: number | null;
  /** Why the last try failed; null when it did not. */
  readonly problem: string | null;
  readonly drilledAt: number | null;
  readonly drillProblem: string | null;
};

/** Night, when nobody watches; before the update hour. */
const DEFAULT_DAILY_AT = '03:00';

const COLUMNS = {
  dailyAt: 'daily_at',
  secondFolder: 'second_folder',
  secondSameDisk: 'second_same_disk',
  secondProblem: 'second_problem',
  recoveryRecipient: 'recovery_recipient',
  kitIssuedAt: 'kit_issued_at',
  kitGroup: 'kit_group',
  kitGroupHash: 'kit_group_hash',
  kitConfirmedAt: 'kit_confirmed_at',
  problem: 'problem',
  drilledAt: 'drilled_at',
  drillProblem: 'drill_problem',
} as const satisfies Record<keyof BackupSettings, string>;

const EMPTY: BackupSettings = {
  dailyAt: DEFAULT_DAILY_AT,
  secondFolder: null,
  secondSameDisk: null,
  secondProblem: null,
  recoveryRecipient: null,
  kitIssuedAt: null,
  kitGroup: null,
  kitGroupHash: null,
  kitConfirmedAt: null,
  problem: null,
  drilledAt: null,
  drillProblem: null,
};

export function backupSettings(db: ManagerDb | ReadDb): BackupSettings {
  const columns = Object.entries(COLUMNS).map(([name, column]) => `${column} AS ${name}`);
  return db.prepare<[], BackupSettings>(`SELECT ${columns.join(', ')} FROM backup_settings`).get() ?? EMPTY;
}

export function changeBackupSettings(db: ManagerDb, changes: Partial<BackupSettings>): void {
  db.prepare('INSERT OR IGNORE INTO backup_settings (id, daily_at) VALUES (1, ?)').run(DEFAULT_DAILY_AT);
  for (const [name, value] of Object.entries(changes))
    db.prepare(`UPDATE backup_settings SET ${COLUMNS[name as keyof BackupSettings]} = ?`).run(value);
}

export type BackupRow = {
  readonly id: string;
  readonly fileName: string;
  readonly madeAt: number;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly holdfast: string;
  readonly counts: { readonly accounts: number; readonly items: number; readonly progress: number };
  readonly copies: readonly CopyRow[];
};

export type CopyRow = {
  readonly place: Place;
  /** null while it was not proved, or when its last proof failed. */
  readonly provenAt: number | null;
  /** When its bytes were last read through, whatever came of it; null when there was nothing to read. */
  readonly checkedAt: number | null;
  readonly problem: string | null;
};

/** Every backup we know of, newest first. */
export function listBackups(db: ManagerDb | ReadDb): BackupRow[] {
  const copiesOf = db.prepare<[string], CopyRow>(
    'SELECT place, proven_at AS provenAt, checked_at AS checkedAt, problem FROM backup_copy WHERE backup_id = ? ORDER BY place',
  );
  return db
    .prepare<[], Omit<BackupRow, 'counts' | 'copies'> & { counts: string }>(
      `SELECT id, file_name AS fileName, made_at AS madeAt, size_bytes AS sizeBytes, sha256, holdfast, counts
       FROM backup ORDER BY made_at DESC, id`,
    )
    .all()
    .map((row) => ({ ...row, counts: JSON.parse(row.counts) as BackupRow['counts'], copies: copiesOf.all(row.id) }));
}

/** Note a backup that was made and proved in its own place. */
export function addBackup(
  db: ManagerDb,
  { fileName, sizeBytes, sha256, manifest }: BackupFile,
  provenAt: number,
): void {
  const { manager, server, library } = manifest.databases;
  const counts: BackupRow['counts'] = {
    accounts: manager.counts['account'] ?? 0,
    items: library?.counts['item'] ?? 0,
    progress: server?.counts['progress'] ?? 0,
  };
  db.prepare('INSERT INTO backup (id, file_name, made_at, size_bytes, sha256, holdfast, counts) VALUES (?, ?, ?, ?, ?, ?, ?)').run(manifest.id, fileName, manifest.madeAt, sizeBytes, sha256, manifest.holdfast, JSON.stringify(counts)); // prettier-ignore
  noteCopy(db, manifest.id, 'own', { provenAt, checkedAt: provenAt, problem: null });
}

export function noteCopy(db: ManagerDb, backupId: string, place: Place, state: Omit<CopyRow, 'place'>): void {
  db.prepare(
    `INSERT INTO backup_copy (backup_id, place, proven_at, checked_at, problem) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET
       proven_at = excluded.proven_at, checked_at = excluded.checked_at, problem = excluded.problem`,
  ).run(backupId, place, state.provenAt, state.checkedAt, state.problem);
}

export function forgetBackup(db: ManagerDb, id: string): void {
  db.prepare('DELETE FROM backup WHERE id = ?').run(id);
}
