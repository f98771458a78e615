import { openIfMigrated, type ReadDb } from '../../core/kernel/index.ts';
import type { ManagerCore } from '../core.ts';

/** Sessions and playbacks belong to the server; its database is opened for one question. null before its first start. */
export function withServerDb<T>({ instance: { files } }: ManagerCore, ask: (read: ReadDb) => T): T | null {
  const read = openIfMigrated(files.serverDb, { manager: files.managerDb, server: files.serverDb });
  try {
    return read && ask(read);
  } finally {
    read?.close();
  }
}
