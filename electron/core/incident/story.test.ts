import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import type { LockStep } from '../../../shared/contract/incident.ts';
import { createAccount, listAccounts, removeAccount, resetPassword, suspendAccount } from '../accounts/index.ts';
import { record } from '../audit/index.ts';
import { readHouse, type IncidentId } from '../kernel/index.ts';
import { openDatabases, opened, ownClock, START_MS, type Databases } from '../kernel/testing/databases.ts';
import { decide, decisions } from './decide.ts';
import { factsOf, findDifferences, type HouseFacts } from './differences.ts';
import { reportAsMarkdown, type Report } from './report.ts';
import { describeSteps } from './state.ts';
import { insertIncident } from './store.ts';
import { readStory } from './story.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

let house: Databases;
let clock: ReturnType<typeof ownClock>;
let incident: IncidentId;
let then: HouseFacts;
const facts = () => factsOf(house.manager.name);
const add = async (name: string, role: 'member' | 'owner' = 'member') => {
  clock.advance(1_000); // listed in the order they were made
  return   opened(await createAccount({ db: house.manager, clock }, { name, password: 'Purple lantern 42 sings', role, libraries: [] }, 'owner:window')).id;
}; // prettier-ignore
beforeEach(() => {
  house = openDatabases();
  clock = ownClock();
  incident = insertIncident(house.manager, 'r', 'a', START_MS);
});
afterEach(() => house.close());

/** Put an entry on the record so many minutes after the start. */
const entry = (minute: number, event: string, detail: Record<string, unknown>, actor = 'account:1') =>
  record(house.manager, { at: START_MS + minute * MINUTE_MS, actor, event, detail });
const wrong = (minute: number, address: string) => entry(minute, 'sign-in.failed', { address, device: 'Firefox' });
const guessAll = (minute: number, address: string) => {
  for (const more of [0, 1, 2, 3, 4]) wrong(minute + more, address);
};
const told = (since = START_MS, of = START_MS + DAY_MS) => readStory(house.manager, { since, of });

