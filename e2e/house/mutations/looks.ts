// What only another look shows: a fault that no test may make on the computer it runs on.
import assert from 'node:assert/strict';
import Sqlite from 'better-sqlite3';
import { spawn } from 'node:child_process';
import {
  accessSync,
  appendFileSync,
  chmodSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import type { HouseToLookAt, State, System } from '../../../electron/core/checklist/index.ts';
import { isDiskEncrypted } from '../../../electron/core/checklist/look-disks.ts';
import { checkOwnFiles, makeManifest } from '../../../electron/main/own-files.ts';
import { integrityProblems } from '../../../electron/manager/integrity.ts';
import { makeFolder } from '../../fixtures/house.ts';
import { mountPoweredDisk } from '../../fixtures/power-cut.ts';
import { sql, started, type Undo } from './by-hand.ts';
import {
  cleanUps,
  films,
  house,
  notHere,
  onlyTurned,
  photos,
  run,
  secondDisk,
  stateOf,
  view,
} from './checked-house.ts';

const LOOKS: readonly {
  readonly id: string;
  readonly what: string;
  readonly state: State;
  readonly look: () => Promise<Partial<HouseToLookAt>> | Partial<HouseToLookAt>;
}[] = [
  {
    id: 'DB-03',
    what: 'a database is damaged',
    state: 'fail',
    look() {
      const folder = makeFolder();
      cleanUps.push(() => rmSync(folder, { recursive: true, force: true }));
      cpSync(join(view.files.libraryDb, '..'), folder, { recursive: true });
      const copy = join(folder, basename(view.files.libraryDb));
      const db = new Sqlite(copy);
      db.pragma('wal_checkpoint(TRUNCATE)');
      db.close();
      const bytes = readFileSync(copy);
      writeFileSync(copy, bytes.fill(0xff, 4096 * 3, 4096 * 4));
      return { integrityProblems: (_paths, signal) => integrityProblems([view.files.managerDb, copy], signal) };
    },
  },
  {
    id: 'INC-08',
    what: 'a file of the program was changed',
    state: 'fail',
    look: () => packed((program) => appendFileSync(join(program, 'index.js'), '// and more\n')),
  },
];

/** A process of the house that is connected to the internet, in a network of its own that ends at this computer. */
const AWAY = '203.0.113.9';
/** TCP connects a socket that connects to itself, so nobody has to listen. */
const CONNECT = `require('node:net').connect({ host: '${AWAY}', port: 50000, localAddress: '${AWAY}', localPort: 50000 }, () => console.log('connected'))`;
const connectAway = () => spawn('unshare', ['--net', 'sh', '-c', `ip link set lo up && ip address add ${AWAY}/32 dev lo && exec "$0" "$@"`, process.execPath, '-e', CONNECT], { stdio: ['ignore', 'pipe', 'ignore'] }); // prettier-ignore

/** A program as it is packed, with its list, and then with something done to it. */
async function packed(change: (program: string) => void): Promise<Pick<HouseToLookAt, 'changedFiles'>> {
  const program = makeFolder();
  cleanUps.push(() => rmSync(program, { recursive: true, force: true }));
  writeFileSync(join(program, 'index.js'), 'start();\n');
  const list = await makeManifest(program);
  change(program);
  return { changedFiles: () => checkOwnFiles(program, list) };
}

export function otherLooks(): void {
  for (const { id, what, state, look } of LOOKS)
    test(`${id} turns red, and nothing else, when ${what}`, async () => {
      onlyTurned(await run({ ...view, ...(await look()) }), id, state);
    });

  test('PRIV-01 turns red, and nothing else, when a process of the house is connected to the internet', async (t) => {
    const child = connectAway();
    const end = await started(child);
    try {
      const [said] = (await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])) as [unknown];
      if (!Buffer.isBuffer(said)) {
        notHere.set('PRIV-01', 'NOT TESTED: a network of its own is not permitted here, or iproute2 is missing');
        return t.skip(notHere.get('PRIV-01'));
      }
      onlyTurned(await run(view), 'PRIV-01', 'warn');
    } finally {
      await end();
    }
  });

  test('DB-15 turns red, and nothing else, when a disk is all but full', async (t) => {
    if (secondDisk === null) {
      notHere.set('DB-15', 'NOT TESTED: mounting a small disk is not permitted here');
      return t.skip(notHere.get('DB-15'));
    }
    secondDisk.fill();
    try {
      onlyTurned(await run(view), 'DB-15', 'fail');
    } finally {
      secondDisk.free();
    }
  });

  test('LOG-14: a server that takes connections and says nothing is red, and not unknown', async () => {
    const hung = createServer().listen(0, '127.0.0.1');
    await once(hung, 'listening');
    try {
      const { port } = hung.address() as AddressInfo;
      assert.equal(await stateOf('LOG-14', { addresses: [`http://127.0.0.1:${port}`] }), 'fail');
    } finally {
      hung.close();
    }
  });

  test('DB-13: a plain disk is to be looked at, an encrypted one is green, one that does not tell is neither', async (t) => {
    using disk = mountPoweredDisk(16);
    if (disk === null || secondDisk === null) {
      notHere.set('DB-13', 'NOT TESTED: mounting a disk is not permitted here');
      return t.skip(notHere.get('DB-13'));
    }
    const on = (root: string, system: Partial<System> = {}) =>
      stateOf('DB-13', { data: { ...view.data, root } }, system);
    const sys = sysfsOfEncrypted(disk.folder);
    const states = [
      await on(disk.folder),
      await on(disk.folder, { isEncrypted: (folder) => isDiskEncrypted(folder, sys) }),
      await on(secondDisk.folder),
    ];
    assert.deepEqual(states, ['warn', 'pass', 'unknown']);
  });

  test('INC-08: a program that is as it was packed is green; one that runs from its sources cannot tell', async () => {
    const untouched = await packed(() => {});
    assert.deepEqual([await stateOf('INC-08', untouched), await stateOf('INC-08')], ['pass', 'unknown']);
  });

  test('SEC-01: keys in a plain file are red, in the keychain green', async () => {
    const folder = makeFolder();
    cleanUps.push(() => rmSync(folder, { recursive: true, force: true }));
    writeFileSync(join(folder, 'keys-home'), 'keychain\n');
    const inKeychain = {
      data: { ...view.data, keysHome: join(folder, 'keys-home') },
      keyFile: join(folder, 'none.json'),
    };
    assert.deepEqual([await stateOf('SEC-01', {}), await stateOf('SEC-01', inKeychain)], ['fail', 'pass']);
  });

  test(
    'DSK-01: processes of root are red, of an ordinary user green',
    { skip: process.platform !== 'linux' },
    async () => {
      const isRoot = process.getuid!() === 0;
      const other = spawn('sleep', ['1000'], { stdio: 'ignore', ...(isRoot ? { uid: 65_534, gid: 65_534 } : {}) });
      const end = await started(other);
      try {
        const ordinary = { manager: other.pid!, server: other.pid!, worker: other.pid! };
        // The first process of a system, or of a container, is root's.
        const root = { ...ordinary, server: isRoot ? house.pid : 1 };
        assert.deepEqual([await stateOf('DSK-01', { pids: root }), await stateOf('DSK-01', { pids: ordinary })], ['fail', 'pass']); // prettier-ignore
      } finally {
        await end();
      }
    },
  );

  test('MED-02: a library this user may write to is to be looked at, one it may not is green', async (t) => {
    assert.equal(await stateOf('MED-02'), 'warn');
    const back = lockFolders();
    if (back === null) {
      notHere.set('MED-02', 'root may write to every folder of this computer');
      t.skip(notHere.get('MED-02'));
      return;
    }
    try {
      assert.equal(await stateOf('MED-02'), 'pass');
    } finally {
      await back();
    }
  });
}

