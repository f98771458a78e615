/** Closing a house that is in the middle of something: a backup, a restore at each of its stages. */
import assert from 'node:assert/strict';
import Sqlite from 'better-sqlite3';
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { askManager } from '../fixtures/ask-manager.ts';
import { incidentState, say, stepDone, succeeded } from '../fixtures/incident.ts';
import {
  commandLine,
  databaseFile,
  holdfast,
  makeFolder,
  MEMBER,
  OWNER,
  processesNaming,
  signIn,
  startHouse,
  waitFor,
  type CommandResult,
  type House,
} from '../fixtures/house.ts';

/** So much that neither copying nor sealing it is over before somebody can click. */
const BALLAST_MB = 48;
const LONG_MS = 60_000;

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

const permit = () => existsSync(join(dataDir, 'open.permit'));
const generation = () => readFileSync(join(dataDir, 'current'), 'utf8').trim();
const generations = () => readdirSync(join(dataDir, 'generations')).toSorted();
const backupFiles = () => readdirSync(join(dataDir, 'backups')).toSorted();
const halfDone = () => [
  ...backupFiles().filter((name) => name.endsWith('.part')),
  ...readdirSync(join(dataDir, 'cache')).filter((name) => /^(vault|evidence|compare)-/.test(name)),
  ...generations().filter((name) => name.endsWith('.staging')),
];
const processOf = (name: 'server' | 'worker') =>
  processesNaming(dataDir).find((pid) => commandLine(pid).some((part) => part.includes(`${name}/index`)));

/** Wait for what a command brings about, and no longer than it runs. */
async function until<T>(what: string, command: Promise<CommandResult>, holds: () => T): Promise<NonNullable<T>> {
  const ended = command.then(({ code, stdout, stderr }) => {
    throw new Error(`The command ended with ${code} before ${what}: ${stdout}${stderr}`);
  });
  ended.catch(() => {}); // it ends at some time, and is asked then
  return Promise.race([waitFor(what, LONG_MS, holds), ended]);
}

/** As the button does, without a command's start. */
const lock = (reason: string) =>
  askManager<{ server: string; recorded: boolean }>(dataDir, 'incident.lockDown', { reason });

/** Something in the database of titles that takes its time to copy. */
function addBallast(): void {
  const db = new Sqlite(databaseFile(dataDir, 'library'));
  try {
    const insert = db.prepare(
      `INSERT INTO media_error (library_id, path, size_bytes, mtime_ms, code, message, at)
       VALUES ('a library that is gone', ?, 0, 0, 'ballast', hex(randomblob(524288)), 0)`,
    );
    db.transaction(() => {
      for (let mb = 0; mb < BALLAST_MB; mb += 1) insert.run(String(mb));
    })();
    db.pragma('wal_checkpoint(TRUNCATE)');
  } finally {
    db.close();
  }
}

/** Every database of the generation in use is sound, and the record is whole. */
async function isSound(house: House): Promise<void> {
  for (const name of ['manager', 'server', 'library'] as const) {
    const db = new Sqlite(databaseFile(dataDir, name), { readonly: true });
    assert.equal(db.pragma('quick_check', { simple: true }), 'ok', name);
    db.close();
  }
  succeeded(await house.cli('audit', 'verify'));
}

async function everybodyComesBack(house: House): Promise<void> {
  await house.status();
  for (const { name, password } of [OWNER, MEMBER])
    assert.equal((await signIn(house.url, name, password)).status, 200, name);
}