describe('what happened, in words (INC-05)', () => {
  beforeEach(() => {
    house.manager
      .exec(`INSERT INTO account (id, name, name_key, role, password_hash, password_changed_at, epoch, created_at)
      VALUES ('1', 'Theo', 'theo', 'member', 'x', 0, 'e', 0)`);
  });

  test("the checklist's own tries are told as what they are, and are nobody who tried to get in, however often", () => {
    for (const minute of [0, 1, 2, 3, 4, 5])
      entry(minute, 'sign-in.failed', { address: '127.83.0.4', device: 'Holdfast checklist' }, 'stranger');
    const own = told();
    assert.deepEqual(
      [own.events[0]?.text, own.events[0]?.isSuspicious, own.seen, own.began],
      ['Holdfast tried a name nobody has, as a check.', false, [], null],
    );
    // Everybody may call a device so; nobody on the network has that address.
    for (const [address, device] of [['192.168.1.77', 'Holdfast checklist'], ['127.0.0.1', 'Holdfast checklist'], ['127.83.0.4', 'Firefox']] as const) {
      entry(10, 'sign-in.failed', { address, device }, 'stranger');
      const { events, seen } = told();
      assert.equal(events.at(-1)?.text, `A sign-in with a name nobody has from ${address}.`);
      assert.equal(seen.find((one) => one.address === address)?.failures, 1);
    }
  }); // prettier-ignore

  test('on a computer with 127.0.0.1 alone its looks are no guessing either; passwords of somebody there are', () => {
    const own = { address: '127.0.0.1', device: 'Holdfast checklist' };
    for (const minute of [0, 1, 2, 3, 4]) entry(minute, 'sign-in.failed', own, 'stranger');
    assert.equal(told().began, null);
    for (const minute of [5, 6, 7, 8, 9]) entry(minute, 'sign-in.failed', own, 'account:1');
    assert.equal(told().began, START_MS + 5 * MINUTE_MS);
  });

  test('five wrong passwords within 15 minutes are suspicious from the first on, and what that address did since', () => {
    entry(-8 * 24 * 60, 'sign-in.succeeded', { address: '192.168.1.10', device: 'iPhone' });
    entry(0, 'sign-in.succeeded', { address: '192.168.1.10', device: 'iPhone' });
    guessAll(10, '192.168.1.77');
    entry(15, 'sign-in.succeeded', { address: '192.168.1.77', device: 'Firefox' });
    entry(16, 'network.access-changed', {}, 'owner:window');
    const story = told();
    assert.equal(story.began, START_MS + 10 * MINUTE_MS);
    assert.equal(story.beganWith, 'A wrong password for Theo from 192.168.1.77.');
    assert.deepEqual(story.addresses, [{ address: '192.168.1.77', failures: 5, signIns: 1, isNew: true }]);
    assert.deepEqual(
      story.seen.map(({ address, isNew, isSuspicious, lastAt }) => [address, isNew, isSuspicious, lastAt - START_MS]),
      [
        ['192.168.1.77', true, true, 15 * MINUTE_MS],
        ['192.168.1.10', false, false, 0],
      ],
    );
    assert.deepEqual(
      story.events.map(({ isSuspicious }) => isSuspicious),
      [false, true, true, true, true, true, true, false],
    );
    assert.equal(story.events.at(-2)!.text, 'Theo signed in from 192.168.1.77 with Firefox. This address was never seen before.'); // prettier-ignore
  });

  test('four, or five over an hour, or a new address alone are not', () => {
    for (const minute of [1, 2, 3, 4]) wrong(minute, '192.168.1.77');
    for (const minute of [0, 15, 30, 45, 60]) wrong(minute, '192.168.1.78');
    entry(61, 'sign-in.succeeded', { address: '192.168.1.79' });
    assert.deepEqual([told().began, told().addresses], [null, []]);
  });

  test('a ban is, from the first wrong password on, and a note the server may not make', () => {
    entry(3, 'audit.note-refused', {}, 'holdfast');
    assert.deepEqual([told().began, told().addresses], [START_MS + 3 * MINUTE_MS, []]);
    wrong(1, '192.168.1.77');
    entry(2, 'address.banned', { address: '192.168.1.77' });
    assert.equal(told().began, START_MS + MINUTE_MS);
  });

  test('the beginning is looked for in 30 days, whatever is shown and however much came after it', () => {
    guessAll(0, '192.168.1.77');
    entry(5, 'sign-in.succeeded', { address: '192.168.1.77', device: 'Firefox' });
    house.manager.exec(`
      WITH RECURSIVE noise (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM noise WHERE n < 5200)
      INSERT INTO audit SELECT 100 + n, ${START_MS} + n * ${7 * MINUTE_MS}, 'account:1', 'sign-in.failed',
        '{"address":"192.168.1.78"}', NULL, 'h', 's' FROM noise`);
    const of = START_MS + 29 * DAY_MS;
    const week = readStory(house.manager, { since: of - 7 * DAY_MS, of });
    assert.deepEqual([week.began, week.events.length < 5_200], [START_MS, true]);
    const all = readStory(house.manager, { since: 0, of });
    assert.deepEqual([all.began, all.events.length, all.older], [START_MS, 5_000, 206]);
    assert.deepEqual(all.seen.map(({ failures }) => failures), [5_200, 5], 'counted by the record, not by what is told'); // prettier-ignore
    // It signs in again weeks later: a burglar's address does not become a known one by having been there.
    record(house.manager, { at: of, actor: 'account:1', event: 'sign-in.succeeded', detail: { address: '192.168.1.77' } }); // prettier-ignore
    const [last] = readStory(house.manager, { since: of - DAY_MS, of }).seen;
    assert.equal(
      readStory(house.manager, { since: of, of: of + 2 * DAY_MS }).began,
      null,
      'a month ago is another story',
    );
    assert.deepEqual([last?.address, last?.isNew, last?.isSuspicious], ['192.168.1.77', true, true]);
  });

  test('what a staged reopening followed was dealt with then; opening in one go dealt with nothing', () => {
    guessAll(0, '192.168.1.77');
    entry(30, 'incident.released', { stage: 'home' }, 'owner:window');
    assert.equal(told().began, START_MS);
    entry(60, 'incident.reopened', { stage: 'computer' }, 'owner:window');
    assert.equal(told().began, START_MS);
    entry(61, 'incident.reopened', { stage: 'home' }, 'owner:window');
    assert.equal(told().began, null);
    assert.equal(told(START_MS, START_MS + 60 * MINUTE_MS).began, START_MS, 'the report of then says what it said');
  });

  test('an address is new when nobody signed in from it until a week before, however long a time is looked at', () => {
    entry(-9 * 24 * 60, 'sign-in.succeeded', { address: '192.168.1.10' });
    entry(-2 * 24 * 60, 'sign-in.succeeded', { address: '192.168.1.11' });
    entry(0, 'sign-in.succeeded', { address: '192.168.1.10' });
    entry(1, 'sign-in.succeeded', { address: '192.168.1.11' });
    const news = (since: number) =>
      Object.fromEntries(told(since, START_MS + 60 * MINUTE_MS).seen.map(({ address, isNew }) => [address, isNew]));
    const expected = { '192.168.1.10': false, '192.168.1.11': true };
    assert.deepEqual([news(START_MS), news(0)], [expected, expected]);
  });

  test('keys, starts and crashes are told in words', () => {
    entry(0, 'secret.rotated', { name: 'signing-key', version: 2 }, 'holdfast');
    entry(1, 'system.started', { version: '1.1.0', from: '1.0.0' }, 'holdfast');
    entry(2, 'system.crashed', { part: 'server' }, 'holdfast');
    entry(3, 'system.started', { version: '1.1.0', from: null }, 'holdfast');
    assert.deepEqual(
      told().events.map(({ text }) => text),
      [
        'The signing key was changed by Holdfast itself.',
        'Holdfast was updated from 1.0.0 to 1.1.0 and started.',
        'The server of Holdfast stopped unexpectedly.',
        'Holdfast was started (version 1.1.0).',
      ],
    );
  });

  test('a step says what was done in one line, without names of files', () => {
    const done = (step: LockStep, detail: Record<string, unknown>) =>
      describeSteps([{ step, doneAt: START_MS, detail }], [], null).find((one) => one.step === step)!.text;
    const connected = [{ address: '192.168.1.77', sockets: 1, people: [], playing: [] }];
    assert.equal(
      done('cut', { server: 'closed', connected }),
      'Everybody was cut off; nothing listens. One connection from one address.',
    );
    assert.equal(
      done('evidence', { file: 'x.hfe', sizeBytes: 1_500_000, sealedTo: 'kit' }),
      'Evidence is kept: 1.5 MB, sealed to the recovery kit.',
    );
    assert.equal(done('report', { file: 'x.md' }), 'The report is written.');
  });

  test('an entry somebody spoiled does not stop the rest from being told', () => {
    entry(0, 'sign-in.succeeded', { address: '192.168.1.10' });
    house.manager.exec("DROP TRIGGER audit_never_changes; UPDATE audit SET detail = '{'");
    guessAll(1, '192.168.1.77');
    assert.deepEqual([told().began, told().events.length], [START_MS + MINUTE_MS, 6]);
  });
});

