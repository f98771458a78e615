import type { ManagerDb } from '../kernel/index.ts';

/** No session lives longer than 7 days (SESS-01); what ended one is kept a little longer. */
const KEPT_MS = 8 * 24 * 3_600_000;

/** End sessions by the owner's hand: the server compares its sessions with these on every request. */
export function revokeSessions(db: ManagerDb, ids: readonly string[], now: number): void {
  db.prepare('DELETE FROM session_revocation WHERE revoked_at < ?').run(now - KEPT_MS);
  const revoke = db.prepare('INSERT OR IGNORE INTO session_revocation (session_id, revoked_at) VALUES (?, ?)');
  for (const id of ids) revoke.run(id, now);
}

/** Take that back; sessions that ended otherwise meanwhile stay ended. */
export function readmitSessions(db: ManagerDb, ids: readonly string[]): void {
  const readmit = db.prepare('DELETE FROM session_revocation WHERE session_id = ?');
  for (const id of ids) readmit.run(id);
}
