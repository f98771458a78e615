/** What is done to backups, to places and to the process, and what comes of it: the right reason, and live data untouched. */
import assert from 'node:assert/strict';
import Sqlite from 'better-sqlite3';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  closeSync,
  cpSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, beforeEach, describe, test, type TestContext } from 'node:test';
import { verifyChain } from '../audit/index.ts';
import {
  claimDataFolder,
  currentGeneration,
  generationFolder,
  isOpen,
  newToken,
  openReadOnly,
  systemClock,
  writePermit,
  type Instance,
} from '../kernel/index.ts';
import { opened, START_MS, TEST_AUDIT_KEY } from '../kernel/testing/databases.ts';
import { newIdentity, readAge, writeAge } from './age-file.ts';
import { createBackup } from './create.ts';
import { applyKeys } from './generation-keys.ts';
import { sweepGenerations } from './generations.ts';
import type { Manifest } from './manifest.ts';
import { restore, stageGeneration, type RestoreDeps } from './restore.ts';
import { readTar, tarEnd, tarHeader, tarPadding } from './tar.ts';
import type { DieAt } from './testing/die-at.ts';
import { DATA_KEY, makeHouse, quiet, type TestHouse } from './testing/house.ts';
import { verifyBackup } from './verify.ts';

const DIE_AT = join(import.meta.dirname, 'testing', 'die-at.ts');
const hasAge = spawnSync('age', ['--version']).status === 0;

let house: TestHouse;
let file: string;

async function prepare(at?: string): Promise<void> {
  house = await makeHouse(at);
  await house.secrets.set('backup-identity', house.here.identity);
  await house.secrets.set('data-key', DATA_KEY);
  await house.secrets.set('audit-key', TEST_AUDIT_KEY);
  file = await house.backUp();
  // What happened since: Ben left.
  house.manager.exec("DELETE FROM account WHERE id = 'a2'");
  writePermit(house.instance.data.permit, house.instance.generation);
}

const restoreFrom = (identity: string, more: Partial<RestoreDeps> = {}) =>
  restore(
    {
      instance: house.instance,
      secrets: house.secrets,
      clock: systemClock,
      stage: (input) => stageGeneration(input, () => {}),
      stop: async () => house.stop(),
      start: async () => ({ ok: true, value: null }),
      ...more,
    },
    { file, identities: [identity], folders: [] },
    'owner:test',
  );

/** Everything below a folder by content, without what SQLite keeps beside a database and what marks a generation. */
function fingerprint(folder: string): string {
  const hash = createHash('sha256');
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }).toSorted((a, b) =>
    a.parentPath + a.name < b.parentPath + b.name ? -1 : 1,
  ))
    if (entry.isFile() && !/-(wal|shm)$|keys\.age|retired-at|\.tmp$/.test(entry.name))
      hash.update(entry.name).update(readFileSync(join(entry.parentPath, entry.name)));
  return hash.digest('hex');
}

