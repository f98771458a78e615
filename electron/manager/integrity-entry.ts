/** The other side of `integrity.ts`: opens each database read-only, looks through it, answers, ends. */
import { basename } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { databaseProblem, openIfMigrated } from '../core/kernel/index.ts';

/** DB-03. */
function problemOf(path: string): string | null {
  try {
    const db = openIfMigrated(path);
    if (db === null) return `${basename(path)} is not there.`;
    try {
      return db.pragma('quick_check(1)', { simple: true }) === 'ok' ? null : `${basename(path)} is damaged.`;
    } finally {
      db.close();
    }
  } catch (error) {
    if (databaseProblem(error) === null) throw error;
    return `${basename(path)} is damaged or cannot be read.`;
  }
}

parentPort!.postMessage((workerData as string[]).flatMap((path) => problemOf(path) ?? []));
