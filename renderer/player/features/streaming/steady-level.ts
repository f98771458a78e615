/** What was seen of the line and of the film since the size last changed. */
export type Seen = {
  /** The slowest of the last few segments, from its first byte on, bits/s; null until one was big enough to tell. */
  readonly lineBps: number | null;
  /** How often the film stopped for want of segments. */
  readonly dryTimes: number;
  readonly sinceChangeMs: number;
};

/** Once is a hiccup of the computer or the line. */
const TOO_DRY = 2;
/** A line that carries just the film carries nothing beside it. */
const SPARE = 0.8;
/** Up only when it surely stays: every change makes the computer start anew. */
const UP_AFTER_MS = 60_000;
const UP_FACTOR = 2;

/**
 * The size to play when the viewer leaves it to us. A size no screen shows costs the computer as much as one that is
 * shown, so sizes change seldom: down when the line does not carry this one or the film keeps stopping, up when the line
 * has carried twice the larger one for a minute.
 *
 * @param bitratesBps of the sizes, ascending.
 * @param ceiling the largest that never kept stopping; above it nothing is tried again.
 */
export function steadyLevel(bitratesBps: readonly number[], current: number, ceiling: number, seen: Seen): number {
  const { lineBps, dryTimes, sinceChangeMs } = seen;
  if (dryTimes >= TOO_DRY) return Math.max(0, current - 1);
  if (lineBps === null) return current;
  if (lineBps < bitratesBps[current]!)
    return Math.max(
      0,
      bitratesBps.findLastIndex((bps) => bps <= lineBps * SPARE),
    );
  const next = bitratesBps[current + 1];
  const mayRise = next !== undefined && current < ceiling && sinceChangeMs >= UP_AFTER_MS;
  return mayRise && lineBps >= next * UP_FACTOR ? current + 1 : current;
}
