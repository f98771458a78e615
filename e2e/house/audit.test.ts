import assert from 'node:assert/strict';
import Sqlite from 'better-sqlite3';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import {
  databaseFile,
  holdfast,
  makeFolder,
  MEMBER,
  OWNER,
  processesNaming,
  startHouse,
  waitFor,
} from '../fixtures/house.ts';

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

/** A database of the house, looked at or broken from outside. */
function inDatabase<T>(name: 'manager' | 'server', look: (db: Sqlite.Database) => T, readonly = true): T {
  const db = new Sqlite(databaseFile(dataDir, name), { readonly });
  try {
    return look(db);
  } finally {
    db.close();
  }
}
/** Sessions that a sign-in on the record tells of, in order. */
const recordedSessions = () =>
  inDatabase('manager', (db) =>
    db
      .prepare<[], string>("SELECT detail ->> 'session' FROM audit WHERE event = 'sign-in.succeeded' ORDER BY seq")
      .pluck()
      .all(),
  );
const sessions = () => inDatabase('server', (db) => db.prepare<[], string>('SELECT id FROM session').pluck().all());
const waitingNotes = () => inDatabase('server', (db) => db.prepare('SELECT count(*) FROM audit_outbox').pluck().get());
const tamper = (sql: string) =>
  inDatabase(
    'manager',
    (db) => {
      for (const trigger of db
        .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
        .pluck()
        .all())
        db.exec(`DROP TRIGGER ${trigger}`);
      db.exec(sql);
    },
    false,
  );

type Verdict = {
  broken: { seq: number; problem: string } | null;
  entries: number;
  head: { seq: number };
  seals: string;
};

test('LOG-01, LOG-02, LOG-07: what happens stands in the audit, and the audit can be verified running and stopped', async () => {
  const house = await startHouse({ dataDir, user: true });
  const verify = (...args: string[]) => house.cli('audit', 'verify', ...args);
  await house.login(MEMBER.name, MEMBER.password);
  await waitFor('an entry of the session', 20_000, () => recordedSessions().length > 0);

  await house.call('network.setHostNames', { names: ['films.home'] });
  const { entries } = await house.call<{ entries: { event: string; actor: string; detail: object }[] }>('audit.list', {
    event: 'network.names-changed',
  });
  assert.deepEqual(
    entries.map(({ actor, event, detail }) => ({ actor, event, detail })),
    [{ actor: 'owner:command-line', event: 'network.names-changed', detail: { from: [], to: ['films.home'] } }],
  );
  const running = await verify();
  assert.equal(running.code, 0, running.stderr);
  assert.match(running.stdout, /^The audit is whole: \d+ entries, 1 to \d+\.$/m);
  assert.equal((await house.stop()).code, 0);

  const stopped = await verify('--json');
  assert.equal(stopped.code, 0, stopped.stderr);
  const verdict = JSON.parse(stopped.stdout) as Verdict;
  assert.deepEqual([verdict.broken, verdict.seals, verdict.entries], [null, 'checked', verdict.head.seq]);

  tamper('DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)');
  const cut = await verify();
  assert.equal(cut.code, 8);
  assert.match(cut.stderr, new RegExp(`^The audit is BROKEN at entry ${verdict.head.seq}: it is missing\\.`));
  tamper("UPDATE audit SET actor = 'nobody' WHERE seq = 3");
  const edited = await verify('--json');
  assert.equal(edited.code, 8);
  assert.deepEqual((JSON.parse(edited.stdout) as Verdict).broken, { seq: 3, problem: 'changed' });
  assert.match(edited.stderr, /^The audit is BROKEN at entry 3: it was changed after it was written\./);

  await using again = await startHouse({ dataDir, setUp: false, until: 'open' });
  const later = await again.cli('audit', 'verify');
  assert.equal(later.code, 8, 'a house that goes on does not cover it');
  assert.match(later.stderr, /entry 3:/);
});

test('LOG-03, LOG-04: requests that change something, and those that were refused, are found among all', async () => {
  await using house = await startHouse({ dataDir, user: true });
  await house.login(MEMBER.name, MEMBER.password);
  await fetch(`${house.url}/api/v1/home`);
  type Found = { requests: { method: string; route: string; status: number }[] };
  const { requests } = await house.call<Found>('audit.requests', { changing: true });
  assert.deepEqual(
    requests.map(({ method, route, status }) => [method, route, status]),
    [['POST', '/api/v1/auth/login', 200]],
  );
  // A line is written when its answer is over, and whoever asked may have it a moment earlier.
  const refused = await waitFor('the refusal in the log', 10_000, async () => {
    const found = await house.call<Found>('audit.requests', { statuses: [401] });
    return found.requests.length === 0 ? null : found.requests;
  });
  assert.deepEqual(
    refused.map(({ method, route }) => [method, route]),
    [['GET', '/api/v1/home']],
  );
});

