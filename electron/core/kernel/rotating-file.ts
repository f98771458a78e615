import { closeSync, fstatSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { FILE_MODE } from './files.ts';

/** LOG-06: 10 files of 10 MB. */
const MAX_BYTES = 10 * 1024 * 1024;
const KEPT = 10;

/**
 * A log file that never grows beyond its share of the disk: `x.log`, then `x.log.1` up to `x.log.9`.
 *
 * A full disk loses lines and nothing else: a log must not stop a film. Losses are counted and said when writing works
 * again.
 */
export function createRotatingFile(path: string, limits = { maxBytes: MAX_BYTES, kept: KEPT }) {
  let fd = openSync(path, 'a', FILE_MODE);
  let size = fstatSync(fd).size;
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
  };

  return {
    /** @param text whole lines. */
    write(text: string): void {
      if (isClosed) return;
      try {
        if (size + text.length > limits.maxBytes) rotate();
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

export type RotatingFile = ReturnType<typeof createRotatingFile>;
