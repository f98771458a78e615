/** Closing a house that is killed, or loses its power, again and again on the way. */
import assert from 'node:assert/strict';
import Sqlite from 'better-sqlite3';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, test, type TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { askManager } from '../fixtures/ask-manager.ts';
import { allStepsDone, stepStates, succeeded } from '../fixtures/incident.ts';
import { mountPoweredDisk } from '../fixtures/power-cut.ts';
import { databaseFile, holdfast, isAlive, makeFolder, processesNaming, startHouse, waitFor, type House } from '../fixtures/house.ts'; // prettier-ignore

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

const incidents = () => (existsSync(join(dataDir, 'incidents')) ? readdirSync(join(dataDir, 'incidents')) : []);

/** Ask manager.db from outside, every millisecond or so: what is looked for lasts no longer. */
async function untilRow(what: string, sql: string): Promise<void> {
  const db = new Sqlite(databaseFile(dataDir, 'manager'), { readonly: true });
  try {
    const ask = db.prepare(sql).pluck();
    for (const until = performance.now() + LONG_MS; Number(ask.get()) === 0; await pause(1))
      if (performance.now() > until) throw new Error(`Waited ${LONG_MS} ms for ${what}.`);
  } finally {
    db.close();
  }
}
const untilStep = (step: string) =>
  untilRow(`the step ${step}`, `SELECT count(*) FROM incident_step WHERE step = '${step}'`);

/** How everything ends at once, and what comes before the next start. */
type Ending = {
  readonly at: () => void;
  readonly after: () => void;
  /** From when on the closing must hold. @param server was told to stop, and cannot. */
  readonly isClosed: (server: number) => boolean;
};
const hasNoPermit = () => !existsSync(join(dataDir, 'open.permit'));

test('INC-01: kill -9 at every step: it stays closed, and the next start goes on until all is done, once', (t) =>
  endAtEveryStep(t, { at() {}, after() {}, isClosed: hasNoPermit }));

test('INC-01: a power cut at every step, which takes what was not synced: the same', async (t) => {
  using disk = mountPoweredDisk(512);
  if (disk === null) return t.skip('NOT TESTED: mounting a disk of its own is not permitted here');
  rmSync(root, { recursive: true });
  root = disk.folder;
  dataDir = join(root, 'data');
  // Who is cut off is so after the permit was synced, and not when it is seen to be gone.
  const isClosed = (server: number) => hasNoPermit() && !isAlive(server);
  await endAtEveryStep(t, { at: disk.cut, after: disk.restore, isClosed });
});

async function endAtEveryStep(t: TestContext, ending: Ending): Promise<void> {
  const configDir = join(root, 'config');
  let house: House = await startHouse({ dataDir, configDir, user: true });
  const { identity } = await house.call<{ identity: string }>('backups.issueKit');
  succeeded(await house.cli('backup', 'create'));
  const { url } = house;
  const stepsSoFar = () => {
    const db = new Sqlite(databaseFile(dataDir, 'manager'), { readonly: true });
    try {
      return db.prepare('SELECT step FROM incident_step ORDER BY done_at, step').pluck().all().join(' ');
    } finally {
      db.close();
    }
  };
  const killAndStartAgain = async (at: string) => {
    ending.at();
    await house.kill9();
    await waitFor('its processes to be gone', LONG_MS, () => house.living().length === 0);
    ending.after();
    t.diagnostic(`ended at ${at}; done so far: ${stepsSoFar() || 'nothing'}`);
    house = await startHouse({ dataDir, configDir, setUp: false });
    assert.equal((await house.status()).house, 'closed', at);
    assert.equal(existsSync(join(dataDir, 'open.permit')), false, at);
    assert.equal(await fetch(`${url}/healthz`).catch(() => null), null, at);
  };
  try {
    // Between the permit and the entry: a server that does not answer makes the cut take its whole quarter of a second.
    const { server } = await house.pids();
    process.kill(server, 'SIGSTOP');
    const locking = askManager(dataDir, 'incident.lockDown', { reason: 'killed on the way' });
    locking.catch(() => {}); // nobody is left to answer
    await waitFor('the house to close', LONG_MS, () => ending.isClosed(server));
    ending.at();
    process.kill(house.pid, 'SIGKILL');
    if (isAlive(server)) process.kill(server, 'SIGCONT'); // a power cut would have ended it
    await killAndStartAgain('the cut');

    await waitFor('evidence to be written', LONG_MS, () =>
      incidents().some((name) => name.endsWith('.hfe.part') || name.endsWith('.hfe')),
    );
    for (const kind of ['practice', 'evidence', 'compare', 'vault'])
      mkdirSync(join(dataDir, 'cache', `${kind}-killed-before`));
    // As a report is left that was being written; no process has such a number.
    writeFileSync(join(dataDir, 'incidents', 'incident-killed-before.md.4194305.tmp'), 'half');
    await killAndStartAgain('evidence');
    const copies = readdirSync(join(dataDir, 'cache')).filter((name) => name.endsWith('-killed-before'));
    assert.deepEqual(copies, [], 'no unsealed copy of the house outlives whoever made it');

    await untilRow('the first effect of changing keys', 'SELECT count(*) FROM account WHERE locked_out = 1');
    await killAndStartAgain('rotate');

    await untilStep('rotate');
    await killAndStartAgain('compare');

    await untilStep('compare');
    await killAndStartAgain('report');

    const done = await allStepsDone(house);
    assert.deepEqual([...new Set(Object.values(stepStates(done)))], ['done']);
    const db = new Sqlite(databaseFile(dataDir, 'manager'), { readonly: true });
    assert.equal(db.prepare('SELECT count(*) FROM incident').pluck().get(), 1, 'one closing is one incident');
    db.close();
    assert.deepEqual(
      incidents()
        .map((name) => name.replace(/^incident-.*\.(?=hfe|md|json)/, ''))
        .toSorted(),
      ['hfe', 'hfe.sha256', 'json', 'md'],
      'one pack, one report, half of nothing',
    );
    const pack = incidents().find((name) => name.endsWith('.hfe'))!;
    succeeded(
      await holdfast(['incident', 'verify', pack, '--identity-fd', '3', '--data-dir', dataDir], { passwords: `${identity}\n` }), // prettier-ignore
    );
    succeeded(await house.cli('audit', 'verify'));
  } finally {
    await house[Symbol.asyncDispose]();
  }
}
