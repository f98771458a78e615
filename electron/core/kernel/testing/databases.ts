import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Result } from '../../../../shared/result.ts';
import {
  ensureHouse,
  lendAuditKey,
  libraryMigrations,
  managerMigrations,
  openReadOnly,
  openWritable,
  serverMigrations,
  type LibraryDb,
  type ManagerDb,
  type ServerDb,
} from '../index.ts';

/** A Tuesday at noon. */
export const START_MS = Date.UTC(2026, 2, 3, 12);

/** What the audit of test databases is sealed with. */
export const TEST_AUDIT_KEY = 'audit-key-of-tests-0123456789-0123456789-01';

/** Time that moves only when told. Both clocks go together. */
export function ownClock() {
  let now = START_MS;
  return { now: () => now, monotonic: () => now - START_MS + 1_000, advance: (ms: number) => void (now += ms) };
}

/** The value of a result that must be one. */
export function opened<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

export type Databases = ReturnType<typeof openDatabases>;

/** The three databases of a new house in a folder of their own, and the server's reading connection. */
export function openDatabases() {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'holdfast-test-')));
  const paths = { manager: join(folder, 'manager.db'), server: join(folder, 'server.db'), library: join(folder, 'library.db') };
  const manager = opened(openWritable<ManagerDb>(paths.manager, managerMigrations, 'process-crash'));
  const server = opened(openWritable<ServerDb>(paths.server, serverMigrations, 'process-crash'));
  const library = opened(openWritable<LibraryDb>(paths.library, libraryMigrations, 'process-crash'));
  ensureHouse(manager, 'Test House');
  lendAuditKey(manager, TEST_AUDIT_KEY);
  const read = openReadOnly(paths.library, { manager: paths.manager, server: paths.server });
  return {
    folder,
    manager,
    server,
    library,
    read,
    close(): void {
      for (const db of [read, library, server, manager]) db.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
} // prettier-ignore
