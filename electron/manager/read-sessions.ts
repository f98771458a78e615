import { existsSync } from 'node:fs';
import { openIfMigrated, type Instance, type ReadDb } from '../core/kernel/index.ts';

/**
 * Sessions, bans and playbacks belong to the server; they are opened for one question, read-only, whether it runs or not.
 *
 * @param ask gets server.db, with it and manager.db attached under the names the slices ask for.
 * @returns null before the server's first start.
 */
export function withSessions<T>({ files }: Pick<Instance, 'files'>, ask: (read: ReadDb) => T): T | null {
  const read = openIfMigrated(files.serverDb, { manager: files.managerDb, server: files.serverDb });
  try {
    return read && ask(read);
  } finally {
    read?.close();
  }
}

/** The same with the titles: library.db as `main`. @returns null while one of them was not made yet. */
export function withLibrary<T>({ files }: Pick<Instance, 'files'>, ask: (read: ReadDb) => T): T | null {
  if (!existsSync(files.serverDb)) return null;
  const read = openIfMigrated(files.libraryDb, { manager: files.managerDb, server: files.serverDb });
  try {
    return read && ask(read);
  } finally {
    read?.close();
  }
}
