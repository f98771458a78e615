import assert from 'node:assert/strict';
import Sqlite from 'better-sqlite3';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  openSync,
  closeSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import {
  databaseFile,
  holdfast,
  isAlive,
  makeFolder,
  mountSmallDisk,
  OWNER,
  processesNaming,
  signIn,
  startHouse,
  waitFor,
  type CommandResult,
} from '../fixtures/house.ts';

const NOBODY = 65_534;
let root: string;
let dataDir: string;
beforeEach(() => {
  root = makeFolder();
  dataDir = join(root, 'data');
});
afterEach(() => {
  for (const pid of processesNaming(root)) process.kill(pid, 'SIGKILL');
  rmSync(root, { recursive: true, force: true });
});

/** `serve` that is expected to end by itself. */
function serve(
  more: readonly string[] = [],
  data = dataDir,
  options: { readonly uid?: number } = {},
): Promise<CommandResult> {
  return holdfast(
    ['serve', '--data-dir', data, '--host', '127.0.0.1', ...(more.includes('--port') ? [] : ['--port', '0']), ...more],
    {
      env: { ...process.env, XDG_CONFIG_HOME: join(root, 'config') },
      timeoutMs: 45_000,
      ...options,
    },
  );
}

/** One sentence or two for a person: no stack, no code of ours. */
function assertSaysInWords(result: CommandResult, pattern: RegExp): void {
  assert.match(result.stderr, pattern);
  assert.doesNotMatch(result.stderr, /^\s+at |\bnode:|Error:/m);
  assert.equal(result.stderr.trim().split('\n').length, 1, result.stderr);
}

/** Another program that listens on a port; 0 for any. */
async function occupy(port: number): Promise<Server> {
  const other = createServer();
  await new Promise<void>((resolve, reject) => other.once('error', reject).listen(port, '127.0.0.1', resolve));
  return other;
}

async function setUpAndStop(data = dataDir): Promise<void> {
  await using house = await startHouse({ dataDir: data, configDir: join(root, 'config') });
  assert.equal((await house.stop()).code, 0);
}

/** Move what is left in the log into the file: SQLite would mend damage from there, which is another promise. */
function settle(file: string): void {
  const db = new Sqlite(file);
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
}

/** Every file below a folder with its content's hash. */
function contents(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files.map((file) => {
      const path = join(file.parentPath, file.name);
      return [path, createHash('sha256').update(readFileSync(path)).digest('hex')];
    }),
  );
}

describe('one instance for one data folder (DSK-08)', () => {
  test('a second serve ends with 4 and a sentence; the first goes on', async () => {
    await using house = await startHouse({ dataDir });
    const second = await serve();
    assert.equal(second.code, 4);
    assertSaysInWords(second, /^Another Holdfast is running on .*data\. Use that one, or give another --data-dir\.$/m);
    assert.ok(isAlive(house.pid));
    assert.equal((await house.fetch('/healthz')).status, 200);
    assert.equal((await house.cli('status')).code, 0, 'the first still answers commands');
  });

  test('after kill -9 the folder is free again at once', async () => {
    await using house = await startHouse({ dataDir });
    await house.kill9();
    await using again = await startHouse({ dataDir });
    assert.equal((await again.fetch('/healthz')).status, 200);
  });
});

