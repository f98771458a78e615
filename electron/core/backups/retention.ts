/** DB-05: this many days, weeks and months that have a backup keep their newest. */
const KEPT = { days: 7, weeks: 4, months: 12 } as const;

export type KeptBackup = {
  readonly id: string;
  /** ms since 1970. */
  readonly madeAt: number;
  /** null while it was not proved, or when its last proof failed. */
  readonly provenAt: number | null;
};

/**
 * Which backups may go. Nothing goes unless the newest of all is proved, and the last proved one never does; a day, week or
 * month is represented by its newest proved backup, or by its newest when it has no proved one.
 *
 * @returns their ids, oldest first.
 */
export function toThin(backups: readonly KeptBackup[]): string[] {
  const newestFirst = backups.toSorted((a, b) => b.madeAt - a.madeAt);
  const newest = newestFirst[0];
  if (newest === undefined || newest.provenAt === null) return [];
  const kept = new Set([newest.id]);
  const keepNewestOf = (periods: number, periodOf: (at: Date) => string) => {
    const representatives = new Map<string, KeptBackup>();
    for (const backup of newestFirst) {
      const period = periodOf(new Date(backup.madeAt));
      const found = representatives.get(period);
      if (found === undefined || (found.provenAt === null && backup.provenAt !== null))
        representatives.set(period, backup);
    }
    for (const { id } of [...representatives.values()].slice(0, periods)) kept.add(id);
  };
  keepNewestOf(KEPT.days, (at) => `${at.getFullYear()}-${at.getMonth()}-${at.getDate()}`);
  keepNewestOf(KEPT.weeks, mondayOf);
  keepNewestOf(KEPT.months, (at) => `${at.getFullYear()}-${at.getMonth()}`);
  return newestFirst
    .filter(({ id }) => !kept.has(id))
    .map(({ id }) => id)
    .toReversed();
}

function mondayOf(at: Date): string {
  const monday = new Date(at.getFullYear(), at.getMonth(), at.getDate() - ((at.getDay() + 6) % 7));
  return `${monday.getFullYear()}-${monday.getMonth()}-${monday.getDate()}`;
}
