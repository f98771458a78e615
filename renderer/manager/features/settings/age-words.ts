const DAY_MS = 24 * 60 * 60_000;
/** The mean month of the Gregorian calendar. */
const MONTH_DAYS = 30.44;

/** How old something published on a day is, e.g. "3 days old", "2 months old". @param publishedOn `2026-09-10` */
export function ageWords(publishedOn: string, now: number): string {
  const days = Math.max(0, Math.floor((now - Date.parse(publishedOn)) / DAY_MS));
  if (days < 60) return days === 1 ? '1 day old' : `${days} days old`;
  return `${Math.floor(days / MONTH_DAYS)} months old`;
}