test('closing while a backup runs, and while a restore runs: neither leaves half of anything (INC-01, INC-04)', async () => {
  await using house = await startHouse({ dataDir, user: true });
  const { identity } = await house.call<{ identity: string }>('backups.issueKit');
  succeeded(await house.cli('backup', 'create'));
  const small = join(root, 'small.age'); // of one day the last backup is kept
  copyFileSync(join(dataDir, 'backups', backupFiles()[0]!), small);
  addBallast();
  succeeded(await house.cli('backup', 'create'));
  const whole = backupFiles();
  const [large] = whole;

  // A backup is being made.
  const making = house.cli('backup', 'create');
  await until('the backup to be written', making, () => backupFiles().some((name) => name.endsWith('.part')));
  const duringBackup = await lock('while a backup runs');
  assert.ok(duringBackup.ok && duringBackup.value.recorded, JSON.stringify(duringBackup));
  assert.equal(permit(), false);
  const made = await making;
  assert.equal(made.code, 1, made.stdout);
  assert.match(made.stderr, /was stopped/);
  assert.deepEqual(backupFiles(), whole, 'half of one is not among them');
  await stepDone(house, 'evidence');
  assert.deepEqual(halfDone(), []);
  const [pack] = readdirSync(join(dataDir, 'incidents')).filter((name) => name.endsWith('.hfe'));
  const verified = await holdfast(['incident', 'verify', pack!, '--identity-fd', '3', '--data-dir', dataDir], {
    passwords: `${identity}\n`,
  });
  succeeded(verified);
  succeeded(await say(house, [OWNER.password], 'unlock'));
  await isSound(house);
  await everybodyComesBack(house);

  // A restore reads and checks the backup.
  const first = generation();
  const before = generations();
  const reading = house.cli('backup', 'restore', large!, '--yes');
  await until('the restore to be laid out', reading, () => generations().some((name) => name.endsWith('.staging')));
  assert.ok((await lock('while a restore reads')).ok);
  const read = await reading;
  assert.equal(read.code, 1, read.stdout);
  assert.equal(permit(), false);
  assert.equal(generation(), first, 'nothing was replaced');
  assert.deepEqual(generations(), before);
  assert.equal((await incidentState(house)).incident!.reason, 'while a restore reads');
  succeeded(await say(house, [OWNER.password], 'unlock'));
  await everybodyComesBack(house);

  // A restore has ended what served, and has not flipped yet: a server that does not go makes it wait.
  process.kill(processOf('server')!, 'SIGSTOP');
  const log = join(dataDir, 'logs', 'manager.log');
  const flipping = house.cli('backup', 'restore', small, '--yes');
  await until('the restore to end the server', flipping, () =>
    readFileSync(log, 'utf8').includes('server.did-not-drain'),
  );
  assert.ok((await lock('between two generations')).ok);
  const flipped = succeeded(await flipping);
  assert.match(flipped.stdout, /The house is closed\. Open it with/);
  assert.equal(permit(), false);
  const second = generation();
  assert.notEqual(second, first, 'it ended at its flip');
  const between = await incidentState(house);
  assert.deepEqual([between.incident!.reason, between.incident!.stage], ['between two generations', 'closed']);
  succeeded(await say(house, [OWNER.password], 'unlock'));
  await isSound(house);
  await everybodyComesBack(house);

  // It has flipped, and the server of the new generation hangs while it comes up.
  const oldServer = processOf('server');
  const starting = house.cli('backup', 'restore', small, '--yes');
  await until('the next generation', starting, () => generation() !== second);
  const newServer = await until('its server', starting, () => {
    const pid = processOf('server');
    return pid === oldServer ? undefined : pid;
  });
  process.kill(newServer, 'SIGSTOP');
  const third = generation();
  succeeded(await house.cli('lock', '--reason', 'while it comes up'));
  const started = succeeded(await starting);
  assert.match(started.stdout, /The house is closed\. Open it with/);
  assert.equal(generation(), third, 'a restore that flipped is not taken back by closing');
  assert.equal(permit(), false);
  assert.equal((await incidentState(house)).incident!.reason, 'while it comes up');
  assert.deepEqual(halfDone(), []);
  succeeded(await say(house, [OWNER.password], 'unlock'));
  await isSound(house);
  await everybodyComesBack(house);
});
