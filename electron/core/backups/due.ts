import { isBelievable } from '../kernel/index.ts';

/** Newest first, and last of all those that a clock which was ahead has dated. @param backups newest first. */
export function newestFirst<Backup extends { readonly madeAt: number }>(
  backups: readonly Backup[],
  now: number,
): Backup[] {
  const isDated = ({ madeAt }: Backup) => isBelievable(madeAt, now);
  return [...backups.filter(isDated), ...backups.filter((backup) => !isDated(backup))];
}

/**
 * Whether the daily backup is to be made now: the last moment it was to be made has passed without one since. So what was
 * missed asleep or switched off is made up for at the first chance, once; with no backup at all it is due at once.
 *
 * @param dailyAt `HH:MM` on the clock of this computer
 * @param lastMadeAt ms since 1970; null when there is none
 */
export function isDue(dailyAt: string, lastMadeAt: number | null, now: number): boolean {
  if (lastMadeAt === null) return true;
  return lastMadeAt < lastMoment(dailyAt, now) || !isBelievable(lastMadeAt, now);
}

/** When the next daily backup is to be made, unless one is due already. */
export function nextDue(dailyAt: string, now: number): number {
  const next = new Date(lastMoment(dailyAt, now));
  next.setDate(next.getDate() + 1);
  return next.getTime();
}

function lastMoment(dailyAt: string, now: number): number {
  const [hours = 0, minutes = 0] = dailyAt.split(':').map(Number);
  const moment = new Date(now);
  moment.setHours(hours, minutes, 0, 0);
  if (moment.getTime() > now) moment.setDate(moment.getDate() - 1);
  return moment.getTime();
}
