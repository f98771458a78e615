import { openRealPath } from '../../core/kernel/index.ts';
import type { EncodingSource } from '../../core/library/index.ts';
import { FileWindow } from '../probe/file-window.ts';
import { readKeyFrames } from './key-frames.ts';

/** As `segmentStarts`: short first, so that the first picture is early. */
const RAMP_MS = [1_000, 2_000];
const SEGMENT_MS = 4_000;
const SHORTEST_TAIL_MS = 1_000;
/** Players keep a few segments in memory and choose their wait by the longest: beyond this, encoding serves better. */
const LONGEST_SEGMENT_MS = 24_000;
/** A picture that begins later than this is on a clock of its own, which a copy would keep. */
const LATEST_BEGINNING_MS = 1_000;
const INDEX_DEADLINE_MS = 10_000;

/**
 * Where the segments of a copied picture start, ms; null when the file does not list its key frames, or they lie too far
 * apart.
 */
export async function copyStarts(source: EncodingSource, stream: number): Promise<number[] | 'file-away' | null> {
  const handle = await openRealPath(source.root, source.path);
  if (handle === null) return 'file-away';
  try {
    const window = new FileWindow(handle, (await handle.stat()).size, AbortSignal.timeout(INDEX_DEADLINE_MS));
    const keyFrames = await readKeyFrames(window, source.demuxer, stream);
    return keyFrames && chooseStarts(keyFrames, source.durationMs ?? 0);
  } finally {
    await handle.close();
  }
}

/**
 * Segments of 1, 2 and then 4 s, as near as the film's own key frames allow.
 *
 * @param keyFramesMs ascending, from the beginning of the film.
 */
export function chooseStarts(keyFramesMs: readonly number[], durationMs: number): number[] | null {
  if ((keyFramesMs[0] ?? Infinity) > LATEST_BEGINNING_MS) return null;
  const starts = [0];
  for (const keyFrame of keyFramesMs) {
    const ms = Math.round(keyFrame);
    if (ms > durationMs - SHORTEST_TAIL_MS) break;
    if (ms >= starts.at(-1)! + (RAMP_MS[starts.length - 1] ?? SEGMENT_MS)) starts.push(ms);
  }
  const isTooLong = starts.some((start, at) => (starts[at + 1] ?? durationMs) - start > LONGEST_SEGMENT_MS);
  return isTooLong ? null : starts;
}
