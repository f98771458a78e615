import { fail, ok, type Result } from '../../../shared/result.ts';
import { record } from '../audit/index.ts';
import { newEpoch, type Clock, type ManagerDb } from '../kernel/index.ts';
import { openIncident } from './store.ts';

export type Guests = { readonly count: number; readonly arePaused: boolean };

/** How many guest accounts there are, and whether those that may otherwise sign in are kept out for now. */
export function guestsOf(db: ManagerDb): Guests {
  const row = db
    .prepare<[], { count: number; paused: number }>(
      "SELECT count(*) AS count, coalesce(sum(paused), 0) AS paused FROM account WHERE role = 'guest'",
    )
    .get()!;
  return { count: row.count, arePaused: row.paused > 0 };
}

/**
 * The gentlest level: guests are signed out and stay out until they are let in again, also when the house is closed and
 * reopened in between; everybody else goes on. Whom the owner suspended stays so afterwards. Not for while the house is
 * closed, when everybody is out. Safe to repeat.
 */
export function pauseGuests(
  { db, clock }: { readonly db: ManagerDb; readonly clock: Clock },
  paused: boolean,
  actor: string,
): Result<{ guests: number }, 'no-guests'> {
  const { count } = guestsOf(db);
  if (count === 0) return fail('no-guests', 'There are no guest accounts.');
  db.transaction(() => {
    const others = db.prepare<[number], string>("SELECT id FROM account WHERE role = 'guest' AND paused <> ?").pluck();
    const mark = db.prepare('UPDATE account SET paused = ?, locked_out = ?, epoch = ? WHERE id = ?');
    // A new epoch ends their sessions, also when they are let in again.
    const is = paused ? 1 : 0;
    for (const id of others.all(is)) mark.run(is, is, newEpoch(), id);
    record(db, { at: clock.now(), actor, event: paused ? 'guests.paused' : 'guests.readmitted', detail: { count } });
  }).immediate();
  return ok({ guests: count });
}

/**
 * Somebody who was made a guest while guests are paused is kept out too; who is a guest no more is not kept out for ever.
 * While the house is closed everybody stays out; then it is about afterwards.
 *
 * @param werePaused before the account was changed: it may have been the only guest.
 */
export function followPause(db: ManagerDb, accountId: string, werePaused: boolean): void {
  db.prepare("UPDATE account SET paused = (role = 'guest' AND ?) WHERE id = ?").run(werePaused ? 1 : 0, accountId);
  if (openIncident(db) === null) db.prepare('UPDATE account SET locked_out = paused WHERE id = ?').run(accountId);
}
