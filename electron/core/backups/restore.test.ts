import assert from 'node:assert/strict';
import Sqlite from 'better-sqlite3';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { fail, ok, type Result } from '../../../shared/result.ts';
import {
  claimDataFolder,
  generationFolder,
  isOpen,
  newId,
  newToken,
  openReadOnly,
  SecretsUnavailable,
  systemClock,
  writePermit,
  type Instance,
} from '../kernel/index.ts';
import { opened, START_MS, TEST_AUDIT_KEY } from '../kernel/testing/databases.ts';
import { applyKeys } from './generation-keys.ts';
import { sweepGenerations } from './generations.ts';
import { ourMigrations } from './manifest.ts';
import { previewBackup } from './preview.ts';
import { restore, stageGeneration, type FolderMove, type RestoreDeps } from './restore.ts';
import { DATA_KEY, fileSecrets, makeHouse, type TestHouse } from './testing/house.ts';

/** The data key after a rotation. */
const LATER_KEY = newToken();

let house: TestHouse;
let file: string;
beforeEach(async () => {
  house = await makeHouse();
  await house.secrets.set('backup-identity', house.here.identity);
  await house.secrets.set('data-key', DATA_KEY);
  await house.secrets.set('audit-key', TEST_AUDIT_KEY);
  await house.secrets.set('signing-key', 'the key of then');
  house.manager.exec("INSERT INTO incident (id, reason, actor, opened_at) VALUES ('w', 'open then', 'me', 1)");
  file = await house.backUp();
  house.manager.exec("UPDATE incident SET closed_at = 2 WHERE id = 'w'");
  // What happened since: Ben left, and everything was watched.
  house.manager.exec("DELETE FROM account WHERE id = 'a2'; UPDATE house SET server_name = 'Later';");
  house.manager.exec("INSERT INTO backup_settings (id, daily_at, recovery_recipient) VALUES (1, '04:30', 'age1later')");
  house.manager.exec(
    `INSERT INTO incident (id, reason, actor, opened_at, closed_at) VALUES ('x', 'later', 'me', 1, 2)`,
  );
  writePermit(house.instance.data.permit, house.instance.generation);
});
afterEach(() => house.close());

const current = (instance = house.instance) => readFileSync(instance.data.current, 'utf8').trim();

/** What the generation in use says. */
function state(instance = house.instance) {
  const files = generationFolder(instance.data, current(instance));
  const db = openReadOnly(files.managerDb, { server: files.serverDb, library: files.libraryDb });
  try {
    const all = (sql: string) => db.prepare<[], unknown>(sql).pluck().all();
    return {
      accounts: all('SELECT name FROM account ORDER BY name'),
      epochs: all('SELECT epoch FROM account'),
      name: all('SELECT server_name FROM house')[0],
      paths: all('SELECT path FROM main.library'),
      out: all('SELECT name FROM account WHERE locked_out = 1 ORDER BY name'),
      bans: all('SELECT address FROM server.ban'),
      sessionsAlive: all('SELECT count(*) FROM server.session WHERE ended_at IS NULL')[0],
      items: all('SELECT count(*) FROM library.item')[0],
      settings: all('SELECT recovery_recipient FROM backup_settings'),
      incidents: all('SELECT reason FROM incident WHERE closed_at IS NOT NULL ORDER BY id DESC'),
      done: all('SELECT task_id FROM maintenance_done'),
      segment: String(all("SELECT detail FROM audit WHERE event = 'audit.segment-started' ORDER BY seq DESC")[0]),
      audit: all('SELECT event FROM audit ORDER BY seq'),
    };
  } finally {
    db.close();
  }
}

type More = Partial<RestoreDeps> & { readonly folders?: readonly FolderMove[]; readonly identity?: string };

function run(more: More = {}, instance: Instance = house.instance, secrets = house.secrets) {
  const { folders = [], identity = house.here.identity, ...deps } = more;
  return restore(
    {
      instance,
      secrets,
      clock: systemClock,
      stage: (input) => stageGeneration(input, () => {}),
      stop: async () => house.stop(),
      start: async () => ok(null),
      ...deps,
    },
    { file, identities: [identity], folders },
    'owner:test',
  );
}

/** Everything below the generations that was there before, by content. */
function fingerprint(folder: string): string {
  const hash = createHash('sha256');
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }).toSorted((a, b) =>
    a.parentPath + a.name < b.parentPath + b.name ? -1 : 1,
  ))
    if (entry.isFile() && !/-(wal|shm)$|keys\.age|retired-at/.test(entry.name))
      hash.update(entry.name).update(readFileSync(join(entry.parentPath, entry.name)));
  return hash.digest('hex');
}