const deps = () => ({ db: house.manager, clock });
const account = (id: string) => listAccounts(house.manager).find((one) => one.id === id);

describe('differences and undoing them (INC-06 to INC-09)', () => {
  test('nothing changed, nothing differs', async () => {
    await add('ada', 'owner');
    assert.deepEqual(findDifferences(facts(), facts()), []);
  });

  test('accounts: a new one is suspended, a removed one comes back under its id, a password is made anew', async () => {
    await add('ada', 'owner');
    const ben = await add('ben');
    const cleo = await add('cleo');
    const dan = await add('dan');
    then = facts();
    const eve = await add('eve');
    opened(await resetPassword(deps(), ben, { password: 'Yellow lantern 43 sings', once: false }, 'account:x'));
    opened(removeAccount(deps(), cleo, 'owner:window'));
    opened(suspendAccount(deps(), dan, true, 'owner:window'));
    const found = findDifferences(then, facts());
    assert.deepEqual(
      found.map(({ key, what }) => [key, what]),
      [
        [`account:${ben}:password`, 'changed'],
        [`account:${dan}:disabled`, 'changed'],
        [`account:${eve}:added`, 'added'],
        [`account:${cleo}:removed`, 'removed'],
      ],
    );
    assert.equal(JSON.stringify(found).includes('argon2'), false, 'no hash is kept');
    for (const difference of found) {
      const undone = opened(await decide(deps(), incident, difference, 'undo', 'owner:window'));
      assert.equal(undone.password !== null, /password|removed/.test(difference.key));
    }
    assert.equal(account(eve)!.disabled, 1);
    assert.equal(account(dan)!.disabled, 0);
    assert.equal(account(cleo)!.name, 'cleo');
    assert.deepEqual(new Set([...decisions(house.manager, incident).values()].map(({ decision }) => decision)), new Set(['undo'])); // prettier-ignore
  });

  test('settings: who may connect, the name and the names it answers to are put back; the rest is said', async () => {
    then = facts();
    house.manager.exec(`
      UPDATE house SET access_rule = '{"kind":"custom","cidrs":["0.0.0.0/0"]}', server_name = 'Mine';
      INSERT INTO host_name VALUES ('evil.example');
      INSERT INTO backup_settings (id, daily_at) VALUES (1, '04:00');
      INSERT INTO library (id, kind, name, path, created_at) VALUES ('l', 'film', 'Films', '/srv/films', 1);
    `);
    const found = findDifferences(then, facts());
    assert.deepEqual(
      found.map(({ key, undo }) => [key, undo.kind]),
      [
        ['access', 'access'],
        ['server-name', 'server-name'],
        ['host-name:evil.example', 'host-names'],
        ['backups:daily-at', 'none'],
        ['folder:l', 'none'],
      ],
    );
    assert.match(found[0]!.text, /0\.0\.0\.0\/0 now, everyone at home then/);
    for (const difference of found.slice(0, 3))
      opened(await decide(deps(), incident, difference, 'undo', 'owner:window'));
    assert.deepEqual(readHouse(house.manager).accessRule, '{"kind":"home"}');
    assert.deepEqual(
      findDifferences(then, facts()).map(({ key }) => key),
      ['backups:daily-at', 'folder:l'],
    );
    const refused = await decide(deps(), incident, found[3]!, 'undo', 'owner:window');
    assert.equal(refused.ok ? null : refused.failure.code, 'not-undoable');
    opened(await decide(deps(), incident, found[3]!, 'keep', 'owner:window'));
  });

  test('the last owner is not undone away: it is said, and nothing is decided', async () => {
    then = facts();
    const only = await add('ada', 'owner');
    const [difference] = findDifferences(then, facts());
    const refused = await decide(deps(), incident, difference!, 'undo', 'owner:window');
    assert.match(refused.ok ? '' : refused.failure.message, /It stays as it is: This is the last owner/);
    assert.equal(account(only)!.disabled, 0);
    assert.equal(decisions(house.manager, incident).size, 0);
  });
});

test("what a stranger typed is no markup in the report's page", () => {
  const report: Report = {
    format: 1,
    serverName: 'Home',
    madeAt: '2026-03-03T12:00:00.000Z',
    incident: {
      id: null,
      level: 3,
      reason: 'x',
      actor: 'owner:window',
      lockedAt: '2026-03-03T12:00:00.000Z',
      stage: 'closed',
      mistakeUntil: null,
      steps: [],
      keys: [],
      newPasswordDue: true,
      restored: null,
    },
    evidence: null,
    differences: [],
    story: [{ at: 't', text: 'with <script>[x](javascript:y)\n# big', address: null, isSuspicious: true }],
    addresses: [],
    reopened: [],
    connected: [{ address: '192.168.1.77', sockets: 1, people: [{ name: '<b>eve</b>', device: '' }], playing: [] }],
    files: null,
    exposure: null,
    notLookedAt: [],
  };
  const page = reportAsMarkdown(report);
  assert.match(page, /with \\<script\\>\\\[x\\\]\(javascript:y\) \\# big/);
  assert.equal(page.includes('<script>'), false);
});
