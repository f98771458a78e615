import type { ManagerDb, ReadDb } from '../kernel/index.ts';

/** Where the audit stands: its last entry. The hash is null while entries are not chained. */
export type AuditHead = { readonly seq: number; readonly hash: string | null };

/** The last audit entry, or null when nothing was recorded. Entries carry no hash yet, so none is claimed. */
export function auditHead(db: ManagerDb | ReadDb): AuditHead | null {
  const seq = db.prepare<[], number | null>('SELECT max(seq) FROM audit').pluck().get() ?? null;
  return seq === null ? null : { seq, hash: null };
}
