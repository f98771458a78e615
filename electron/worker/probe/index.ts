// Probe: what a media file holds, from its own bytes. Content decides, never the name; text that points elsewhere is
// refused. MP4 and Matroska headers are read here in well under a millisecond, and ffprobe (some 50 ms, a process) is
// asked only about what those readers do not know.
import type { FileHandle } from 'node:fs/promises';
import { fail, ok } from '../../../shared/result.ts';
import type { Result } from '../../../shared/result.ts';
import { askFfprobe } from './ffprobe.ts';
import { FileWindow } from './file-window.ts';
import { readMatroska } from './matroska.ts';
import { readMp4 } from './mp4.ts';
import type { HeaderReading } from './mp4.ts';
import { SNIFF_BYTES, sniff } from './sniff.ts';
import type { Container, MediaInfo } from '../../core/library/index.ts';

export type ProbeFailure =
  'empty' | 'playlist' | 'not-media' | 'truncated' | 'unreadable' | 'no-video' | 'timeout' | 'no-ffprobe';

export type ProbeDeps = {
  /** Null when there is none: files that need it then fail with `no-ffprobe`. */
  readonly ffprobePath: string | null;
  /** Ends the probe with `timeout`. */
  readonly signal: AbortSignal;
};

/**
 * Find out what a file holds.
 *
 * @param path absolute; used for ffprobe only, and only when the header readers do not know.
 * @param handle open for reading, its real path already checked by the caller (ARCHITECTURE, law 4), who closes it.
 * @param sizeBytes the size of that open file.
 * @returns `durationMs` is never null in a success: a file that does not say how long it is is `truncated`.
 */
export async function probeFile(
  deps: ProbeDeps,
  path: string,
  handle: FileHandle,
  sizeBytes: number,
): Promise<Result<MediaInfo, ProbeFailure>> {
  if (sizeBytes === 0) return fail('empty', 'This file is empty: it has 0 bytes.');
  const window = new FileWindow(handle, sizeBytes, deps.signal);
  let reading: HeaderReading | null = null;
  let found;
  try {
    const head = await window.readUpTo(0, SNIFF_BYTES);
    if (head === null) return fail('truncated', 'This file became shorter while it was read; it may still be copied.');
    found = sniff(head);
    if (found.kind === 'playlist')
      return fail('playlist', 'This is a text or playlist that may point to other files, not a video.');
    if (found.kind === 'unknown') return fail('not-media', 'This file is not a video of a kind Holdfast knows.');
    reading = await readHeader(window, found.container);
  } catch (error) {
    if (deps.signal.aborted) return fail('timeout', 'Reading this file took too long and was stopped.');
    if (isSystemError(error)) return fail('unreadable', 'This file cannot be read from its disk.');
    throw error;
  }
  if (reading?.kind === 'truncated')
    return fail('truncated', 'This file is not complete: the part that describes it is missing.');
  if (reading !== null && reading.info.durationMs !== null) return accepted(reading.info);

  const { container, demuxer } = found;
  if (deps.ffprobePath === null)
    return fail('no-ffprobe', 'This kind of file needs the ffprobe program, which is not installed.');
  const answer = await askFfprobe({
    ffprobePath: deps.ffprobePath,
    signal: deps.signal,
    path,
    container,
    demuxer,
    sizeBytes,
  });
  return answer.ok ? accepted(answer.value) : answer;
}

async function readHeader(window: FileWindow, container: Container): Promise<HeaderReading | null> {
  if (container === 'mp4' || container === 'mov') return readMp4(window, container);
  if (container === 'matroska' || container === 'webm') return readMatroska(window, container);
  return null;
}

function accepted(info: MediaInfo): Result<MediaInfo, ProbeFailure> {
  const hasPicture = info.streams.some(
    (stream) => stream.kind === 'video' && !stream.attachedPicture && stream.width > 0 && stream.height > 0,
  );
  if (!hasPicture) return fail('no-video', 'This file holds no moving picture.');
  if (info.durationMs === null) return fail('truncated', 'This file is not complete: it does not say how long it is.');
  return ok(info);
}

/** What the file system reports (EIO, EBADF, ESTALE) carries a code; our own mistakes do not. */
export function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}
