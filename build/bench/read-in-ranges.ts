/** Readers of a file, in a process of their own: what they take does not count for the server. */
import { runAside } from './aside.ts';
import type { Settings } from './measurement.ts';
import type { Reading, Task } from './range-readers.ts';

const RANGE_BYTES = 16 * 1024 * 1024;

/** Read a file of `playedBytes` for `readingMs`, over and over. */
export function readInRanges(
  { playedBytes, readingMs }: Pick<Settings, 'playedBytes' | 'readingMs'>,
  { port, path }: { readonly port: number; readonly path: string },
  readers: number,
): Promise<Reading> {
  const task: Task = { port, path, readers, sizeBytes: playedBytes, rangeBytes: RANGE_BYTES, durationMs: readingMs };
  return runAside('range-readers.ts', task, 'the readers');
}
