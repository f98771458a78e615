import {
  closeSync,
  fstatSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { FILE_MODE } from './files.ts';

/** LOG-06: 10 files of 10 MB. */
const MAX_BYTES = 10 * 1024 * 1024;
const KEPT = 10;
/** LOG-06: lines are kept 30 days; ten files of three days each. */
const RETENTION_MS = 30 * 24 * 3_600_000;
const LONGEST_FILE_MS = RETENTION_MS / KEPT;

/**
 * A log file that never grows beyond its share of the disk: `x.log`, then `x.log.1` up to `x.log.9`.
 *
 * A full disk loses lines and nothing else: a log must not stop a film. Losses are counted and said when writing works
 * again.
 */
export function createRotatingFile(path: string, limits = { maxBytes: MAX_BYTES, kept: KEPT }, now = Date.now) {
  let fd = openSync(path, 'a', FILE_MODE);
  let size = fstatSync(fd).size;
  let startedAt = size === 0 ? now() : fstatSync(fd).birthtimeMs;
  let lost = 0;
  let isClosed = false;

  const rotate = () => {
    rmSync(`${path}.${limits.kept - 1}`, { force: true });
    for (let number = limits.kept - 2; number >= 0; number -= 1) {
      const from = number === 0 ? path : `${path}.${number}`;
      try {
        renameSync(from, `${path}.${number + 1}`);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      }
    }
    const next = openSync(path, 'a', FILE_MODE);
    // Closed last: had a step before failed, later lines would go into whatever file has this number by then.
    closeSync(fd);
    fd = next;
    size = 0;
    startedAt = now();
  };

  return {
    /** @param text whole lines. */
    write(text: string): void {
      if (isClosed) return;
      try {
        const isOld = size > 0 && now() - startedAt >= LONGEST_FILE_MS;
        if (isOld || size + Buffer.byteLength(text) > limits.maxBytes) rotate();
        const note = lost > 0 ? `${JSON.stringify({ level: 'warn', msg: 'log.lines-lost', lost })}\n` : '';
        size += writeSync(fd, note + text);
        lost = 0;
      } catch {
        lost += 1;
      }
    },
    close(): void {
      if (isClosed) return;
      isClosed = true;
      closeSync(fd);
    },
  };
}

/**
 * Take away the log files of a folder that nothing was written to for 30 days (LOG-06): a quiet house never rotates.
 * A file without a number may be open, and is emptied.
 */
export function expireLogs(folder: string, now: number): void {
  for (const name of readdirSync(folder)) {
    const [, number] = /\.log(?:\.(\d+))?$/.exec(name) ?? [null];
    const path = join(folder, name);
    if (number === null || now - statSync(path).mtimeMs < RETENTION_MS) continue;
    if (number === undefined) truncateSync(path);
    else rmSync(path);
  }
}

export type RotatingFile = ReturnType<typeof createRotatingFile>;