describe('a hostile, damaged or foreign file is refused with its reason, and nothing changes (DB-06, DB-09, DB-11)', () => {
  beforeEach(() => prepare());
  afterEach(() => house.close());

  type Part = { readonly name: string; readonly content: Buffer; readonly header?: (header: Buffer) => void };

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
  async function putTogether(parts: readonly Part[], recipient = house.kit.recipient, end = tarEnd()): Promise<void> {
    const fd = openSync(file, 'w');
    const writer = await writeAge(fd, [recipient]);
    for (const { name, content, header: change } of parts) {
      const header = tarHeader({ name, sizeBytes: content.length }, 0);
      change?.(header);
      writer.write(header);
      writer.write(content);
      writer.write(tarPadding(content.length));
    }
    writer.write(end);
    writer.end();
    closeSync(fd);
  }

  const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');
  const manifestOf = (parts: readonly Part[]) => JSON.parse(String(parts[0]!.content)) as Manifest & { format: number };
  const withManifest = (parts: readonly Part[], manifest: unknown): Part[] => [
    { name: 'manifest.json', content: Buffer.from(JSON.stringify(manifest)) },
    ...parts.slice(1),
  ];
  const replaced = (parts: readonly Part[], name: string, change: (part: Part) => Part): Part[] =>
    parts.map((part) => (part.name === name ? change(part) : part));
  /** Change a header field and make its checksum fit. */
  const reheaded = (parts: readonly Part[], name: string, change: (header: Buffer) => void): Part[] =>
    replaced(parts, name, (part) => ({
      ...part,
      header(block) {
        change(block);
        const sum = block.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 0x20 : byte), 0);
        block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
      },
    }));
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
    const facts = { ...manifest.databases[name], sizeBytes: content.length, sha256: sha256(content) };
    const databases = { ...manifest.databases, [name]: facts };
    return replaced(withManifest(parts, { ...manifest, databases }), `${name}.db`, (part) => ({ ...part, content }));
  }
  function withKeys(parts: readonly Part[], keys: unknown): Part[] {
    const content = Buffer.from(JSON.stringify(keys));
    const secrets = { sizeBytes: content.length, sha256: sha256(content) };
    return replaced(withManifest(parts, { ...manifestOf(parts), secrets }), 'secrets.json', (part) => ({
      ...part,
      content,
    }));
  }

  const flip = (at: (length: number) => number) => async () => {
    const bytes = readFileSync(file);
    bytes[at(bytes.length)]! ^= 1;
    writeFileSync(file, bytes);
  };
  const cut = (length: (whole: number) => number) => async () => truncateSync(file, length(readFileSync(file).length));
  const parts = (change: (parts: Part[]) => Part[]) => async () => putTogether(change(await takeApart()));
  const manifest = (change: (manifest: Manifest & { format: number }) => void) =>
    parts((all) => {
      const found = manifestOf(all);
      change(found);
      return withManifest(all, found);
    });

  const MATRIX: readonly (readonly [what: string, code: string, harm: () => Promise<void>])[] = [
    // Of the file, by anybody (DB-06).
    ['a bit flipped in the header', 'damaged', flip(() => 60)],
    ['a bit flipped in the middle', 'damaged', flip((length) => length >> 1)],
    ['a bit flipped at the end', 'damaged', flip((length) => length - 3)],
    ['cut short in the middle', 'truncated', cut((length) => length >> 1)],
    ['cut short by one byte', 'truncated', cut((length) => length - 1)],
    ['cut short in the header', 'truncated', cut(() => 100)],
    ['bytes added at the end', 'damaged', async () => writeFileSync(file, Buffer.concat([readFileSync(file), Buffer.from('more')]))],
    ['sealed to another key', 'wrong-key', async () => putTogether(await takeApart(), (await newIdentity()).recipient)],
    ['no backup', 'not-a-backup', async () => writeFileSync(file, 'PK\x03\x04 holiday.zip')],
    ['nothing in it', 'not-a-backup', async () => writeFileSync(file, '')],
    // Of the content, by somebody who has the recipient (DB-11).
    ['a part missing', 'hostile', parts((all) => all.filter(({ name }) => name !== 'server.db'))],
    ['the last part missing', 'hostile', parts((all) => all.slice(0, -1))],
    ['two parts swapped', 'hostile', parts(([m, s, a, b, c]) => [m!, s!, b!, a!, c!])],
    ["a part's content swapped", 'hostile', parts((all) => replaced(all, 'library.db', (part) => ({ ...part, content: Buffer.alloc(part.content.length) })))],
    ['a part twice', 'hostile', parts((all) => [...all, all.at(-1)!])],
    ['a part too many', 'hostile', parts((all) => [...all, { name: 'open.permit', content: Buffer.from('x') }])],
    ['a name that leads out', 'hostile', parts(([m, s, ...rest]) => [m!, { ...s!, name: '../../escaped' }, ...rest])],
    ['an absolute name', 'hostile', parts((all) => replaced(all, 'server.db', (part) => ({ ...part, name: '/tmp/escaped' })))],
    ['a link in the place of a part', 'hostile', parts((all) => reheaded(all, 'server.db', (header) => { header.write('2', 156); header.write('/etc/passwd', 157); }))],
    ['a folder before a name', 'hostile', parts((all) => reheaded(all, 'server.db', (header) => header.write('..', 345)))],
    ['a size that is no number', 'hostile', parts((all) => reheaded(all, 'server.db', (header) => header.write('-0000000001', 124)))],
    ['no manifest', 'hostile', parts((all) => all.slice(1))],
    ['a manifest that is none', 'hostile', parts((all) => withManifest(all, { format: 1, id: 'x' }))],
    ['a manifest of half a megabyte', 'hostile', parts((all) => withManifest(all, { ...manifestOf(all), padding: 'x'.repeat(512 * 1024) }))],
    ['an audit that is another', 'hostile', manifest((found) => { found.auditHead = { seq: 1, hash: 'f'.repeat(64) }; })],
    ['a newer format', 'newer', manifest((found) => { found.format = 2 as 1; })],
    ['a newer schema', 'newer', manifest((found) => { found.databases.manager.version = 99; })],
    ['a newer schema than it says', 'newer', parts((all) => rewritten(all, 'manager', 'PRAGMA user_version = 99'))],
    ['an older schema than it says', 'hostile', parts((all) => rewritten(all, 'manager', 'PRAGMA user_version = 0'))],
    ['a trigger in a table', 'hostile', parts((all) => rewritten(all, 'manager', "CREATE TRIGGER t AFTER INSERT ON audit BEGIN UPDATE account SET role = 'owner'; END"))],
    ['without the guard of the audit', 'hostile', parts((all) => rewritten(all, 'manager', 'DROP TRIGGER audit_never_changes'))],
    ['a view in the place of a table', 'hostile', parts((all) => rewritten(all, 'server', 'DROP TABLE ban; CREATE VIEW ban AS SELECT 1 AS address'))],
    ['a full-text table of its own', 'hostile', parts((all) => rewritten(all, 'server', 'CREATE VIRTUAL TABLE x USING fts5(a)'))],
    ['rows that were taken out', 'damaged', parts((all) => rewritten(all, 'manager', "DELETE FROM account WHERE role = 'owner'"))],
    ['a key under an unknown name', 'hostile', parts((all) => withKeys(all, { 'signing-key': newToken() }))],
    ['a key that is none', 'hostile', parts((all) => withKeys(all, { 'data-key': 'short' }))],
    ['keys that are a list', 'hostile', parts((all) => withKeys(all, [DATA_KEY]))],
  ]; // prettier-ignore

  for (const [what, code, harm] of MATRIX) {
    test(`${what}: ${code}`, async () => {
      const { data } = house.instance;
      await harm();
      house.stop();
      const before = fingerprint(data.root);
      let didStop = false;
      for (const { identity } of [house.kit, house.here]) {
        const done = await restoreFrom(identity, { stop: async () => void (didStop = true) });
        assert.ok(!done.ok);
        if (identity === house.kit.identity || code === 'wrong-key')
          assert.equal(done.failure.code, code, done.failure.message);
        assert.match(done.failure.message, /\.$/);
      }
      assert.equal(didStop, false, 'what serves was not even asked to stop');
      assert.equal(fingerprint(data.root), before);
      assert.deepEqual(readdirSync(data.generations), [house.instance.generation]);
      assert.equal(existsSync(join(house.folder, 'escaped')), false);
    });
  }

  test('what was taken apart and put together unchanged is accepted, so that each refusal above has its own reason', async () => {
    await putTogether(await takeApart());
    opened(await restoreFrom(house.kit.identity));
  });

  test("opened, changed by one byte and sealed again with Debian's age: hostile", async (t) => {
    if (!hasAge) return t.skip('NOT TESTED: there is no age on PATH');
    const [key, tar] = [join(house.folder, 'kit.txt'), join(house.folder, 'backup.tar')];
    writeFileSync(key, house.kit.identity, { mode: 0o600 });
    assert.equal(spawnSync('age', ['-d', '-i', key, '-o', tar, file]).status, 0);
    const seal = () => assert.equal(spawnSync('age', ['-r', house.kit.recipient, '-o', file, tar]).status, 0);
    seal();
    opened(await verifyBackup({ file, identities: [house.kit.identity], workFolder: house.workFolder }, quiet));
    const bytes = readFileSync(tar);
    bytes[bytes.length - 4096]! ^= 1;
    writeFileSync(tar, bytes);
    seal();
    const done = await restoreFrom(house.kit.identity);
    assert.ok(!done.ok && done.failure.code === 'hostile', JSON.stringify(done));
  });

  test('more than the disk has room for is refused before anything is written', async () => {
    const all = await takeApart();
    const found = manifestOf(all);
    found.databases.library!.sizeBytes = 2 ** 50;
    await putTogether(withManifest(all, found));
    const done = await restoreFrom(house.kit.identity);
    assert.ok(!done.ok && done.failure.code === 'disk-full');
    assert.match(done.failure.message, /MB more are needed/);
  });
});