test('LOG-07: without the audit key the hashes are checked, and it says what could not be', async () => {
  const house = await startHouse({ dataDir });
  await house.stop();
  const { configDir } = house;
  for (const name of readdirSync(join(configDir, 'holdfast'))) rmSync(join(configDir, 'holdfast', name));
  const result = await house.cli('audit', 'verify');
  assert.equal(result.code, 1);
  assert.match(result.stdout, /^The audit is whole: /);
  assert.match(result.stderr, /^! The seals could not be checked, .*there is no audit key/);
  tamper("UPDATE audit SET event = 'x' WHERE seq = 2");
  assert.equal((await house.cli('audit', 'verify')).code, 8);
});

test('audit verify says what it cannot do, in a sentence', async () => {
  const nowhere = await holdfast(['audit', 'verify', '--data-dir', join(root, 'nothing')]);
  assert.equal(nowhere.code, 5);
  assert.match(nowhere.stderr, /^There is no Holdfast in /);
  assert.deepEqual(readdirSync(root), [], 'looking makes nothing');
  for (const args of [['audit'], ['audit', 'erase'], ['audit', 'verify', 'twice']])
    assert.equal((await holdfast(args)).code, 2);
});

test('LOG-01: kill -9 of server and manager while people sign in: every session stands in the audit exactly once', async () => {
  const config = join(root, 'config');
  let house = await startHouse({ dataDir, configDir: config, user: true });
  const signIn = () => house.login(MEMBER.name, MEMBER.password).then(() => 'in', () => 'cut off'); // prettier-ignore
  const rounds: ('server' | 'manager')[] = ['server', 'manager', 'server'];
  for (const victim of rounds) {
    // A try counts as a wrong password until it is answered: fewer at once than are let through.
    const tries = Array.from({ length: 4 }, signIn);
    await Promise.race(tries);
    const { server } = await house.pids();
    if (victim === 'server') {
      process.kill(server, 'SIGKILL');
      await Promise.all(tries);
      await waitFor('the server to serve again', 20_000, async () => {
        const now = await house.status();
        return now.server.pid !== server && now.addresses.length > 0;
      });
    } else {
      await house.kill9();
      await Promise.all(tries);
      await waitFor('its children to be gone', 10_000, () => processesNaming(root).length === 0);
      house = await startHouse({ dataDir, configDir: config, setUp: false, until: 'open' });
    }
    await house.login(MEMBER.name, MEMBER.password); // and forgives those that were cut off
  }
  await waitFor('every note to be chained and forgotten', 5_000, () => waitingNotes() === 0);
  const recorded = recordedSessions();
  assert.deepEqual(recorded.toSorted(), sessions().toSorted());
  assert.ok(recorded.length > rounds.length);
  const { code, stderr } = await house.cli('audit', 'verify');
  assert.equal(code, 0, stderr);
  await house.stop();
});

test('LOG-05: neither passwords nor tokens nor what was typed as a name stand in logs, audit or databases of the LAN side', async () => {
  await using house = await startHouse({ dataDir, user: true });
  const token = await house.login(MEMBER.name, MEMBER.password);
  await house.fetch('/api/v1/search?q=canary-query', token);
  const wrong = await house.fetch('/api/v1/auth/login', undefined, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': 'canary-agent' },
    body: JSON.stringify({ username: 'canary-name', password: 'canary-password', device: 'TV\n{"level":"error"}' }),
  });
  assert.equal(wrong.status, 401);
  await waitFor('the failure to be chained', 5_000, async () => {
    const { entries } = await house.call<{ entries: unknown[] }>('audit.list', { event: 'sign-in.failed' });
    return entries.length === 1;
  });
  const secrets = ['canary', OWNER.password, MEMBER.password, token];
  const listed = JSON.stringify(await house.call('audit.list', { limit: 500 }));
  const logs = readdirSync(join(dataDir, 'logs')).map(
    (name) => [name, readFileSync(join(dataDir, 'logs', name), 'utf8')] as const,
  );
  for (const secret of secrets) {
    assert.ok(!listed.includes(secret), `${secret} in the audit`);
    for (const [name, text] of logs) assert.ok(!text.includes(secret), `${secret} in ${name}`);
  }
  assert.ok(
    logs.some(([, text]) => text.includes('"msg":"sign-in.failed"')),
    'the logs were read',
  );
  for (const [, text] of logs) for (const line of text.trimEnd().split('\n').filter(Boolean)) JSON.parse(line);
});
