import type { Every, MaintenanceState } from '../../../shared/contract/maintenance.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** REQUIREMENTS 13: a task is put off by at most this, counted from when it was put off first. */
export const LONGEST_SNOOZE_MS = 7 * DAY_MS;

/** How many days before it is due a task is said to come; a daily one is never said in advance. */
const SOON_DAYS: Readonly<Record<Every, number>> = { day: 0, week: 1, month: 3, quarter: 14, 'half-year': 14 };

/** The start of the day one period after a moment's day, on the clock of this computer; a month's end stays within its month. */
export function periodAfter(every: Every, moment: number): number {
  const from = new Date(moment);
  switch (every) {
    case 'day':
      return startOfDay(from.getFullYear(), from.getMonth(), from.getDate() + 1);
    case 'week':
      return startOfDay(from.getFullYear(), from.getMonth(), from.getDate() + 7);
    case 'month':
      return monthsAfter(from, 1);
    case 'quarter':
      return monthsAfter(from, 3);
    case 'half-year':
      return monthsAfter(from, 6);
  }
}

function monthsAfter(from: Date, months: number): number {
  const [year, month] = [from.getFullYear(), from.getMonth() + months];
  const lastDay = new Date(year, month + 1, 0).getDate();
  return startOfDay(year, month, Math.min(from.getDate(), lastDay));
}

/** By the calendar and not by 24 hours: a day on which the clocks change is longer or shorter. */
const startOfDay = (year: number, month: number, day: number): number => new Date(year, month, day).getTime();

export type TaskRecord = {
  /** Moments it was done, in any order; ms since 1970. */
  readonly doneAt: readonly number[];
  /** When the house was set up: the calendar starts there. */
  readonly setUpAt: number;
  readonly snooze: Snooze | null;
};
export type Snooze = {
  /** When it was put off first. */
  readonly at: number;
  readonly until: number;
};

export type Standing = {
  readonly state: Exclude<MaintenanceState, 'not-in-use'>;
  readonly dueAt: number;
  /** From then on it is overdue, unless it was put off. */
  readonly overdueAt: number;
  readonly snoozedUntil: number | null;
};

/** Where a task stands now: due a period after it was last done, overdue a period after that. */
export function standing(every: Every, { doneAt, setUpAt, snooze }: TaskRecord, now: number): Standing {
  // A clock that was set back must not silence a task for years: what happened in the future counts as never.
  const isPast = (moment: number) => moment <= now + DAY_MS;
  const since = [setUpAt, ...doneAt].filter((moment) => isPast(moment));
  const today = new Date(now);
  const dueAt =
    since.length > 0
      ? periodAfter(every, Math.max(...since))
      : startOfDay(today.getFullYear(), today.getMonth(), today.getDate());
  const overdueAt = periodAfter(every, dueAt);
  const due = new Date(dueAt);
  const soonAt = startOfDay(due.getFullYear(), due.getMonth(), due.getDate() - SOON_DAYS[every]);
  const isSnoozed = snooze !== null && isPast(snooze.at) && now < snooze.until;
  const snoozedUntil = isSnoozed ? snooze.until : null;
  const state = (): Standing['state'] => {
    if (now < soonAt) return 'done';
    if (isSnoozed) return 'snoozed';
    if (now < dueAt) return 'soon';
    return now < overdueAt ? 'due' : 'overdue';
  };
  return { state: state(), dueAt, overdueAt, snoozedUntil };
}

/** When a task that is put off now was put off first, and until when that may be; putting it off again does not move it. */
export function snoozeBounds(snooze: Snooze | null, now: number): { readonly first: number; readonly latest: number } {
  const first = snooze !== null && snooze.at <= now + DAY_MS ? snooze.at : now;
  return { first, latest: first + LONGEST_SNOOZE_MS };
}
