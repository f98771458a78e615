import { fail, ok, type Result } from '../../../shared/result.ts';
import { record } from '../audit/index.ts';
import { newEpoch, type Clock, type ManagerDb } from '../kernel/index.ts';
import { openIncident } from './store.ts';

export type Guests = { readonly count: number; readonly arePaused: boolean };

/** How many guest accounts there are, and whether those that may otherwise sign in are kept out for now. */
export function guestsOf(db: ManagerDb): Guests {
  const row = db
    .prepare<[], { count: number; paused: number }>(
      "SELECT count(*) AS count, coalesce(sum(locked_out), 0) AS paused FROM account WHERE role = 'guest'",
    )
    .get()!;
  return { count: row.count, arePaused: row.paused > 0 };
}

/**
 * The gentlest level: guests are signed out and stay out until they are let in again; everybody else goes on. It uses the
 * mark of a closing and not the one of suspending, so whom the owner suspended stays so afterwards. Safe to repeat.
 */
export function pauseGuests(
  { db, clock }: { readonly db: ManagerDb; readonly clock: Clock },
  paused: boolean,
  actor: string,
): Result<{ guests: number }, 'no-guests'> {
  const { count } = guestsOf(db);
  if (count === 0) return fail('no-guests', 'There are no guest accounts.');
  db.transaction(() => {
    const others = db
      .prepare<[number], string>("SELECT id FROM account WHERE role = 'guest' AND locked_out <> ?")
      .pluck();
    const mark = db.prepare('UPDATE account SET locked_out = ?, epoch = ? WHERE id = ?');
    // A new epoch ends their sessions, also when they are let in again.
    for (const id of others.all(paused ? 1 : 0)) mark.run(paused ? 1 : 0, newEpoch(), id);
    record(db, { at: clock.now(), actor, event: paused ? 'guests.paused' : 'guests.readmitted', detail: { count } });
  }).immediate();
  return ok({ guests: count });
}

/**
 * Somebody who was made a guest while guests are paused is kept out too; who is a guest no more is not kept out for ever.
 * While the house is closed the same mark is about everybody, and stays as it is.
 *
 * @param werePaused before the account was changed: it may have been the only guest.
 */
export function followPause(db: ManagerDb, accountId: string, werePaused: boolean): void {
  if (openIncident(db) !== null) return;
  db.prepare("UPDATE account SET locked_out = (role = 'guest' AND ?) WHERE id = ?").run(werePaused ? 1 : 0, accountId);
}
