import {
  newEpoch,
  openWritable,
  serverMigrations,
  type Clock,
  type ManagerDb,
  type ServerDb,
} from '../kernel/index.ts';

/**
 * Keep everybody but the owners out until the house is reopened. A mark of its own: whom the owner suspended stays so
 * afterwards. Safe to repeat.
 *
 * @returns how many are out.
 */
export function lockOthersOut(db: ManagerDb): number {
  const mark = db.prepare('UPDATE account SET locked_out = 1, epoch = ? WHERE id = ?');
  const others = db.prepare<[], string>("SELECT id FROM account WHERE role <> 'owner' AND locked_out = 0").pluck();
  db.transaction(() => {
    for (const id of others.all()) mark.run(newEpoch(), id);
  }).immediate();
  return db.prepare<[], number>('SELECT count(*) FROM account WHERE locked_out = 1').pluck().get()!;
}

/** Let everybody in again who is neither suspended nor a guest that was paused before. */
export function letOthersIn(db: ManagerDb): void {
  db.prepare('UPDATE account SET locked_out = paused WHERE locked_out <> paused').run();
}

/**
 * Mark every session, playback and media path of server.db as ended. Its only writer is the server; so this is for while
 * that does not run, and cannot be started: the house is closed.
 *
 * @returns how many were alive.
 */
export function endEverythingServed(
  serverDb: string,
  clock: Pick<Clock, 'now'>,
): { readonly sessions: number; readonly capabilities: number } {
  const opened = openWritable<ServerDb>(serverDb, serverMigrations, 'power-cut');
  if (!opened.ok) throw new ServerDbProblem(opened.failure.message);
  const db = opened.value;
  const now = clock.now();
  try {
    return db
      .transaction(() => {
        const { changes: sessions } = db.prepare('UPDATE session SET ended_at = ? WHERE ended_at IS NULL').run(now);
        db.prepare('UPDATE playback SET ended_at = ? WHERE ended_at IS NULL').run(now);
        const { changes } = db.prepare('UPDATE capability SET expires_at = ? WHERE expires_at > ?').run(now, now);
        return { sessions, capabilities: changes };
      })
      .immediate();
  } finally {
    db.close();
  }
}

/** server.db cannot be opened; the message is for the owner. */
export class ServerDbProblem extends Error {}
