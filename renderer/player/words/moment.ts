const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How long ago, in words that stay true while the page is open: "just now", "12 min ago", "3 h ago", "14 Nov". */
export function ago(moment: string): string {
  const passedMs = Date.now() - Date.parse(moment);
  if (passedMs < 2 * MINUTE_MS) return 'just now';
  if (passedMs < HOUR_MS) return `${Math.floor(passedMs / MINUTE_MS)} min ago`;
  if (passedMs < DAY_MS) return `${Math.floor(passedMs / HOUR_MS)} h ago`;
  return day(moment);
}

export const day = (moment: string): string =>
  new Date(moment).toLocaleDateString('en-GB', { day: 'numeric', month: 'short' });

/** A day of the calendar (YYYY-MM-DD, with or without a clock after it) whatever this device's zone: "14 November 2024". */
export const longDay = (date: string): string => ofCalendar(date, { day: 'numeric', month: 'long', year: 'numeric' });

/** "November 2024". */
export const monthOf = (date: string): string => ofCalendar(date, { month: 'long', year: 'numeric' });

/** The clock where a photo was taken: "14 November 2024, 18:05". */
export const takenWords = (takenAt: string): string => `${longDay(takenAt)}, ${takenAt.slice(11, 16)}`;

/** Read and written as UTC, so that no zone moves the day. */
const ofCalendar = (date: string, parts: Intl.DateTimeFormatOptions): string =>
  new Date(`${date.slice(0, 10)}T00:00:00Z`).toLocaleDateString('en-GB', { ...parts, timeZone: 'UTC' });
