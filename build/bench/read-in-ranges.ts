/** Readers of a file, in a process of their own: what they take does not count for the server. */
import { once } from 'node:events';
import { join } from 'node:path';
import { ROOT, runtimeNode } from '../setup.js';
import type { Settings } from './measurement.ts';
import { start } from './processes.ts';
import type { Reading, Task } from './range-readers.ts';

const RANGE_BYTES = 16 * 1024 * 1024;

/** Read a file of `playedBytes` for `readingMs`, over and over. */
export async function readInRanges(
  { playedBytes, readingMs }: Pick<Settings, 'playedBytes' | 'readingMs'>,
  { port, path }: { readonly port: number; readonly path: string },
  readers: number,
): Promise<Reading> {
  const task: Task = { port, path, readers, sizeBytes: playedBytes, rangeBytes: RANGE_BYTES, durationMs: readingMs };
  const child = start(
    runtimeNode(ROOT),
    [join(ROOT, 'build', 'bench', 'range-readers.ts'), JSON.stringify(task)],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  ); // prettier-ignore
  let output = '';
  let complaints = '';
  child.stdout!.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (complaints += text));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`the readers failed: ${complaints}`);
  return JSON.parse(output) as Reading;
}
