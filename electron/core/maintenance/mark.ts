import type { MaintenanceId } from '../../../shared/contract/maintenance.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import { record } from '../audit/index.ts';
import type { Clock, ManagerDb } from '../kernel/index.ts';
import { snoozeBounds } from './calendar.ts';
import { taskStanding } from './standings.ts';
import { doneOf, insertDone, insertReport, setSnooze, snoozeOf, type Report } from './store.ts';

type Deps = { readonly db: ManagerDb; readonly clock: Clock };

/** Write down that a task was done; also before it was due. @returns when it is due next, ms since 1970. */
export function markDone(
  { db, clock }: Deps,
  done: {
    readonly id: MaintenanceId;
    readonly evidence: string;
    readonly note: string | null;
    /** What is kept beside it. */
    readonly report?: Report | null;
  },
  actor: string,
): Result<{ dueAt: number }, 'not-in-use'> {
  const { id, evidence, note, report = null } = done;
  const now = clock.now();
  const { notInUse } = taskStanding(db, id, now);
  if (notInUse !== null) return fail('not-in-use', `There is nothing to do. ${notInUse}`);
  db.transaction(() => {
    insertDone(db, id, { at: now, actor, evidence, note });
    if (report !== null) insertReport(db, id, now, report);
    record(db, { at: now, actor, event: 'maintenance.done', detail: { task: id, note } });
  }).immediate();
  return ok({ dueAt: taskStanding(db, id, now).standing!.dueAt });
}

/** Something Holdfast did by itself that is a task's whole content. */
export type Automatic = {
  readonly id: MaintenanceId;
  /** When it was done, ms since 1970. */
  readonly at: number;
  readonly evidence: string;
};

/** Tick off what Holdfast did by itself, once it comes due. @returns whether anything was. */
export function noteAutomatic({ db, clock }: Deps, { id, at, evidence }: Automatic): boolean {
  const now = clock.now();
  const { standing } = taskStanding(db, id, now);
  if (standing === null || standing.state === 'done' || at > now) return false;
  // What the last tick already stood for; one from before the clock was set back stands for nothing.
  const last = doneOf(db, id).find((done) => done.at <= now);
  if (last !== undefined && at <= last.at) return false;
  db.transaction(() => {
    insertDone(db, id, { at, actor: 'holdfast', evidence, note: null });
    record(db, { at: now, actor: 'holdfast', event: 'maintenance.done', detail: { task: id, note: null } });
  }).immediate();
  return true;
}

/** Put a task off. */
export function snooze(
  { db, clock }: Deps,
  request: { readonly id: MaintenanceId; readonly until: number },
  actor: string,
): Result<{ until: number }, 'not-in-use' | 'not-due' | 'too-long'> {
  const { id, until } = request;
  const now = clock.now();
  const { notInUse, standing } = taskStanding(db, id, now);
  if (standing === null) return fail('not-in-use', `There is nothing to do. ${notInUse}`);
  if (standing.state === 'done') return fail('not-due', 'It is not due yet, so there is nothing to put off.');
  const { first, latest } = snoozeBounds(snoozeOf(db, id), now);
  if (latest <= now) return fail('too-long', 'It was put off for seven days already. Do it now.');
  if (until <= now || until > latest)
    return fail('too-long', `It can be put off until ${new Date(latest).toISOString()}, seven days in all.`);
  db.transaction(() => {
    setSnooze(db, id, { at: first, until });
    record(db, { at: now, actor, event: 'maintenance.put-off', detail: { task: id, until } });
  }).immediate();
  return ok({ until });
}