/** What the kernel lists when the disk of this folder is a volume of LUKS. Many computers that test cannot make one. */
function sysfsOfEncrypted(folder: string): string {
  const sys = makeFolder();
  cleanUps.push(() => rmSync(sys, { recursive: true, force: true }));
  const { dev } = statSync(folder);
  const place = join(sys, 'dev', 'block');
  mkdirSync(join(sys, 'dm-0', 'dm'), { recursive: true });
  mkdirSync(place, { recursive: true });
  writeFileSync(join(sys, 'dm-0', 'dm', 'uuid'), 'CRYPT-LUKS2-5f3a-holdfast\n');
  symlinkSync(join(sys, 'dm-0'), join(place, `${dev >> 8}:${dev & 0xff}`));
  return sys;
}

/** Take from this user the right to write to the libraries; for root, whom no mode stops, they lie where nobody may write. */
function lockFolders(): Undo | null {
  if (process.getuid?.() !== 0) {
    for (const folder of [films, photos]) chmodSync(folder, 0o500);
    return () => [films, photos].forEach((folder) => chmodSync(folder, 0o700));
  }
  const fixed = ['/sys/kernel', '/proc/sys', '/usr'].find((path) => existsSync(path) && !mayWrite(path));
  if (fixed === undefined) return null;
  return sql(
    'manager',
    `UPDATE library SET path = '${fixed}' || iif(kind = 'film', '', '/none')`,
    `UPDATE library SET path = iif(kind = 'film', '${films}', '${photos}')`,
  )();
}

function mayWrite(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
