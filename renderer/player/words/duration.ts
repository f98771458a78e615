const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;

const twoDigits = (value: number): string => String(value).padStart(2, '0');

/** A position as a clock shows it: "24:10", "1:02:03". */
export function clock(positionMs: number): string {
  const seconds = Math.floor(positionMs / SECOND_MS);
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  return hours === 0
    ? `${minutes}:${twoDigits(seconds % 60)}`
    : `${hours}:${twoDigits(minutes % 60)}:${twoDigits(seconds % 60)}`;
}

/** A length to read: "1 h 58 min", "52 min", "under a minute". */
export function length(durationMs: number): string {
  const minutes = Math.round(durationMs / MINUTE_MS);
  if (minutes === 0) return 'under a minute';
  const hours = Math.floor(minutes / 60);
  return hours === 0 ? `${minutes} min` : `${hours} h ${twoDigits(minutes % 60)} min`;
}

/** A position to hear: "1 hour 2 minutes 3 seconds". */
export function spoken(positionMs: number): string {
  const seconds = Math.floor(positionMs / SECOND_MS);
  const parts: readonly (readonly [number, string])[] = [
    [Math.floor(seconds / 3_600), 'hour'],
    [Math.floor(seconds / 60) % 60, 'minute'],
    [seconds % 60, 'second'],
  ];
  const said = parts.filter(([count]) => count > 0).map(([count, unit]) => `${count} ${unit}${count === 1 ? '' : 's'}`);
  return said.length === 0 ? '0 seconds' : said.join(' ');
}

/** The time of day after so long from now, as this device writes it. */
export const timeIn = (delayMs: number): string =>
  new Date(Date.now() + delayMs).toLocaleTimeString([], { hour: 'numeric', minute: '2-digit' });
