import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { record } from '../../audit/index.ts';
import {
  claimDataFolder,
  ensureHouse,
  lendAuditKey,
  libraryMigrations,
  managerMigrations,
  openWritable,
  serverMigrations,
  type LibraryDb,
  type ManagerDb,
  type SecretStore,
  type ServerDb,
} from '../../kernel/index.ts';
import { opened, START_MS, TEST_AUDIT_KEY } from '../../kernel/testing/databases.ts';
import { newIdentity } from '../age-file.ts';
import { createBackup, type CreateInput } from '../create.ts';
import { databasesOf } from '../verify.ts';

/** Text that stands in every test house's databases, and must stand nowhere in a backup. */
export const KNOWN_TEXT = 'The Lighthouse at the End of the World';

/** What seals columns of a test house's manager.db. */
export const DATA_KEY = 'data-key-of-tests-0123456789-0123456789-012';

/** Secrets in a file, so that they outlive a process that is killed. */
export function fileSecrets(path: string): SecretStore {
  const load = () => (existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>) : {});
  return {
    backend: 'key-file',
    get: async (name) => load()[name] ?? null,
    set: async (name, value) => writeFileSync(path, JSON.stringify({ ...load(), [name]: value })),
    list: notAsked,
    rotate: notAsked,
    settle: notAsked,
    delete: notAsked,
  };
}

function notAsked(): never {
  throw new Error('not asked by backups');
}

export const quiet = (): void => {};

/** A data folder with an owner, a member, a library, some films and progress; nothing of it runs. */
export async function makeHouse(at = tmpdir()) {
  const folder = realpathSync(mkdtempSync(join(at, 'holdfast-backup-')));
  const instance = opened(claimDataFolder(join(folder, 'data')));
  const { files, data } = instance;
  const manager = opened(openWritable<ManagerDb>(files.managerDb, managerMigrations, 'process-crash'));
  ensureHouse(manager, 'Test House');
  lendAuditKey(manager, TEST_AUDIT_KEY);
  manager.exec(`
    UPDATE house SET set_up_at = ${START_MS};
    INSERT INTO account (id, name, name_key, role, password_hash, password_changed_at, epoch, created_at) VALUES
      ('a1', 'Ada', 'ada', 'owner', 'hash', ${START_MS}, 'epoch-of-ada', ${START_MS}),
      ('a2', 'Ben', 'ben', 'member', 'hash', ${START_MS}, 'epoch-of-ben', ${START_MS});
    INSERT INTO library (id, kind, name, path, created_at) VALUES ('l1', 'film', 'Films', '/old/films', ${START_MS});`);
  record(manager, { at: START_MS, actor: 'holdfast', event: 'house.set-up' });
  const server = opened(openWritable<ServerDb>(files.serverDb, serverMigrations, 'process-crash'));
  server.exec(`
    INSERT INTO session (id, account_id, account_epoch, global_epoch, device, address, created_at, last_seen_at, expires_at)
      VALUES ('s1', 'a1', 'epoch-of-ada', 'g', 'tv', '127.0.0.1', 1, 1, ${START_MS * 2});
    INSERT INTO progress (account_id, item_id, content_id, kind, title) VALUES ('a1', 'i1', 'c1', 'film', '${KNOWN_TEXT}');`);
  const library = opened(openWritable<LibraryDb>(files.libraryDb, libraryMigrations, 'process-crash'));
  const insert = library.prepare(
    "INSERT INTO item (id, library_id, kind, title, sort_title, added_at) VALUES (?, 'l1', 'film', ?, ?, 1)",
  );
  library.transaction(() => {
    for (let at = 0; at < 500; at += 1) insert.run(`i${at}`, `${KNOWN_TEXT} ${at}`, `lighthouse ${at}`);
  })();
  const here = await newIdentity();
  const kit = await newIdentity();
  const places = join(folder, 'places');
  mkdirSync(places);
  const input: CreateInput = {
    databases: databasesOf(files),
    folder: places,
    workFolder: join(data.cache, 'vault'),
    recipients: [here.recipient, kit.recipient],
    identity: here.identity,
    secrets: { 'data-key': DATA_KEY, 'audit-key': TEST_AUDIT_KEY, 'backup-identity': here.identity },
    holdfast: '0.1.0',
    installationId: instance.installationId,
    now: START_MS,
  };
  return {
    folder,
    instance,
    manager,
    server,
    library,
    here,
    kit,
    places,
    input,
    workFolder: input.workFolder,
    /** Make a backup that must succeed. @returns its path. */
    async backUp(more: Partial<CreateInput> = {}): Promise<string> {
      const made = opened(await createBackup({ ...input, ...more }, quiet));
      return join(more.folder ?? places, made.fileName);
    },
    secrets: fileSecrets(join(folder, 'secrets.json')),
    /** Close the databases, as a restore needs them. */
    stop(): void {
      for (const db of [manager, server, library]) db.close();
    },
    close(): void {
      for (const db of [manager, server, library]) db.close();
      instance.release();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export type TestHouse = Awaited<ReturnType<typeof makeHouse>>;
