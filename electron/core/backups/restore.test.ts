import assert from 'node:assert/strict';
import Sqlite from 'better-sqlite3';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
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
  systemClock,
  writePermit,
  type Instance,
} from '../kernel/index.ts';
import { opened, START_MS, TEST_AUDIT_KEY } from '../kernel/testing/databases.ts';
import { readAge, writeAge } from './age-file.ts';
import { sweepGenerations } from './generations.ts';
import { applyKeys } from './generation-keys.ts';
import { ourMigrations, type Manifest } from './manifest.ts';
import { previewBackup } from './preview.ts';
import { restore, stageGeneration, type FolderMove, type RestoreDeps } from './restore.ts';
import { readTar, tarEnd, tarHeader, tarPadding } from './tar.ts';
import type { DieAt } from './testing/die-at.ts';
import { DATA_KEY, fileSecrets, makeHouse, type TestHouse } from './testing/house.ts';
import { verifyBackup } from './verify.ts';

/** The data key after a rotation. */
const LATER_KEY = newToken();
const DIE_AT = join(import.meta.dirname, 'testing', 'die-at.ts');

let house: TestHouse;
let file: string;
beforeEach(async () => {
  house = await makeHouse();
  await house.secrets.set('backup-identity', house.here.identity);
  await house.secrets.set('data-key', DATA_KEY);
  await house.secrets.set('audit-key', TEST_AUDIT_KEY);
  await house.secrets.set('signing-key', 'the key of then');
  file = await house.backUp();
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
      sessionsAlive: all('SELECT count(*) FROM server.session WHERE ended_at IS NULL')[0],
      items: all('SELECT count(*) FROM library.item')[0],
      settings: all('SELECT recovery_recipient FROM backup_settings'),
      incidents: all('SELECT reason FROM incident'),
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
    assert.deepEqual(now.incidents, ['later'], 'an incident is not forgotten by going back');
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
    assert.equal(db.pragma('user_version', { simple: true }), 2);
    assert.equal(db.prepare('SELECT motto FROM house').pluck().get(), null);
    db.close();
  });
});

describe('kill -9 at every step leaves the old state or the new, and a start that works (DB-04, DB-11)', () => {
  const dieAt = (what: 'create' | 'restore', step: string) => {
    house.stop();
    house.instance.release();
    const { input, here } = house;
    const root = house.instance.data.root;
    const given: DieAt = { root, secrets: join(house.folder, 'secrets.json'), input, file, identity: here.identity };
    const { signal, stderr } = spawnSync(process.execPath, [DIE_AT, what, step, JSON.stringify(given)], {
      encoding: 'utf8',
    });
    assert.equal(signal, 'SIGKILL', stderr);
  };

  for (const step of ['staged', 'renewed', 'placed', 'flipped', 'keyed', 'started', 'settled'] as const) {
    test(`restore, after "${step}"`, async () => {
      const old = house.instance.generation;
      house.stop(); // what is in the logs goes into the files, so that they can be compared
      const before = fingerprint(generationFolder(house.instance.data, old).folder);
      await house.secrets.set('data-key', LATER_KEY);
      dieAt('restore', step);
      const again = opened(claimDataFolder(house.instance.data.root));
      try {
        const isNew = again.generation !== old;
        assert.equal(isNew, ['flipped', 'keyed', 'started', 'settled'].includes(step));
        assert.deepEqual(state(again).accounts, isNew ? ['Ada', 'Ben'] : ['Ada']);
        assert.ok(isOpen(again.data.permit, again.generation), 'as open as it was');
        await applyKeys(again.files.folder, house.secrets);
        assert.equal(await house.secrets.get('data-key'), isNew ? DATA_KEY : LATER_KEY);
        sweepGenerations(again.data, again.generation, Date.now());
        const left = readdirSync(again.data.generations);
        assert.ok(left.includes(again.generation) && left.every((name) => /^[0-9a-f]{32}$/.test(name)), left.join());
        if (!isNew) assert.deepEqual(left, [old], 'what was half built is swept away');
        if (!isNew) assert.equal(fingerprint(again.files.folder), before, 'live data untouched');
      } finally {
        again.release();
      }
    });
  }

  for (const step of ['copied', 'sealed', 'synced', 'renamed', 'verified'] as const) {
    test(`backup, after "${step}": no file under a backup's name is less than whole, and the next one is made`, async () => {
      const before = readdirSync(house.places);
      dieAt('create', step);
      for (const name of readdirSync(house.places).filter((one) => one.endsWith('.age') && !before.includes(one))) {
        const verified = await verifyBackup({ file: join(house.places, name), identities: [house.kit.identity], workFolder: `${house.workFolder}2` }, () => {}); // prettier-ignore
        assert.ok(verified.ok, name);
      }
      assert.ok(await house.backUp());
    });
  }
});