describe('a disk that fills up in the middle: said as that, nothing half is left, live data untouched (DB-12)', () => {
  const mounted = mkdtempSync(join(tmpdir(), 'holdfast-full-'));
  after(() => rmSync(mounted, { recursive: true }));
  const mount = () => spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', mounted], { encoding: 'utf8' });
  const filler = join(mounted, 'filler');
  const fill = (leaveBytes = 64 * 1024) => {
    const { bavail, bsize } = statfsSync(mounted);
    writeFileSync(filler, Buffer.alloc(bavail * bsize - leaveBytes, 1));
  };
  /** Run on a small disk of its own. */
  const onSmallDisk = (run: () => Promise<void>) => async (t: TestContext) => {
    const made = mount();
    if (made.status !== 0) return t.skip(`NOT TESTED: no small disk can be mounted here: ${made.stderr}`);
    try {
      await run();
    } finally {
      house.close();
      assert.equal(spawnSync('umount', [mounted]).status, 0);
    }
  };

  test(
    'a backup',
    onSmallDisk(async () => {
      await prepare();
      house.library.exec(`UPDATE item SET sort_title = hex(randomblob(2000))`); // some MB to write
      let isFull = false;
      const made = await createBackup({ ...house.input, folder: mounted }, (fraction) => {
        if (fraction > 0.35 && !isFull) fill();
        isFull ||= fraction > 0.35;
      });
      assert.ok(!made.ok && made.failure.code === 'disk-full', JSON.stringify(made));
      assert.deepEqual(readdirSync(mounted), ['filler']);
      rmSync(filler);
      opened(await createBackup({ ...house.input, folder: mounted }, quiet));
    }),
  );

  test(
    'a restore',
    onSmallDisk(async () => {
      await prepare(mounted);
      house.library.exec(`UPDATE item SET sort_title = hex(randomblob(2000))`);
      file = await house.backUp({ now: START_MS + 60_000 });
      house.stop();
      const { data, generation } = house.instance;
      const before = fingerprint(data.generations);
      let isFull = false;
      const stage: RestoreDeps['stage'] = (input) =>
        stageGeneration(input, () => {
          if (!isFull) fill();
          isFull = true;
        });
      const done = await restoreFrom(house.kit.identity, { stage });
      assert.ok(!done.ok && done.failure.code === 'disk-full', JSON.stringify(done));
      assert.deepEqual(readdirSync(data.generations), [generation]);
      assert.equal(fingerprint(data.generations), before);
      rmSync(filler);
      opened(await restoreFrom(house.kit.identity, { stop: async () => {} }));
    }),
  );

  test(
    'a restore, at its very end: it says so and goes back, and nothing of the other is left',
    onSmallDisk(async () => {
      await prepare(mounted);
      house.stop();
      const { data, generation: old } = house.instance;
      const start = async () => {
        fill(0);
        return { ok: true, value: null } as const;
      };
      const done = await restoreFrom(house.kit.identity, { stop: async () => {}, start });
      assert.ok(!done.ok && done.failure.code === 'not-started', JSON.stringify(done));
      assert.match(done.failure.message, /The disk is full\..*Everything is as it was before\./);
      assert.equal(currentGeneration(data), old);
      assert.ok(isOpen(data.permit, old));
      assert.deepEqual(readdirSync(data.generations), [old]);
    }),
  );
});

