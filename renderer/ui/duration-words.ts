const MINUTE_MS = 60_000;

/** A length in hours and minutes, e.g. "1 h 34 min", "18 min"; less than a minute is "1 min". */
export function durationWords(ms: number): string {
  const minutes = Math.max(1, Math.round(ms / MINUTE_MS));
  const hours = Math.floor(minutes / 60);
  return hours === 0 ? `${minutes} min` : `${hours} h ${minutes % 60} min`;
}
