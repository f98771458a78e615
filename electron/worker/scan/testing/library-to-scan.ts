/** A library for one test: a folder of its own to fill, an empty library.db, and the scan of the product. */
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, mkdtempSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ScanProgress } from '../../../../shared/contract/library.ts';
import {
  libraryMigrations,
  openWritable,
  systemClock,
  type LibraryDb,
  type LibraryId,
  type Log,
} from '../../../core/kernel/index.ts';
import type { LibraryRow } from '../../../core/library/index.ts';
import { scanLibrary, type ScanDeps } from '../scan.ts';

export const quietLog: Log = { info: () => {}, warn: () => {}, error: () => {} };

export type LibraryToScan = {
  /** What is scanned. */
  readonly root: string;
  readonly db: LibraryDb;
  readonly library: LibraryRow;
};

/** @param folder of the test file, which removes it at the end */
export function libraryToScan(folder: string, kind: LibraryRow['kind']): LibraryToScan {
  const own = mkdtempSync(join(folder, `${kind}-`));
  const root = join(own, 'media');
  mkdirSync(root);
  const opened = openWritable<LibraryDb>(join(own, 'library.db'), libraryMigrations, 'process-crash');
  assert.ok(opened.ok);
  return { root, db: opened.value, library: { id: 'a'.repeat(32) as LibraryId, kind, name: 'Test', path: root } };
}

export const scanOnce = (
  { db, library }: Omit<LibraryToScan, 'root'>,
  more: Partial<ScanDeps> = {},
  signal = new AbortController().signal,
): Promise<ScanProgress> =>
  scanLibrary(
    { db, clock: systemClock, log: quietLog, ffprobe: null, adopt: () => null, report: () => {}, ...more },
    library,
    signal,
  );

/** Put a copy of a file under a name in the library, making the folders on the way. */
export function putFile(root: string, path: string, sample: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  copyFileSync(sample, join(root, path));
}
