const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How far away a moment is, e.g. "8 minutes ago", "in 3 hours"; further than a week, the day itself. */
export function relativeWords(at: number, now: number): string {
  const away = at - now;
  const size = Math.abs(away);
  if (size < MINUTE_MS) return away <= 0 ? 'just now' : 'in a moment';
  if (size > 7 * DAY_MS) return dayWords(at, now);
  const [count, unit] =
    size < HOUR_MS
      ? [Math.round(size / MINUTE_MS), 'minute']
      : size < DAY_MS
        ? [Math.round(size / HOUR_MS), 'hour']
        : [Math.round(size / DAY_MS), 'day'];
  const words = `${count} ${unit}${count === 1 ? '' : 's'}`;
  return away < 0 ? `${words} ago` : `in ${words}`;
}

/** A day as people write it; the year only when it is another one. */
export function dayWords(at: number, now: number): string {
  const date = new Date(at);
  const isThisYear = date.getFullYear() === new Date(now).getFullYear();
  return date.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: isThisYear ? undefined : 'numeric' });
}

/** Day and time on this computer's clock, e.g. "Today 18:12", "Yesterday 03:06", "19 November 03:00". */
export function momentWords(at: number, now: number): string {
  const time = new Date(at).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  const days = Math.round((startOfDay(at) - startOfDay(now)) / DAY_MS);
  const day = days === 0 ? 'Today' : days === -1 ? 'Yesterday' : days === 1 ? 'Tomorrow' : dayWords(at, now);
  return `${day} ${time}`;
}

/** The same inside a sentence, e.g. "today at 18:12". */
export const momentInSentence = (at: number, now: number): string =>
  momentWords(at, now)
    .replace(/^[TY]/, (letter) => letter.toLowerCase())
    .replace(/ (?=\d\d:\d\d$)/, ' at ');

const startOfDay = (at: number): number => new Date(at).setHours(0, 0, 0, 0);
