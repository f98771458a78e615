import type { MaintenanceId } from '../../../shared/contract/maintenance.ts';
import { readHouse, type ManagerDb, type ReadDb } from '../kernel/index.ts';
import { snoozeBounds, standing, type Standing } from './calendar.ts';
import { doneOf, reportAt, snoozeOf, type Done } from './store.ts';
import { TASKS, taskOf, type Task } from './tasks.ts';

export type TaskStanding = Task & {
  /** null: there is nothing to do in this version. */
  readonly standing: Standing | null;
  /** How long it may be put off, ms since 1970; null: not (any longer). */
  readonly snoozableUntil: number | null;
  readonly lastDone: Done | null;
  /** When the newest report that is kept was made, ms since 1970; null where there is none. */
  readonly reportAt: number | null;
};

/** Every task and where it stands; a house that is not set up yet has nothing due. */
export const taskStandings = (db: ManagerDb | ReadDb, now: number): TaskStanding[] =>
  TASKS.map(({ id }) => taskStanding(db, id, now));

export function taskStanding(db: ManagerDb | ReadDb, id: MaintenanceId, now: number): TaskStanding {
  const task = taskOf(id);
  const done = doneOf(db, id);
  const snooze = snoozeOf(db, id);
  const record = { doneAt: done.map(({ at }) => at), setUpAt: readHouse(db).setUpAt ?? now, snooze };
  const found = task.notInUse === null ? standing(task.every, record, now) : null;
  const { latest } = snoozeBounds(snooze, now);
  const isSnoozable = found !== null && found.state !== 'done' && latest > now;
  return {
    ...task,
    standing: found,
    snoozableUntil: isSnoozable ? latest : null,
    lastDone: done[0] ?? null,
    reportAt: reportAt(db, id),
  };
}

/** A task that waits for somebody. */
export type OpenTask = Pick<Task, 'id' | 'title'> & {
  /** ms since 1970. */
  readonly dueAt: number;
  /** Nobody did it for a whole period after it was due. */
  readonly isOverdue: boolean;
};

/** For the checklist; oldest first, without what was put off. */
export function openTasks(db: ManagerDb | ReadDb, now: number): OpenTask[] {
  return taskStandings(db, now)
    .flatMap(({ id, title, standing: at }) =>
      at?.state === 'due' || at?.state === 'overdue'
        ? [{ id, title, dueAt: at.dueAt, isOverdue: at.state === 'overdue' }]
        : [],
    )
    .toSorted((a, b) => a.dueAt - b.dueAt);
}
