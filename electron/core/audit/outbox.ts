import { newId, type ManagerDb, type ReadDb, type ServerDb } from '../kernel/index.ts';
import { append } from './store.ts';

/** Everything the LAN side may put on the record (LOG-01). A closed list: the server cannot speak for the owner. */
export const SERVER_EVENTS = [
  'sign-in.succeeded',
  'sign-in.failed',
  'sign-in.paused',
  'address.banned',
  'session.signed-out',
  'session.revoked',
  'sessions.revoked',
  'password.change-asked',
  'password.change-refused',
] as const;
export type ServerEvent = (typeof SERVER_EVENTS)[number];

/** What happened at the LAN side, who did it, and from where. */
export type ServerNote = {
  readonly at: number;
  readonly event: ServerEvent;
  /** null: nobody we know. What such a one typed as a name is not kept: people type passwords there. */
  readonly accountId: string | null;
  readonly detail: {
    readonly address: string;
    readonly device: string;
    readonly [more: string]: unknown;
  };
};

/** A compromised server may write anything into its database; this much of it is taken over. */
const LONGEST_DETAIL = 4_096;
/** One call chains at most this many: some 10 ms, and one wait for the disk. */
const BATCH = 100;

/** Leave a note for the manager, in the same transaction as what it tells of (server.db). */
export function noteForAudit(write: ServerDb, note: ServerNote): void {
  write
    .prepare('INSERT INTO audit_outbox (id, at, event, account_id, detail) VALUES (?, ?, ?, ?, ?)')
    .run(newId(), note.at, note.event, note.accountId, JSON.stringify(note.detail));
}

type OutboxRow = {
  readonly seq: number;
  readonly id: string;
  readonly at: number;
  readonly event: string;
  readonly accountId: string | null;
  readonly detail: string;
};

/**
 * Chain what waits in the server's outbox. Exactly once, whichever process is killed when: a note stays until the server
 * hears that it is chained, and its id keeps it from being chained again.
 *
 * @param after where the page before ended; 0 at first.
 * @returns ids of the notes seen, for the server to forget; `next` is where to go on, null when that was all.
 */
export function chainOutbox(
  db: ManagerDb,
  outbox: ReadDb | ServerDb,
  now: number,
  after = 0,
  batch = BATCH,
): { readonly ids: string[]; readonly next: number | null } {
  const rows = outbox
    .prepare<[number, number], OutboxRow>(
      `SELECT seq, id, at, event, account_id AS accountId, substr(detail, 1, ${LONGEST_DETAIL + 1}) AS detail
       FROM audit_outbox WHERE seq > ? AND length(id) = 32 ORDER BY seq LIMIT ?`,
    )
    .all(after, batch);
  if (rows.length === 0) return { ids: [], next: null };
  db.transaction(() => {
    const isChained = db.prepare('SELECT 1 FROM audit WHERE outbox_id = ?');
    for (const row of rows) {
      if (isChained.get(row.id) !== undefined) continue;
      // Its clock may be wrong or its word false: no entry comes from the future, where pruning would wait for it.
      append(db, { at: Math.min(row.at, now), ...readNote(row) }, row.id);
    }
  }).immediate();
  return { ids: rows.map((row) => row.id), next: rows.length === batch ? rows.at(-1)!.seq : null };
}

/** The manager has them: forget them. */
export function forgetChained(write: ServerDb, ids: readonly string[]): void {
  const forget = write.prepare('DELETE FROM audit_outbox WHERE id = ?');
  write.transaction(() => {
    for (const id of ids) forget.run(id);
  })();
}

/** A note as an entry; what no server of ours writes is put on the record as that. */
function readNote(row: OutboxRow): { actor: string; event: string; detail: Record<string, unknown> } {
  const refused = { actor: 'holdfast', event: 'audit.note-refused', detail: { note: row.id } };
  const isKnown = (SERVER_EVENTS as readonly string[]).includes(row.event);
  const isAccount = row.accountId === null || /^[0-9a-f]{32}$/.test(row.accountId);
  if (!isKnown || !isAccount || row.detail.length > LONGEST_DETAIL) return refused;
  let detail: unknown;
  try {
    detail = JSON.parse(row.detail);
  } catch {
    return refused;
  }
  if (typeof detail !== 'object' || detail === null || Array.isArray(detail)) return refused;
  const actor = row.accountId === null ? 'stranger' : `account:${row.accountId}`;
  return { actor, event: row.event, detail: detail as Record<string, unknown> };
}
