import assert from 'node:assert/strict';
import Sqlite from 'better-sqlite3';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { auditHead as headOf } from '../audit/index.ts';
import { createBackup } from './create.ts';
import { DATA_KEY, KNOWN_TEXT, makeHouse, quiet, type TestHouse } from './testing/house.ts';
import type { Measured } from './testing/measure.ts';
import { verifyBackup } from './verify.ts';

const MEASURE = join(import.meta.dirname, 'testing', 'measure.ts');
let house: TestHouse;
beforeEach(async () => {
  house = await makeHouse();
});
afterEach(() => house.close());

/** In a process of its own. */
function measure(what: 'create' | 'stage', input: unknown): Measured {
  const ended = spawnSync(process.execPath, [MEASURE, what, JSON.stringify(input)], { encoding: 'utf8' });
  assert.equal(ended.status, 0, ended.stderr);
  return JSON.parse(ended.stdout) as Measured;
}

const verify = (file: string, identity = house.kit.identity) =>
  verifyBackup({ file, identities: [identity], workFolder: house.workFolder }, () => {});

describe('a backup', () => {
  test('is proved before it counts, opens with both keys, shows nothing of its content, and leaves nothing beside (DB-05, DB-06, DB-09)', async () => {
    const fractions: number[] = [];
    const made = await createBackup(house.input, (fraction) => fractions.push(fraction));
    assert.ok(made.ok);
    assert.deepEqual(
      fractions,
      fractions.toSorted((a, b) => a - b),
    );
    assert.equal(fractions.at(-1), 1);
    assert.deepEqual(readdirSync(house.places), [made.value.fileName]);
    assert.match(made.value.fileName, /^holdfast-2026-03-03T12-00-00Z-[0-9a-f]{8}\.age$/);
    assert.equal(existsSync(house.workFolder), false, 'no open copy is left');
    const file = join(house.places, made.value.fileName);
    const bytes = readFileSync(file);
    assert.equal(bytes.length, made.value.sizeBytes);
    if (process.platform !== 'win32') assert.equal(statSync(file).mode & 0o777, 0o600);
    for (const text of ['SQLite format', KNOWN_TEXT, DATA_KEY, 'manifest'])
      assert.equal(bytes.includes(text), false, text);
    for (const { identity } of [house.here, house.kit]) {
      const verified = await verify(file, identity);
      assert.ok(verified.ok);
      assert.deepEqual(verified.value, { manifest: made.value.manifest, sha256: made.value.sha256 });
    }
    const { databases, auditHead } = made.value.manifest;
    assert.equal(databases.manager.counts['account'], 2);
    assert.equal(databases.server?.counts['progress'], 1);
    assert.equal(databases.library?.counts['item'], 500);
    assert.deepEqual(auditHead, headOf(house.manager));
  });

  test("opens with Debian's age and tar alone (SEC-08)", async (t) => {
    if (spawnSync('age', ['--version']).status !== 0) return t.skip('NOT TESTED: there is no age on PATH');
    const file = await house.backUp();
    const key = join(house.folder, 'kit.txt');
    const out = join(house.folder, 'out');
    writeFileSync(key, `# a comment\n${house.kit.identity}\n`);
    mkdirSync(out);
    const opened = spawnSync('age', ['-d', '-i', key, '-o', join(out, 'backup.tar'), file], { encoding: 'utf8' });
    assert.equal(opened.status, 0, opened.stderr);
    const untarred = spawnSync('tar', ['-x', '-f', 'backup.tar'], { cwd: out, encoding: 'utf8' });
    assert.equal(untarred.status, 0, untarred.stderr);
    assert.deepEqual(readdirSync(out).sort(), ['backup.tar', 'library.db', 'manager.db', 'manifest.json', 'secrets.json', 'server.db']); // prettier-ignore
    const db = new Sqlite(join(out, 'library.db'), { readonly: true });
    assert.equal(db.prepare('SELECT count(*) FROM item').pluck().get(), 500);
    db.close();
  });

  test('holds what was committed, also from the write-ahead log, and without databases that are not made yet', async () => {
    house.server.close();
    rmSync(house.input.databases.server);
    house.manager.exec("UPDATE house SET server_name = 'A new name'");
    const made = await createBackup(house.input, quiet);
    assert.ok(made.ok);
    assert.equal(made.value.manifest.databases.server, null);
    assert.equal(made.value.manifest.serverName, 'A new name');
  });

  test(
    'is not delayed by another process that writes every 10 ms: copied once from one moment, never begun again (DB-05)',
    { timeout: 60_000 },
    async () => {
      const fill = house.server.prepare('INSERT INTO failed_sign_in (address, name_key, at) VALUES (?, ?, ?)');
      house.server.transaction(() => {
        for (let at = 0; at < 100_000; at += 1) fill.run('10.0.0.1', 'x'.repeat(200), at);
      })();
      const program = `
      const db = new (require('better-sqlite3'))(process.argv[1]);
      db.pragma('busy_timeout = 5000');
      const write = db.transaction((at) => {
        db.prepare("INSERT INTO failed_sign_in VALUES ('w', 'w', ?)").run(at);
        db.prepare("INSERT INTO ban VALUES (?, 1, 1, 'w')").run(String(at));
      });
      let at = 0;
      setInterval(() => { write(at += 1); if (at === 1) console.log('writing'); }, 10);`;
      const writer = spawn(process.execPath, ['-e', program, house.input.databases.server], {
        stdio: ['ignore', 'pipe', 'inherit'],
        cwd: import.meta.dirname,
        env: { ...process.env, NODE_DISABLE_COMPILE_CACHE: '1' }, // 24.21 may take an older script of a command line from there
      });
      try {
        await once(writer.stdout, 'data');
        const fractions: number[] = [];
        const made = await createBackup(house.input, (fraction) => fractions.push(fraction));
        assert.equal(writer.exitCode, null, 'it wrote all the time');
        assert.ok(made.ok);
        // A copy that begins anew falls back, and looks at the source more often than it has pieces of 16 MB.
        assert.deepEqual(
          fractions,
          fractions.toSorted((a, b) => a - b),
        );
        const { counts, sizeBytes } = made.value.manifest.databases.server!;
        const copying = fractions.filter((fraction) => fraction > 0.1 && fraction < 0.2).length;
        assert.ok(copying <= Math.ceil(sizeBytes / (16 * 1024 * 1024)), `${copying} looks at ${sizeBytes} bytes`);
        const bans = house.server.prepare<[], number>('SELECT count(*) FROM ban').pluck().get()!;
        assert.ok(bans > counts['ban']!, 'it wrote while the backup was made');
        assert.ok(counts['ban']! >= 1);
        assert.equal(counts['failed_sign_in']! - 100_000, counts['ban'], 'two rows of one transaction');
      } finally {
        writer.kill('SIGKILL');
        await once(writer, 'close');
      }
    },
  );

  test('memory stays flat: making and staging one of 150 MB take less than 64 MB (the benchmark shows it for 2 GB)', async (t) => {
    if (process.platform !== 'linux') return t.skip('NOT TESTED: what a process uses is read from /proc');
    const insert = house.server.prepare("INSERT INTO failed_sign_in VALUES ('x', printf('%.*c', 100000, 'x'), ?)");
    house.server.transaction(() => {
      for (let at = 0; at < 1_500; at += 1) insert.run(at);
    })();
    const made = measure('create', house.input);
    assert.ok(statSync(join(house.places, made.fileName!)).size > 150_000_000);
    const file = join(house.places, made.fileName!);
    const staged = measure('stage', { file, identities: [house.kit.identity], folder: join(house.folder, 'staged') });
    for (const { grownBytes } of [made, staged]) assert.ok(grownBytes < 64 * 1024 * 1024, `${grownBytes} bytes`);
  });
});