describe('a hostile or damaged file is refused with its reason, and nothing changes (DB-11)', () => {
  type Part = { name: string; content: Buffer };

  async function takeApart(): Promise<Part[]> {
    const reader = await readAge(file, [house.kit.identity]);
    const tar = readTar(reader.next);
    const parts: Part[] = [];
    for (let entry = tar.nextEntry(); entry !== null; entry = tar.nextEntry()) {
      const pieces: Buffer[] = [];
      tar.content(entry, (piece) => pieces.push(Buffer.from(piece)));
      parts.push({ name: entry.name, content: Buffer.concat(pieces) });
    }
    reader.close();
    return parts;
  }

  /** Seal what a stranger who has our recipient could: everything in it holds for its key. */
  async function putTogether(parts: readonly Part[], end = tarEnd()): Promise<void> {
    const fd = openSync(file, 'w');
    const writer = await writeAge(fd, [house.kit.recipient]);
    for (const { name, content } of parts) {
      writer.write(tarHeader({ name, sizeBytes: content.length }, 0));
      writer.write(content);
      writer.write(tarPadding(content.length));
    }
    writer.write(end);
    writer.end();
    closeSync(fd);
  }

  const manifestOf = (parts: readonly Part[]) => JSON.parse(String(parts[0]!.content)) as Manifest & { format: number };
  const withManifest = (parts: readonly Part[], manifest: unknown): Part[] => [
    { name: 'manifest.json', content: Buffer.from(JSON.stringify(manifest)) },
    ...parts.slice(1),
  ];
  /** Change a database and say so in the manifest, as someone would who knows the format. */
  function rewritten(parts: readonly Part[], name: 'manager' | 'server' | 'library', sql: string): Part[] {
    const path = join(house.folder, 'rewritten.db');
    writeFileSync(path, parts.find((part) => part.name === `${name}.db`)!.content);
    const db = new Sqlite(path);
    db.pragma('journal_mode = DELETE');
    db.unsafeMode();
    db.exec(sql);
    db.close();
    const content = readFileSync(path);
    rmSync(path);
    const manifest = manifestOf(parts);
    const sha256 = createHash('sha256').update(content).digest('hex');
    const databases = {
      ...manifest.databases,
      [name]: { ...manifest.databases[name], sizeBytes: content.length, sha256 },
    };
    return withManifest(parts, { ...manifest, databases }).map((part) => (part.name === `${name}.db` ? { name: part.name, content } : part)); // prettier-ignore
  }

  const flip = (at: (length: number) => number) => async () => {
    const bytes = readFileSync(file);
    bytes[at(bytes.length)]! ^= 1;
    writeFileSync(file, bytes);
  };
  const parts = (change: (parts: Part[]) => Part[]) => async () => putTogether(change(await takeApart()));

  const MATRIX: readonly (readonly [what: string, code: string, harm: () => Promise<void>])[] = [
    ['a bit flipped in the middle', 'damaged', flip((length) => length >> 1)],
    ['a bit flipped at the end', 'damaged', flip((length) => length - 3)],
    ['cut short in the middle', 'truncated', async () => truncateSync(file, readFileSync(file).length >> 1)],
    ['cut short by one byte', 'truncated', async () => truncateSync(file, readFileSync(file).length - 1)],
    ['another key', 'wrong-key', () => sealedToStranger()],
    ['no backup', 'not-a-backup', async () => writeFileSync(file, 'PK\x03\x04 holiday.zip')],
    ['a part missing', 'hostile', parts((all) => all.filter(({ name }) => name !== 'server.db'))],
    ['two parts swapped', 'hostile', parts(([m, s, a, b, c]) => [m!, s!, b!, a!, c!])],
    ["a part's content swapped", 'hostile', parts((all) => all.map((part) => (part.name === 'library.db' ? { ...part, content: Buffer.alloc(part.content.length) } : part)))], // prettier-ignore
    ['a part too many', 'hostile', parts((all) => [...all, { name: 'open.permit', content: Buffer.from('x') }])],
    ['a name that leads out', 'hostile', parts(([m, s, ...rest]) => [m!, { ...s!, name: '../../escaped' }, ...rest])],
    ['no manifest', 'hostile', parts((all) => all.slice(1))],
    ['a manifest that is none', 'hostile', parts((all) => withManifest(all, { format: 1, id: 'x' }))],
    ['a newer format', 'newer', parts((all) => withManifest(all, { ...manifestOf(all), format: 2 }))],
    ['a newer schema', 'newer', parts((all) => { const manifest = manifestOf(all); manifest.databases.manager.version = 99; return withManifest(all, manifest); })], // prettier-ignore
    ['a schema older than it says', 'hostile', parts((all) => rewritten(all, 'manager', 'PRAGMA user_version = 0'))],
    ['a trigger in a table', 'hostile', parts((all) => rewritten(all, 'manager', "CREATE TRIGGER t AFTER INSERT ON audit BEGIN UPDATE account SET role = 'owner'; END"))], // prettier-ignore
    ['a view in the place of a table', 'hostile', parts((all) => rewritten(all, 'server', 'DROP TABLE ban; CREATE VIEW ban AS SELECT 1 AS address'))], // prettier-ignore
    ['rows that were taken out', 'damaged', parts((all) => rewritten(all, 'manager', "DELETE FROM account WHERE role = 'owner'"))], // prettier-ignore
    ['keys under unknown names', 'hostile', parts((all) => { const content = Buffer.from('{"signing-key":"mine"}'); const manifest = manifestOf(all); manifest.secrets = { sizeBytes: content.length, sha256: createHash('sha256').update(content).digest('hex') }; return withManifest(all, manifest).map((part) => (part.name === 'secrets.json' ? { ...part, content } : part)); })], // prettier-ignore
  ];

  async function sealedToStranger(): Promise<void> {
    const all = await takeApart();
    const kit = house.kit;
    const { newIdentity } = await import('./age-file.ts');
    Object.assign(house, { kit: await newIdentity() });
    await putTogether(all);
    Object.assign(house, { kit });
  }

  for (const [what, code, harm] of MATRIX) {
    test(`${what}: ${code}`, async () => {
      const { data } = house.instance;
      await harm();
      house.stop();
      const before = fingerprint(data.root);
      let didStop = false;
      for (const identity of [house.kit.identity, house.here.identity]) {
        const done = await run({ identity, stop: async () => void (didStop = true) });
        assert.ok(!done.ok);
        if (identity === house.kit.identity || code === 'wrong-key')
          assert.equal(done.failure.code, code, done.failure.message);
      }
      assert.equal(didStop, false, 'what serves was not even asked to stop');
      assert.equal(fingerprint(data.root), before);
      assert.deepEqual(readdirSync(data.generations), [house.instance.generation]);
      assert.equal(existsSync(join(house.folder, 'escaped')), false);
    });
  }

  test('more than the disk has room for is refused before anything is written', async () => {
    const all = await takeApart();
    const manifest = manifestOf(all);
    manifest.databases.library!.sizeBytes = 2 ** 50;
    await putTogether(withManifest(all, manifest));
    const done = await run({ identity: house.kit.identity });
    assert.ok(!done.ok);
    assert.equal(done.failure.code, 'disk-full');
    assert.match(done.failure.message, /MB more are needed/);
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