describe('a port that is taken', () => {
  test('ends with 6 and a sentence with what to do; set-up is not lost by it', async () => {
    const other = await occupy(0);
    const { port } = other.address() as { port: number };
    try {
      const first = await holdfast(
        [
          ...['serve', '--data-dir', dataDir, '--host', '127.0.0.1', '--port', String(port)],
          ...['--setup-owner', OWNER.name, '--setup-user', 'ben', '--setup-password-fd', '3'],
        ],
        {
          env: { ...process.env, XDG_CONFIG_HOME: join(root, 'config') },
          passwords: `${OWNER.password}\nPurple lantern 42 sings\n`,
        },
      );
      assert.equal(first.code, 6, first.stdout + first.stderr);
      assertSaysInWords(first, new RegExp(`^Port ${port} is used by another program\\. Stop that program, or choose`));
      const second = await serve(['--port', String(port)]);
      assert.equal(second.code, 6);
      assertSaysInWords(second, /choose another port with --port/);
    } finally {
      other.close();
    }
    await using house = await startHouse({ dataDir });
    assert.equal((await signIn(house.url, 'ben', 'Purple lantern 42 sings')).status, 200, 'the member was made too');
  });

  test('unlocking says it with 6, and trying again works without a restart', async () => {
    await using house = await startHouse({ dataDir });
    const port = Number(new URL(house.url).port);
    assert.equal((await house.cli('lock')).code, 0);
    const other = await occupy(port);
    for (const attempt of ['unlocking', 'trying again']) {
      const refused = await house.cliWithInput(`${OWNER.password}\n`, 'unlock');
      assert.equal(refused.code, 6, `${attempt}: ${refused.stderr}`);
      assertSaysInWords(refused, new RegExp(`^Port ${port} is used by another program\\. Stop that program`));
      const { addresses, server } = await house.status();
      assert.deepEqual(addresses, []);
      assert.match(server.problem!, /is used by another program/);
      const { isOpen } = await house.call<{ isOpen: boolean }>('incident.state');
      assert.equal(isOpen, false, 'what could not be looked at is not open');
    }
    const wrong = await house.cliWithInput('Wrong horse battery 2\n', 'unlock');
    assert.equal(wrong.code, 1, 'it still takes the password');
    other.close();
    const opened = await house.cliWithInput(`${OWNER.password}\n`, 'unlock');
    assert.ok(opened.code === 0 || /open already/.test(opened.stderr), opened.stderr);
    await house.status();
    assert.equal((await signIn(house.url, OWNER.name, OWNER.password)).status, 200);
    const again = await house.cliWithInput(`${OWNER.password}\n`, 'unlock');
    assert.match(again.stderr, /The house is open already/);
  });

  test('set-up says it, is done all the same, and the house opens by itself once the port is free', async () => {
    const other = await occupy(0);
    const { port } = other.address() as { port: number };
    await using house = await startHouse({ dataDir, setUp: false, port });
    const served = await house.call<{ addresses: string[]; problem: string | null }>('setup.complete', {
      serverName: 'Home',
      ownerName: OWNER.name,
      password: OWNER.password,
      access: { kind: 'this-computer' },
    });
    assert.deepEqual(served.addresses, []);
    assert.match(served.problem!, new RegExp(`^Port ${port} is used by another program`));
    const state = () => house.call<{ needed: boolean; addresses: string[]; problem: string | null }>('setup.state');
    const { needed, addresses, problem } = await state();
    assert.deepEqual({ needed, addresses, problem }, { needed: false, ...served });
    other.close();
    await waitFor('the house to open by itself', 20_000, async () => (await state()).addresses.length > 0);
    const opened = await state();
    assert.ok(opened.addresses.includes(`http://127.0.0.1:${port}`), opened.addresses.join());
    assert.equal(opened.problem, null);
    await house.status();
    assert.equal((await signIn(house.url, OWNER.name, OWNER.password)).status, 200);
  });
});

