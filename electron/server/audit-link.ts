import type { FromServer } from '../../shared/control/server.ts';
import { forgetChained, noteForAudit, type ServerNote } from '../core/audit/index.ts';
import type { ServerDb } from '../core/kernel/index.ts';

export type AuditLink = ReturnType<typeof createAuditLink>;

/** The LAN side's way onto the record (LOG-01): notes in our database, which the manager reads and chains. */
export function createAuditLink(write: ServerDb, send: (message: FromServer) => void) {
  let isTold = false;
  return {
    /** Call in the transaction of what the note tells of. */
    note(note: ServerNote): void {
      noteForAudit(write, note);
      if (isTold) return;
      isTold = true;
      // After the transaction has ended, and once for many.
      setImmediate(() => {
        isTold = false;
        send({ kind: 'audit-waiting' });
      });
    },
    chained: (ids: readonly string[]): void => forgetChained(write, ids),
  };
}