describe('a restore (DB-11)', () => {
  test('brings back what was, ends every session, keeps what belongs to this machine, and keeps the way back', async () => {
    const old = house.instance.generation;
    const done = await run();
    assert.ok(done.ok);
    const now = state();
    assert.deepEqual(now.accounts, ['Ada', 'Ben']);
    assert.equal(now.name, 'Test House');
    assert.equal(now.items, 500);
    assert.equal(now.sessionsAlive, 0);
    for (const epoch of now.epochs) assert.match(String(epoch), /^[0-9a-f]{16}$/, 'new epochs');
    assert.deepEqual(now.settings, ['age1later'], 'the kit of now, not the one of then');
    assert.deepEqual(
      now.incidents,
      ['later', 'open then'],
      'an incident, and its end, are not forgotten by going back',
    );
    assert.deepEqual(now.audit, ['house.set-up', 'audit.segment-started', 'backup.restored']);
    assert.notEqual(await house.secrets.get('signing-key'), 'the key of then');
    assert.equal(current(), done.value.generation);
    assert.ok(
      done.value.isOpen && isOpen(house.instance.data.permit, done.value.generation),
      'it was open and is open',
    );
    assert.equal(isOpen(house.instance.data.permit, old), false, 'the permit belongs to the new generation alone');
    sweepGenerations(house.instance.data, current(), Date.now());
    assert.ok(existsSync(generationFolder(house.instance.data, old).managerDb), 'the way back is there');
    sweepGenerations(house.instance.data, current(), Date.now() + 8 * 86_400_000);
    assert.equal(existsSync(generationFolder(house.instance.data, old).folder), false, 'and goes after 7 days');
    assert.deepEqual(state().accounts, ['Ada', 'Ben']);
  });

  test('what was done of the calendar is not forgotten by going back', async () => {
    const insert = "INSERT INTO maintenance_done (task_id, at, actor, evidence) VALUES ('MNT-02', 7, 'me', 'Nobody.')";
    house.manager.exec(insert);
    assert.ok((await run()).ok);
    assert.deepEqual(state().done, ['MNT-02']);
  });

  test('who is shut out now stays shut out, for as long as that was to last (INC-13)', async () => {
    const later = Date.now() + 365 * 86_400_000;
    house.server.exec(`INSERT INTO ban VALUES ('192.0.2.9', 1, ${later}, 'incident'), ('192.0.2.8', 1, 2, 'guessing')`);
    assert.ok((await run()).ok);
    assert.deepEqual(state().bans, ['192.0.2.9']);
  });

  test('a backup from the middle of a closing that has ended keeps nobody out but who is paused (INC-02)', async () => {
    house.manager.exec(`UPDATE account SET locked_out = 1;
      INSERT INTO account (id, name, name_key, role, password_hash, password_changed_at, epoch, created_at, locked_out, paused)
        VALUES ('a3', 'Gus', 'gus', 'guest', 'hash', 1, 'e', 1, 1, 1)`);
    house.manager.exec("UPDATE incident SET closed_at = NULL WHERE id = 'w'");
    file = await house.backUp();
    house.manager.exec("UPDATE incident SET closed_at = 2 WHERE id = 'w'");
    assert.ok((await run()).ok);
    assert.deepEqual(state().out, ['Gus']);
  });

  test('a backup from before a closing that goes on lets nobody in but the owners (INC-02)', async () => {
    house.manager.exec(`INSERT INTO incident (id, reason, actor, opened_at) VALUES ('y', 'now', 'me', 3)`);
    assert.ok((await run()).ok);
    assert.deepEqual(state().out, ['Ben']);
  });

  test('a present database that a newer Holdfast did not migrate yet is carried over as far as it goes', async () => {
    house.manager.exec('DROP TABLE incident_problem; DROP TABLE maintenance_done');
    assert.ok((await run()).ok);
    const now = state();
    assert.deepEqual([now.settings, now.incidents], [['age1later'], ['later', 'open then']]);
    assert.match(now.segment, /"replaced":\{"seq":/, 'the audit names the one it replaces');
  });

  test('a closed house stays closed', async () => {
    rmSync(house.instance.data.permit);
    const done = await run();
    assert.ok(done.ok && !done.value.isOpen);
    assert.equal(existsSync(house.instance.data.permit), false);
  });

  test('what does not start flips back: nothing is different, and no half generation stays', async () => {
    const starts: string[] = [];
    const done = await run({
      async start(generation): Promise<Result<unknown>> {
        starts.push(generation);
        return starts.length === 1 ? fail('not-healthy', 'It does not answer.') : ok(null);
      },
    });
    assert.ok(!done.ok && done.failure.code === 'not-started');
    assert.match(done.failure.message, /It does not answer\. Everything is as it was before\./);
    assert.equal(current(), house.instance.generation);
    assert.equal(starts[1], house.instance.generation);
    assert.deepEqual(state().accounts, ['Ada']);
    assert.equal(await house.secrets.get('signing-key'), 'the key of then');
    assert.ok(isOpen(house.instance.data.permit, house.instance.generation));
    assert.deepEqual(readdirSync(house.instance.data.generations), [house.instance.generation]);
  });

  test('what does not start, and then the present one neither: both are said, and the data is as it was', async () => {
    const done = await run({ start: async () => fail('not-healthy', 'The port is taken.') });
    assert.ok(!done.ok && done.failure.code === 'not-started');
    assert.match(
      done.failure.message,
      /The data is as it was before, but the house did not start again: The port is taken\./,
    );
    assert.equal(current(), house.instance.generation);
    assert.deepEqual(state().accounts, ['Ada']);
  });

  test('a keychain that is locked from the start: said, nothing was stopped, nothing half is left', async () => {
    const locked = async () => Promise.reject(new SecretsUnavailable('The keychain is locked.'));
    let didStop = false;
    const done = await run({ secrets: { ...house.secrets, get: locked }, stop: async () => void (didStop = true) });
    assert.ok(!done.ok && done.failure.code === 'no-keys');
    assert.equal(didStop, false);
    assert.deepEqual(readdirSync(house.instance.data.generations), [house.instance.generation]);
  });

  test('a keychain that locks itself in the middle: everything as it was, and the keys of then are found by the next start', async () => {
    await house.secrets.set('data-key', LATER_KEY);
    let isLocked = false;
    const set = async (...args: Parameters<typeof house.secrets.set>) => {
      if (isLocked) throw new SecretsUnavailable('The keychain is locked.');
      if (args[0] === 'data-key') isLocked = true; // the first of the restored keys still went in
      await house.secrets.set(...args);
    };
    const done = await run({ secrets: { ...house.secrets, set } });
    assert.ok(!done.ok && done.failure.code === 'not-started');
    assert.match(
      done.failure.message,
      /The keychain is locked\..* as it was before\. Its keys could not be put back yet/,
    );
    assert.equal(current(), house.instance.generation);
    await applyKeys(house.instance.files.folder, house.secrets);
    assert.equal(await house.secrets.get('data-key'), LATER_KEY);
  });

  test('on a fresh machine with the kit alone: keys come along, folders are where they are now, ids are its own', async () => {
    const fresh = opened(claimDataFolder(join(house.folder, 'fresh')));
    try {
      const secrets = fileSecrets(join(house.folder, 'fresh-secrets.json'));
      const more = { identity: house.kit.identity, stop: async () => {}, folders: [{ from: '/old', to: '/new/disk' }] };
      const done = await run(more, fresh, secrets);
      assert.ok(done.ok, JSON.stringify(done));
      assert.deepEqual(state(fresh).paths, ['/new/disk/films']);
      assert.equal(await secrets.get('data-key'), DATA_KEY);
      assert.equal(await secrets.get('backup-identity'), house.here.identity, 'older backups open here too');
      assert.notEqual(fresh.installationId, house.instance.installationId);
      assert.equal(done.value.isOpen, false);
    } finally {
      fresh.release();
    }
  });

  test('over a wrecked database', async () => {
    house.stop();
    writeFileSync(house.instance.files.managerDb, 'not a database any more');
    const done = await run({ stop: async () => {} });
    assert.ok(done.ok);
    assert.deepEqual(state().accounts, ['Ada', 'Ben']);
  });

  test('keys that were rotated since come back with the data, and go again when it flips back', async () => {
    await house.secrets.set('data-key', LATER_KEY);
    let during: string | null = null;
    const failed = await run({
      async start(generation): Promise<Result<unknown>> {
        if (generation === house.instance.generation) return ok(null);
        during = await house.secrets.get('data-key');
        return fail('not-healthy', 'No.');
      },
    });
    assert.ok(!failed.ok);
    assert.equal(during, DATA_KEY);
    assert.equal(await house.secrets.get('data-key'), LATER_KEY);
  });

  test('a preview says what is in it and touches nothing', async () => {
    const before = fingerprint(house.instance.data.generations);
    const seen = opened(await previewBackup({ file, identities: [house.kit.identity], workFolder: house.workFolder }, () => {})); // prettier-ignore
    assert.deepEqual(seen.contents, {
      serverName: 'Test House',
      accounts: ['Ada', 'Ben'],
      libraries: [{ name: 'Films', path: '/old/films' }],
      items: 500,
      progress: 1,
      settings: '{"access":{"kind":"home"},"names":[]}',
    });
    assert.equal(seen.manifest.madeAt, START_MS);
    assert.equal(fingerprint(house.instance.data.generations), before);
    assert.equal(existsSync(house.workFolder), false);
  });

  test('an older schema is brought to ours', async () => {
    const next = [...ourMigrations.manager, { name: 'later', sql: 'ALTER TABLE house ADD COLUMN motto TEXT' }];
    const folder = join(house.folder, 'staged');
    const staged = await stageGeneration({ file, identities: [house.kit.identity], folder }, () => {}, { ...ourMigrations, manager: next }); // prettier-ignore
    assert.ok(staged.ok, JSON.stringify(staged));
    const db = new Sqlite(join(folder, 'manager', 'manager.db'), { readonly: true });
    assert.equal(db.pragma('user_version', { simple: true }), next.length);
    assert.equal(db.prepare('SELECT motto FROM house').pluck().get(), null);
    db.close();
  });
});

test('a way back under another name is never taken for a leftover', () => {
  const lost = newId();
  const folder = join(house.instance.data.generations, lost);
  mkdirSync(folder);
  cpSync(house.instance.files.folder, folder, { recursive: true });
  sweepGenerations(house.instance.data, house.instance.generation, Date.now() + 365 * 86_400_000);
  assert.ok(existsSync(folder), 'it was in use, and nobody retired it');
});