describe('a data folder that cannot be used ends with 5 and a sentence', () => {
  test('not writable', async (t) => {
    if (process.getuid?.() !== 0) return t.skip('NOT TESTED: needs root to become another user');
    chmodSync(root, 0o755);
    const foreign = await serve([], join(root, 'theirs'), { uid: NOBODY });
    assert.equal(foreign.code, 5, foreign.stderr);
    assertSaysInWords(foreign, /this user may not write there\. Give it write access, or give another --data-dir/);
    mkdirSync(dataDir, { mode: 0o700 });
    const existing = await serve([], dataDir, { uid: NOBODY });
    assert.equal(existing.code, 5, existing.stderr);
    assertSaysInWords(existing, /this user may not write there/);
  });

  test('a file in its place', async () => {
    const file = join(root, 'data');
    closeSync(openSync(file, 'w'));
    const result = await serve();
    assert.equal(result.code, 5, result.stderr);
    assertSaysInWords(result, /The data folder .* cannot be used: .*Give another --data-dir/);
  });

  test('a full disk: nothing is lost, and it opens again once there is room (DSK-10)', async (t) => {
    using disk = mountSmallDisk(24);
    if (disk === null) return t.skip('NOT TESTED: mounting a small disk is not permitted here');
    const data = join(disk.folder, 'data');
    await setUpAndStop(data);
    disk.fill();
    const before = contents(data);
    const result = await serve([], data);
    assert.equal(result.code, 5, result.stderr);
    assertSaysInWords(result, /its disk is full.*Free some space, then start again/);
    assert.deepEqual(contents(data), before);
    disk.free();
    await using house = await startHouse({ dataDir: data, configDir: join(root, 'config') });
    await house.login(OWNER.name, OWNER.password);
  });

  test('a disk that fills up while serving: playing and asking go on, and nothing is lost', async (t) => {
    using disk = mountSmallDisk(24);
    if (disk === null) return t.skip('NOT TESTED: mounting a small disk is not permitted here');
    await using house = await startHouse({ dataDir: join(disk.folder, 'data') });
    const token = await house.login(OWNER.name, OWNER.password);
    disk.fill();
    assert.equal((await house.fetch('/api/v1/home', token)).status, 200);
    assert.equal((await house.cli('status')).code, 0);
    disk.free();
    await house.login(OWNER.name, OWNER.password);
  });

  test('a read-only disk: nothing is changed', async (t) => {
    using disk = mountSmallDisk(24);
    if (disk === null) return t.skip('NOT TESTED: mounting a small disk is not permitted here');
    const data = join(disk.folder, 'data');
    await setUpAndStop(data);
    disk.setReadOnly(true);
    const before = contents(data);
    const result = await serve([], data);
    assert.equal(result.code, 5, result.stderr);
    assertSaysInWords(result, /its disk is read-only\. Mount it for writing/);
    disk.setReadOnly(false);
    assert.deepEqual(contents(data), before);
  });
});

describe('a database that is not for us ends with 5 and stays byte for byte (DB-03, DB-12)', () => {
  for (const name of ['manager', 'library', 'server'] as const) {
    test(`${name}.db written by a newer Holdfast`, async () => {
      await setUpAndStop();
      const file = databaseFile(dataDir, name);
      const db = new Sqlite(file);
      db.pragma('user_version = 999');
      db.close();
      const before = readFileSync(file);
      const result = await serve();
      assert.equal(result.code, 5, result.stdout + result.stderr);
      assertSaysInWords(result, new RegExp(`${name}\\.db was written by a newer Holdfast\\. Start that version again`));
      assert.ok(readFileSync(file).equals(before));
    });

    for (const [what, offset] of [
      ['in its first page', 0],
      ['in its middle', 4096],
    ] as const) {
      test(`${name}.db damaged ${what}`, async () => {
        await setUpAndStop();
        const file = databaseFile(dataDir, name);
        settle(file);
        const size = statSync(file).size;
        const fd = openSync(file, 'r+');
        // All but the first page, or the first alone: garbage where tables and indexes were.
        const length = offset === 0 ? 100 : size - offset;
        writeSync(fd, Buffer.alloc(length, 'garbage '), 0, length, offset);
        closeSync(fd);
        const before = readFileSync(file);
        const result = await serve();
        assert.equal(result.code, 5, result.stdout + result.stderr);
        assertSaysInWords(result, new RegExp(`${name}\\.db is damaged and was left as it is\\. Restore a backup`));
        assert.ok(readFileSync(file).equals(before));
      });
    }
  }

  test('a damaged instance.db', async () => {
    await setUpAndStop();
    const fd = openSync(join(dataDir, 'instance.db'), 'r+');
    writeSync(fd, Buffer.alloc(200, 'garbage '), 0, 200, 0);
    closeSync(fd);
    const result = await serve();
    assert.equal(result.code, 5, result.stderr);
    assertSaysInWords(result, /instance\.db is damaged\. Move that file away, then start again/);
  });
});

