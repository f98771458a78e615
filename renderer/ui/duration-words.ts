const MINUTE_MS = 60_000;

/** A length in hours and minutes, e.g. "1 h 34 min", "18 min"; less than a minute is "1 min". */
export function durationWords(ms: number): string {
  const minutes = Math.max(1, Math.round(ms / MINUTE_MS));
  const hours = Math.floor(minutes / 60);
  return hours === 0 ? `${minutes} min` : `${hours} h ${minutes % 60} min`;
}

/** What is left of work that goes on at its pace, e.g. "about 24 s left", "about 3 min left". */
export function leftWords(seconds: number): string {
  if (seconds < 100) return `about ${seconds} s left`;
  const minutes = Math.round(seconds / 60);
  return minutes < 100 ? `about ${minutes} min left` : `about ${Math.round(minutes / 60)} h left`;
}