describe('a backup that cannot be made says why and leaves nothing (DB-12)', () => {
  const refused = async (
    code: string,
    more: Partial<TestHouse['input']> = {},
    onProgress: (fraction: number) => void = quiet,
  ) => {
    const made = await createBackup({ ...house.input, ...more }, onProgress);
    assert.ok(!made.ok);
    assert.equal(made.failure.code, code, made.failure.message);
    assert.match(made.failure.message, /\. [A-Z][^.]+\.$/, 'what happened and what to do');
    assert.equal(existsSync(house.workFolder), false);
    if (existsSync(house.places)) assert.deepEqual(readdirSync(house.places), []);
  };

  test('a folder that is not there', () => refused('place-gone', { folder: join(house.folder, 'none') }));

  test('a place that goes away while it is written to', () => {
    let isThere = true;
    return refused('place-gone', {}, (fraction) => {
      if (!isThere || fraction < 0.4) return; // what it copies is sealed from 0.3 on
      assert.equal(readdirSync(house.places).length, 1, 'half a backup, under another name');
      renameSync(house.places, `${house.places}-unplugged`);
      isThere = false;
    });
  });

  test('no database yet', () =>
    refused('source-damaged', { databases: { ...house.input.databases, manager: join(house.folder, 'none.db') } }));

  test('a damaged live database is told, not copied', async () => {
    house.library.pragma('wal_checkpoint(TRUNCATE)');
    house.library.close();
    const path = house.input.databases.library;
    const bytes = readFileSync(path);
    bytes.fill(0xa5, 8192, bytes.length - 4096);
    writeFileSync(path, bytes);
    await refused('source-damaged');
  });
});
