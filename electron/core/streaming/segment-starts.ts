/** The first segments are short, so that the first picture is early; then 4 s, which costs least to encode. */
const RAMP_MS = [1_000, 2_000];
const SEGMENT_MS = 4_000;
/** A tail shorter than this joins the segment before it: players stumble over slivers. */
const SHORTEST_TAIL_MS = 1_000;

/**
 * Where each HLS segment of a film starts, in ms, ascending from 0. The only source of segment times: playlists are
 * computed from it and key frames are forced at exactly this list.
 *
 * @param durationMs length of the source, more than 0.
 */
export function segmentStarts(durationMs: number): number[] {
  const starts = [0];
  for (let next = RAMP_MS[0]!; next <= durationMs - SHORTEST_TAIL_MS;) {
    starts.push(next);
    next += RAMP_MS[starts.length - 1] ?? SEGMENT_MS;
  }
  return starts;
}
