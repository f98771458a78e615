import type { UsageHour } from '../../../../shared/contract/usage.ts';

type Figure = UsageHour['processor'];
type Peak = { readonly place: number; readonly peak: number; readonly peakAt: string };

/** More marks than this nobody compares. */
const MOST_PEAKS = 3;
/** Hours nearer than this to a higher one are the same mountain. */
const APART_HOURS = 12;

/** The highest hours of a week, highest first. */
export function peaksOf(values: readonly Figure[]): Peak[] {
  const peaks: Peak[] = [];
  const byHeight = values
    .flatMap((value, place) => (value === null ? [] : [{ place, peak: value.peak, peakAt: value.peakAt }]))
    .toSorted((a, b) => b.peak - a.peak);
  for (const one of byHeight) {
    if (peaks.length === MOST_PEAKS) break;
    if (peaks.every(({ place }) => Math.abs(place - one.place) >= APART_HOURS)) peaks.push(one);
  }
  return peaks;
}

/** A moment of the last seven days on this computer's clock, e.g. "Tuesday at 21:04". */
export function whenWords(at: string): string {
  const date = new Date(at);
  const day = date.toLocaleDateString('en-GB', { weekday: 'long' });
  return `${day} at ${date.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })}`;
}

/** The whole graph as a sentence, for who does not see it. */
export function weekWords(name: string, values: readonly Figure[], words: (value: number) => string): string {
  const measured = values.filter((value) => value !== null);
  if (measured.length === 0) return `${name}, last 7 days: nothing was measured yet`;
  const average = measured.reduce((sum, one) => sum + one.average, 0) / measured.length;
  const peaks = peaksOf(values).map(({ peak, peakAt }) => `${words(peak)} on ${whenWords(peakAt)}`);
  const unmeasured = values.length - measured.length;
  const gaps = unmeasured === 0 ? '' : `; not measured in ${unmeasured} of ${values.length} hours`;
  return `${name}, last 7 days: ${words(average)} on average; highest ${peaks.join(', ')}${gaps}`;
}
