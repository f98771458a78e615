import { newEpoch } from './ids.ts';
import type { ManagerDb, ReadDb } from './database.ts';

/** The one row that is true of the whole house. */
export type House = {
  readonly serverName: string;
  readonly globalEpoch: string;
  /** null until the owner's account exists. */
  readonly setUpAt: number | null;
  /** JSON of an access rule; its meaning belongs to the network slice. */
  readonly accessRule: string;
};

/** Make the house's row when the database is new. */
export function ensureHouse(db: ManagerDb, serverName: string): void {
  db.prepare(
    `INSERT OR IGNORE INTO house (id, server_name, global_epoch, access_rule) VALUES (1, ?, ?, '{"kind":"home"}')`,
  ).run(serverName, newEpoch());
}

export function readHouse(db: ManagerDb | ReadDb): House {
  return db
    .prepare<[], House>(
      `SELECT server_name AS serverName, global_epoch AS globalEpoch, set_up_at AS setUpAt, access_rule AS accessRule
       FROM house`,
    )
    .get()!;
}

/** The further names the house answers to, besides its addresses and the computer's own. */
export const readHostNames = (db: ManagerDb | ReadDb): string[] =>
  db.prepare<[], string>('SELECT name FROM host_name ORDER BY name').pluck().all();

export function replaceHostNames(db: ManagerDb, names: readonly string[]): void {
  db.prepare('DELETE FROM host_name').run();
  const insert = db.prepare('INSERT OR IGNORE INTO host_name (name) VALUES (?)');
  for (const name of names) insert.run(name.toLowerCase());
}

/** End every session of everybody (SESS-06): each carries the epoch it was made in, and this makes a new one. */
export function raiseGlobalEpoch(db: ManagerDb): void {
  db.prepare('UPDATE house SET global_epoch = ?').run(newEpoch());
}

/** Put an epoch back that was in force before: what was made in it lives again. Only for taking back a mistake. */
export function setGlobalEpoch(db: ManagerDb, epoch: string): void {
  db.prepare('UPDATE house SET global_epoch = ?').run(epoch);
}