describe('kill -9 before and after each change of the file system (DB-04, DB-11)', () => {
  /** Kill a process at its nth change, each time on the same house as it was. @returns what it would have done. */
  async function atEachStep(what: 'create' | 'restore', look: (where: string) => Promise<void>): Promise<string[]> {
    house.stop();
    house.instance.release();
    const { input, here, folder } = house;
    const template = `${folder}-as-it-was`;
    cpSync(folder, template, { recursive: true });
    const root = house.instance.data.root;
    const given: DieAt = { root, secrets: join(folder, 'secrets.json'), input, file, identity: here.identity };
    try {
      for (let nth = 1; ; nth += 1)
        for (const when of ['before', 'after']) {
          rmSync(folder, { recursive: true });
          cpSync(template, folder, { recursive: true });
          const args = [DIE_AT, what, when, String(nth), JSON.stringify(given)];
          const ended = spawnSync(process.execPath, args, { encoding: 'utf8' });
          if (ended.status === 0) return ended.stdout.split('\n');
          assert.equal(ended.signal, 'SIGKILL', ended.stderr);
          await look(`${when} change ${nth}`);
        }
    } finally {
      rmSync(template, { recursive: true });
      house.instance = opened(claimDataFolder(root));
    }
  }

  beforeEach(() => prepare());
  afterEach(() => house.close());

  test('of a restore: the old state or the new with its keys and its audit, as open as before, and a start sweeps the rest', async () => {
    const { generation: old, data } = house.instance;
    const later = newToken();
    await house.secrets.set('data-key', later);
    house.stop(); // what is in the logs goes into the files, so that they can be compared
    const before = fingerprint(generationFolder(data, old).folder);
    const seen = { old: 0, new: 0 };
    const changes = await atEachStep('restore', async (where) => {
      const again = opened(claimDataFolder(data.root));
      try {
        const isNew = again.generation !== old;
        seen[isNew ? 'new' : 'old'] += 1;
        await applyKeys(again.files.folder, house.secrets);
        sweepGenerations(again.data, again.generation, Date.now());
        assert.deepEqual(await stateOf(again), { accounts: isNew ? ['Ada', 'Ben'] : ['Ada'], audit: null }, where);
        assert.ok(isOpen(again.data.permit, again.generation), where);
        assert.equal(await house.secrets.get('data-key'), isNew ? DATA_KEY : later, where);
        const left = readdirSync(again.data.generations);
        assert.ok(
          left.every((name) => /^[0-9a-f]{32}$/.test(name)),
          `${where}: ${left.join()}`,
        );
        assert.ok(left.includes(old) && left.length === (isNew ? 2 : 1), `${where}: ${left.join()}`);
        assert.equal(fingerprint(generationFolder(again.data, old).folder), before, `${where}: live data untouched`);
      } finally {
        again.release();
      }
    });
    assert.ok(
      changes.some((change) => change.endsWith(' current')),
      'the flip was one of them',
    );
    assert.ok(seen.old > 5 && seen.new > 2, JSON.stringify(seen));
  });

  test('of a backup: what bears the name of a backup is whole, live data untouched, and the next one is made', async () => {
    const existing = readdirSync(house.places);
    house.stop();
    const before = fingerprint(house.instance.data.generations);
    let found = 0;
    await atEachStep('create', async (where) => {
      for (const name of readdirSync(house.places).filter((one) => one.endsWith('.age') && !existing.includes(one))) {
        found += 1;
        const verified = await verifyBackup({ file: join(house.places, name), identities: [house.kit.identity], workFolder: `${house.workFolder}2` }, quiet); // prettier-ignore
        assert.ok(verified.ok, `${where}: ${name}`);
      }
      assert.equal(fingerprint(house.instance.data.generations), before, where);
      opened(await createBackup({ ...house.input, workFolder: `${house.workFolder}-next` }, quiet));
    });
    assert.ok(found > 2, 'also killed after its rename');
  });

  async function stateOf({ files }: Instance): Promise<{ accounts: string[]; audit: unknown }> {
    const db = openReadOnly(files.managerDb);
    try {
      const accounts = db.prepare<[], string>('SELECT name FROM account ORDER BY name').pluck().all();
      return { accounts, audit: verifyChain(db, await house.secrets.get('audit-key')).broken };
    } finally {
      db.close();
    }
  }
});