describe('a house without its permit', () => {
  test('serve stays closed, listens nowhere and says so', async () => {
    await setUpAndStop();
    rmSync(join(dataDir, 'open.permit'));
    await using house = await startHouse({ dataDir, setUp: false });
    const now = await house.status();
    assert.equal(now.house, 'closed');
    assert.deepEqual(now.addresses, []);
    assert.equal(now.server.pid, null);
    assert.match(house.output(), /The house is closed and stays closed\. Open it with: npx holdfast unlock/);
    assert.equal((await house.cli('status')).code, 7);
    assert.ok(!existsSync(join(dataDir, 'open.permit')));
  });

  test('a permit of another generation opens nothing', async () => {
    await setUpAndStop();
    const fd = openSync(join(dataDir, 'open.permit'), 'w');
    writeSync(fd, `${'0'.repeat(32)}\n`);
    closeSync(fd);
    await using house = await startHouse({ dataDir, setUp: false });
    assert.equal((await house.status()).house, 'closed');
  });
});

describe(
  'what lies in the data folder is for this user alone (MED-03, DB-02)',
  { skip: process.platform === 'win32' },
  () => {
    const modes = (folder: string) =>
      readdirSync(folder, { recursive: true, withFileTypes: true }).map((entry) => {
        const path = join(entry.parentPath, entry.name);
        const mode = statSync(path).mode & 0o777;
        return { path: path.slice(folder.length), isFolder: entry.isDirectory(), mode };
      });
    const wide = (folder: string) =>
      modes(folder).filter(({ isFolder, mode }) => (mode & (isFolder ? 0o077 : 0o177)) !== 0);

    test('with a umask of 0, folders are 0700 and files 0600 while serving and after', async () => {
      await using house = await startHouse({ dataDir, umask: 0 });
      await house.login(OWNER.name, OWNER.password);
      const names = modes(dataDir).map(({ path }) => path);
      for (const ending of [
        'instance.db',
        'manager.db',
        'manager.db-wal',
        'server.db',
        'library.db',
        'open.permit',
        '.sock',
        'manager.log',
      ])
        assert.ok(
          names.some((name) => name.endsWith(ending)),
          ending,
        );
      // Sockets are entered through a folder only this user can enter; their own mode is narrowed too, except for the owner's x.
      assert.deepEqual(
        wide(dataDir).filter(({ path, mode }) => !path.endsWith('.sock') || (mode & 0o077) !== 0),
        [],
      );
      assert.deepEqual(wide(house.configDir), []);
      await house.stop();
      assert.deepEqual(wide(dataDir), []);
      assert.equal(statSync(dataDir).mode & 0o777, 0o700);
    });

    test('databases and folders that became readable by others are narrowed at the next start', async () => {
      await setUpAndStop();
      for (const name of ['manager', 'server', 'library'] as const) chmodSync(databaseFile(dataDir, name), 0o666);
      chmodSync(join(dataDir, 'logs'), 0o755);
      chmodSync(dataDir, 0o755);
      await using house = await startHouse({ dataDir });
      assert.equal(house.url.startsWith('http'), true);
      assert.deepEqual(
        wide(dataDir).filter(({ path }) => !path.endsWith('.sock')),
        [],
      );
      assert.equal(statSync(dataDir).mode & 0o777, 0o700);
    });
  },
);
