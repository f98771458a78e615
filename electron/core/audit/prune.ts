import { auditKeyOf, type ManagerDb } from '../kernel/index.ts';
import { sealOf } from './chain.ts';
import { append, readMark, rowsAfter, setMark } from './store.ts';
import { createChainCheck, lastOwnKey, START, type ChainVerdict } from './verify.ts';

/** LOG-06: how long an entry is kept. */
export const AUDIT_RETENTION_MS = 180 * 24 * 3_600_000;
/** One call deletes at most this many, so that the manager's loop is not held up; some 20 ms. */
const BATCH = 1_000;

export type PruneOutcome =
  | { readonly kind: 'pruned'; readonly entries: number; readonly isMore: boolean }
  /** The oldest entries were tampered with: they are the evidence, so they stay. */
  | { readonly kind: 'kept'; readonly broken: NonNullable<ChainVerdict['broken']> };

/**
 * Delete the oldest entries, up to the first one that is young enough, and leave a sealed checkpoint that says where the
 * chain goes on. That it happened is an entry itself.
 */
export function pruneAudit(db: ManagerDb, now: number, batch = BATCH): PruneOutcome {
  const key = auditKeyOf(db);
  return db
    .transaction((): PruneOutcome => {
      const checkpoint = readMark(db, 'checkpoint');
      if (checkpoint && checkpoint.seal !== sealOf(key, 'checkpoint', checkpoint))
        return { kind: 'kept', broken: { seq: checkpoint.seq, problem: 'checkpoint-not-ours' } };
      const check = createChainCheck(key, checkpoint ?? START, lastOwnKey(db, key) ?? 0);
      let entries = 0;
      const rows = rowsAfter(db, Number.MIN_SAFE_INTEGER, batch);
      for (const row of rows) {
        if (row.at >= now - AUDIT_RETENTION_MS) break;
        const broken = check.next(row);
        if (broken) return { kind: 'kept', broken };
        entries += 1;
      }
      if (entries === 0) return { kind: 'pruned', entries: 0, isMore: false };
      const through = check.place();
      setMark(db, 'checkpoint', through, key);
      db.prepare('DELETE FROM audit WHERE seq <= ?').run(through.seq);
      const detail = { through: through.seq, entries };
      append(db, { at: now, actor: 'holdfast', event: 'audit.pruned', detail });
      return { kind: 'pruned', entries, isMore: entries === batch };
    })
    .immediate();
}
