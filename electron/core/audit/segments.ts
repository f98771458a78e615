import { auditKeyOf, lendAuditKey, type Clock, type ManagerDb, type ReadDb } from '../kernel/index.ts';
import { SEGMENT_STARTED, type Head, type SegmentStart } from './chain.ts';
import { append, readMark, setMark } from './store.ts';

/** The end of the chain, for a backup's manifest and for `startNewSegment`; null while there is no entry. */
export function auditHead(db: ManagerDb | ReadDb): Head | null {
  const mark = readMark(db, 'head');
  return mark === null ? null : { seq: mark.seq, hash: mark.hash };
}

/** Whether a stored audit key is one of ours: 256 bits, base64url. */
export const isAuditKey = (key: string | null): key is string => key !== null && /^[A-Za-z0-9_-]{43}$/.test(key);

/**
 * Make a connection able to write the audit: lends it the key, and begins the chain of a new house.
 *
 * @param key the secret `audit-key`; `isNew` says that there was none, so that what older entries were sealed with is gone.
 */
export function openAudit(db: ManagerDb, clock: Clock, key: { readonly value: string; readonly isNew: boolean }): void {
  lendAuditKey(db, key.value);
  db.transaction(() => {
    const head = auditHead(db);
    if (head === null) {
      if (db.prepare('SELECT 1 FROM audit').get() === undefined) begin(db, clock, { reason: 'new' });
      return;
    }
    if (!key.isNew) return;
    // Only the old key could tell whether these two are ours; the entry says that from here on a new one seals.
    const checkpoint = readMark(db, 'checkpoint');
    if (checkpoint) setMark(db, 'checkpoint', checkpoint, key.value);
    begin(db, clock, { reason: 'new-key' }, head);
  }).immediate();
}

/**
 * Call once on a restored manager.db, before anything else is recorded in it: its chain goes on with an entry that names the
 * chain it replaces, with numbers above both.
 *
 * @param db a connection that was lent the audit key.
 * @param replaced `auditHead` of the manager.db that was in use until now; null where there was none.
 */
export function startNewSegment(db: ManagerDb, clock: Clock, replaced: Head | null): Head {
  auditKeyOf(db);
  return begin(db, clock, { reason: 'restored', replaced });
}

function begin(db: ManagerDb, clock: Clock, start: SegmentStart, trusted: Head | null = null): Head {
  const after = start.reason === 'restored' ? (start.replaced?.seq ?? 0) : 0;
  const entry = { at: clock.now(), actor: 'holdfast', event: SEGMENT_STARTED, detail: start };
  return append(db, entry, null, after, trusted);
}
