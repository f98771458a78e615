import { auditKeyOf, escapeControls, type ManagerDb, type ReadDb } from '../kernel/index.ts';
import { GENESIS, hashOf, sealOf, SEGMENT_STARTED, type ChainedRow, type Head } from './chain.ts';

/** Event names are past tense and dotted, `account.created`; details hold ids and choices, never secrets (LOG-02). */
export type AuditEntry = {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Who: `owner:command-line`, `account:<id>`, `holdfast`, `stranger`. */
  readonly actor: string;
  readonly event: string;
  readonly detail?: Record<string, unknown>;
};

export type Mark = Head & { readonly seal: string };

const COLUMNS = 'seq, at, actor, event, detail, outbox_id AS outboxId, hash, seal';

/**
 * Add an entry at the end of the chain and move the sealed head, in the caller's transaction or one of its own.
 *
 * @param outboxId the server's note it was made from; null for the manager's own.
 * @param after no lower number than this one's next: a restored chain goes on above the numbers of the one it replaces.
 * @param trusted the head to follow; by default the sealed one.
 */
export function append(
  db: ManagerDb,
  entry: AuditEntry,
  outboxId: string | null = null,
  after = 0,
  trusted: Head | null = null,
): Head {
  const key = auditKeyOf(db);
  return db
    .transaction(() => {
      // A head that was tampered with is not built upon: the entry then follows nothing, and every check finds it.
      const head = trusted ?? sealedHead(db, key);
      const last = db.prepare<[], number | null>('SELECT max(seq) FROM audit').pluck().get() ?? 0;
      const content = {
        seq: Math.max(last, head?.seq ?? 0, after) + 1,
        at: entry.at,
        actor: entry.actor,
        event: entry.event,
        detail: escapeControls(JSON.stringify(entry.detail ?? {})),
        outboxId,
      };
      const place = { seq: content.seq, hash: hashOf(head?.hash ?? GENESIS, content) };
      db.prepare(
        'INSERT INTO audit (seq, at, actor, event, detail, outbox_id, hash, seal) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      ).run(
        content.seq,
        content.at,
        content.actor,
        content.event,
        content.detail,
        outboxId,
        place.hash,
        sealOf(key, 'entry', place),
      );
      setMark(db, 'head', place, key);
      return place;
    })
    .immediate();
}

/** Put what was done on the record; shares the caller's transaction, so that neither exists without the other. */
export function record(db: ManagerDb, entry: AuditEntry): void {
  append(db, entry);
}

export function readMark(db: ManagerDb | ReadDb, kind: 'head' | 'checkpoint'): Mark | null {
  return db.prepare<[string], Mark>('SELECT seq, hash, seal FROM audit_mark WHERE kind = ?').get(kind) ?? null;
}

export function setMark(db: ManagerDb, kind: 'head' | 'checkpoint', place: Head, key: string): void {
  db.prepare(
    `INSERT INTO audit_mark (kind, seq, hash, seal) VALUES (?, ?, ?, ?)
     ON CONFLICT (kind) DO UPDATE SET seq = excluded.seq, hash = excluded.hash, seal = excluded.seal`,
  ).run(kind, place.seq, place.hash, sealOf(key, kind, place));
}

function sealedHead(db: ManagerDb, key: string): Head | null {
  const mark = readMark(db, 'head');
  return mark !== null && mark.seal === sealOf(key, 'head', mark) ? mark : null;
}

/** Entries from a number on, oldest first. */
export function rowsAfter(db: ManagerDb | ReadDb, seq: number, limit: number): ChainedRow[] {
  return db
    .prepare<[number, number], ChainedRow>(`SELECT ${COLUMNS} FROM audit WHERE seq > ? ORDER BY seq LIMIT ?`)
    .all(seq, limit);
}

/** The entries that begin a segment, newest first; the event stands in the text, as its index wants it. */
export function segmentRows(db: ManagerDb | ReadDb): ChainedRow[] {
  return db
    .prepare<[], ChainedRow>(`SELECT ${COLUMNS} FROM audit WHERE event = '${SEGMENT_STARTED}' ORDER BY seq DESC`)
    .all();
}

/** The whole chain, oldest first, with hashes and seals, for keeping it elsewhere. */
export function* listAuditChain(db: ManagerDb | ReadDb): Generator<ChainedRow> {
  yield* db.prepare<[], ChainedRow>(`SELECT ${COLUMNS} FROM audit ORDER BY seq`).iterate();
}

/** Entries of these events from a moment on (ms since 1970), oldest first. */
export function auditOf(db: ManagerDb | ReadDb, events: readonly string[], since: number): ChainedRow[] {
  return db
    .prepare<[number, string], ChainedRow>(
      `SELECT ${COLUMNS} FROM audit WHERE at >= ? AND event IN (SELECT value FROM json_each(?)) ORDER BY seq`,
    )
    .all(since, JSON.stringify(events));
}
