import type { Every, MaintenanceTask } from '../../../../shared/contract/maintenance.ts';
import { dayWords } from '../../../ui/moment-words.ts';

export const EVERY_WORDS: Readonly<Record<Every, string>> = {
  day: 'every day',
  week: 'every week',
  month: 'every month',
  quarter: 'every three months',
  'half-year': 'every six months',
};

/** Places of the window where tasks are done, by their address. */
const PLACES: Readonly<Record<string, string>> = {
  '/': 'Overview',
  '/activity': 'Activity',
  '/backups': 'Backups',
  '/network': 'Network',
  '/people': 'People',
  '/security': 'Security',
  '/settings': 'Settings',
};
export const placeWords = (page: string): string => PLACES[page] ?? page;

const startOfDay = (at: number): number => new Date(at).setHours(0, 0, 0, 0);
/** Whole days from one day to another by the calendar: a day on which the clocks change counts as one. */
const daysBetween = (from: number, to: number): number =>
  Math.round((startOfDay(to) - startOfDay(from)) / (24 * 60 * 60_000));

/** When a task is due, as people say it: "due today", "due since 3 days", "due on 4 December". */
export function dueWords(dueAt: number, now: number): string {
  const days = daysBetween(now, dueAt);
  if (days === 0) return 'due today';
  if (days === 1) return 'due tomorrow';
  if (days > 1) return days < 7 ? `due in ${days} days` : `due on ${dayWords(dueAt, now)}`;
  return days === -1 ? 'due since yesterday' : `due for ${-days} days`;
}

export type TaskGroups = {
  /** Overdue and due, the longest first. */
  readonly now: readonly MaintenanceTask[];
  readonly soon: readonly MaintenanceTask[];
  readonly putOff: readonly MaintenanceTask[];
  /** Nothing to do yet, by when they come. */
  readonly upToDate: readonly MaintenanceTask[];
  readonly notInUse: readonly MaintenanceTask[];
};

export function groupTasks(tasks: readonly MaintenanceTask[]): TaskGroups {
  const of = (...states: readonly MaintenanceTask['state'][]) =>
    tasks
      .filter(({ state }) => states.includes(state))
      .toSorted((a, b) => (a.dueAt ?? '').localeCompare(b.dueAt ?? '') || a.id.localeCompare(b.id));
  return {
    now: of('overdue', 'due'),
    soon: of('soon'),
    putOff: of('snoozed'),
    upToDate: of('done'),
    notInUse: of('not-in-use'),
  };
}

/** What matters first, as the headline of the calendar. */
export function headline({ now, soon, upToDate }: TaskGroups, at: number): string {
  const overdue = now.filter(({ state }) => state === 'overdue').length;
  if (overdue > 0)
    return `${overdue} of ${now.length} ${now.length === 1 ? 'task' : 'tasks'} to do ${overdue === 1 ? 'is' : 'are'} overdue`;
  if (now.length > 0) return now.length === 1 ? '1 task is due' : `${now.length} tasks are due`;
  const next = soon[0] ?? upToDate[0];
  if (next === undefined || next.dueAt === null) return 'Nothing is due';
  return `Nothing is due. Next: ${next.title.charAt(0).toLowerCase()}${next.title.slice(1)}, ${dueWords(Date.parse(next.dueAt), at)}`;
}

const SNOOZES = [
  { days: 1, label: 'Until tomorrow' },
  { days: 3, label: 'For 3 days' },
] as const;
export type SnoozeChoice = { readonly label: string; readonly untilMs: number };

/** How long a task may be put off; the last is the manager's bound itself. */
export function snoozeChoices(snoozableUntil: number, now: number): SnoozeChoice[] {
  const shorter = SNOOZES.map(({ days, label }) => ({ label, untilMs: now + days * 24 * 60 * 60_000 })).filter(
    ({ untilMs }) => untilMs < snoozableUntil,
  );
  return [...shorter, { label: `Until ${dayWords(snoozableUntil, now)}`, untilMs: snoozableUntil }];
}
