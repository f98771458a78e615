import assert from 'node:assert/strict';
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { allStepsDone, incidentState as state, say, stepStates, STEPS_MS } from '../fixtures/incident.ts';
import { keychainIsMissing, makeKeychain } from '../fixtures/keychain.ts';
import {
  databaseFile,
  holdfast,
  makeFolder,
  MEMBER,
  mountSmallDisk,
  OWNER,
  processesNaming,
  signIn,
  startHouse,
  waitFor,
  type House,
} from '../fixtures/house.ts';

const NEW_PASSWORD = 'Another staple 7 battery';

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

type Story = {
  readonly connected:
    readonly { readonly address: string; readonly people: readonly { readonly name: string }[] }[] | null;
  readonly files: {
    readonly changes: readonly { readonly where: string; readonly what: string; readonly path: string }[];
  } | null;
  readonly began: string | null;
  readonly addresses: readonly { readonly address: string; readonly failures: number }[];
  readonly events: readonly { readonly text: string; readonly isSuspicious: boolean }[];
  readonly compared: {
    readonly differences: readonly { readonly key: string; readonly text: string; readonly decision: string | null }[];
  } | null;
};
describe('closing, looking, reopening (INC-01 to INC-12, INC-18)', () => {
  test('a mistake is taken back with every session alive; then the whole way, over a kill -9', async () => {
    let first: House | null = await startHouse({ dataDir, user: true });
    const { identity } = await first.call<{ identity: string }>('backups.issueKit');
    await first.call('backups.create');
    const captured = await first.login(MEMBER.name, MEMBER.password);
    const owners = await first.login(OWNER.name, OWNER.password);

    // A mistake.
    const oops = await first.cli('lock');
    assert.equal(oops.code, 0, oops.stderr);
    assert.match(oops.stdout, /Keys are changed in 10 s\. Was it a mistake\? Run: npx holdfast incident mistake/);
    assert.deepEqual([(await state(first)).isOpen, (await state(first)).incident!.stage], [false, 'closed']);
    const back = await first.cli('incident', 'mistake');
    assert.equal(back.code, 0, back.stderr);
    await first.status();
    for (const token of [captured, owners])
      assert.equal((await first.fetch('/api/v1/home', token)).status, 200, 'nobody was signed out');
    assert.deepEqual(await state(first), { isOpen: true, incident: null });
    assert.equal((await first.cli('incident', 'mistake')).code, 1, 'there is nothing to take back');

    // What a stranger does.
    await first.call('accounts.create', { name: 'eve', password: 'Purple lantern 42 sang', role: 'member' });
    for (let guess = 0; guess < 5; guess += 1) await signIn(first.url, 'mallory', `guess ${guess} of many`);

    // The owner practises first: nothing of the house itself is touched, and nobody notices.
    const practised = await first.cli('incident', 'practise');
    assert.equal(practised.code, 0, practised.stderr);
    assert.match(practised.stdout, /\+ Closed in \d+ ms[^]*\+ Reopened for everybody after a green check/);
    assert.equal((await first.fetch('/api/v1/home', captured)).status, 200);
    assert.deepEqual(
      readdirSync(join(dataDir, 'cache')).filter((name) => name.startsWith('practice-')),
      [],
    );

    // An address is banned out of the timeline while everybody else goes on (INC-10).
    assert.equal((await first.cli('incident', 'ban', '192.0.2.9')).code, 0);
    await waitFor('the ban to be written by the server', STEPS_MS, async () => {
      const { bans } = await first!.call<{ bans: { address: string }[] }>('network.get');
      return bans.some(({ address }) => address === '192.0.2.9');
    });
    const own = await first.cli('incident', 'ban', '127.0.0.1');
    assert.match(own.stderr, /is this computer itself\. Nobody was banned\./);
    assert.equal((await first.fetch('/api/v1/home', captured)).status, 200);

    // A file nobody of us put there (INC-09).
    writeFileSync(join(dataDir, 'run.sh'), '#!/bin/sh');

    // Closed, and killed at once.
    assert.equal((await first.cli('lock', '--reason', 'a stranger on the LAN')).code, 0);
    await first.kill9();
    first = null;
    await using house = await startHouse({ dataDir, setUp: false });
    const resumed = await state(house);
    assert.equal(resumed.incident!.reason, 'a stranger on the LAN');
    const done = await allStepsDone(house);
    assert.equal(done.incident!.mistakeUntil, null);
    const outcomes = Object.fromEntries(done.incident!.keys.map(({ name, outcome }) => [name, outcome]));
    assert.equal(outcomes['Signing key'], 'changed');
    assert.deepEqual(
      [outcomes['Accounts'], outcomes['Sessions'], outcomes['Media paths']],
      ['ended', 'ended', 'ended'],
    );
    assert.deepEqual([outcomes['TLS key'], outcomes['API keys']], ['not-in-use', 'not-in-use']);
    const late = await house.cli('incident', 'mistake');
    assert.equal(late.code, 1);
    assert.match(late.stderr, /too late/);

    // Evidence.
    const [pack] = readdirSync(join(dataDir, 'incidents'))
      .filter((name) => name.endsWith('.hfe'))
      .toSorted()
      .slice(-1);
    assert.equal(statSync(join(dataDir, 'incidents', pack!)).mode & 0o777, 0o600);
    const check = (file: string) =>
      holdfast(['incident', 'verify', file, '--identity-fd', '3', '--data-dir', dataDir], {
        passwords: `${identity}\n`,
      });
    const whole = await check(pack!);
    assert.equal(whole.code, 0, whole.stdout + whole.stderr);
    assert.match(whole.stdout, /The record of this house names the same hash\./);
    const changed = join(root, pack!);
    copyFileSync(join(dataDir, 'incidents', pack!), changed);
    const bytes = readFileSync(changed);
    bytes[bytes.length - 70_000]! ^= 1;
    writeFileSync(changed, bytes);
    const broken = await check(changed);
    assert.equal(broken.code, 1);
    assert.match(broken.stdout, /! The record of this house names ANOTHER hash\.[^]*! .*: from here on it was changed/);

    // What happened, and what to do about it.
    const story = await house.call<Story>('incident.story');
    assert.ok(story.began !== null);
    assert.deepEqual(
      story.addresses.map(({ address, failures }) => [address, failures]),
      [['127.0.0.1', 5]],
    );
    assert.ok(story.events.some(({ text }) => /The account eve \(member\) was made at the command line/.test(text)));
    assert.deepEqual(
      story.files!.changes.map(({ where, what, path }) => [where, what, path]),
      [['data', 'added', join(dataDir, 'run.sh')]],
    );
    assert.deepEqual(
      story.connected!.map(({ address, people }) => [address, people.map(({ name }) => name).toSorted()]),
      [['127.0.0.1', [OWNER.name, MEMBER.name]]],
    );
    const all = await house.cli('incident', 'story', '--since', 'everything');
    assert.match(
      all.stdout,
      /^Since 1970-.*\n[^]*Holdfast was started[^]*It probably began at .*: A sign-in with a name/,
    );
    const letters = await house.cli('incident', 'exposure');
    assert.match(letters.stdout, /^ben \(member\): 1 password hashes[^]*^To tell ben:\n\nHello ben,/m);
    const [difference] = story.compared!.differences;
    assert.match(difference!.text, /^The account eve \(member\) is new\./);
    assert.equal(story.compared!.differences.length, 1);
    assert.equal((await house.cli('incident', 'undo', difference!.key)).code, 0);
    assert.equal((await house.call<Story>('incident.story')).compared!.differences[0]!.decision, 'undo');
    assert.equal((await house.cli('incident', 'ban', '192.0.2.7')).code, 0);
    const { bans } = await house.call<{ bans: { address: string }[] }>('network.get');
    assert.ok(bans.some(({ address }) => address === '192.0.2.7'));
    const proposed = await house.cli('incident', 'propose-backup');
    assert.equal(proposed.code, 0, proposed.stdout + proposed.stderr);
    assert.match(
      proposed.stdout,
      /somebody could sign in there\.\nTo go back to it: npx holdfast backup restore holdfast-/,
    );

    // In one go only where nothing suspicious is on the record (INC-03).
    const inOneGo = await say(house, [OWNER.password], 'unlock');
    assert.equal(inOneGo.code, 1);
    assert.match(inOneGo.stderr, /^The house stays closed: something suspicious is on the record, from .* incident reopen computer/m); // prettier-ignore
    assert.equal(existsSync(join(dataDir, 'open.permit')), false);

    // Reopening, first on this computer alone.
    const early = await say(house, [OWNER.password], 'incident', 'reopen', 'home');
    assert.match(early.stderr, /on this computer first/);
    const noNew = await say(house, [OWNER.password], 'incident', 'reopen', 'computer');
    assert.match(noNew.stderr, /Give a new one/);
    assert.equal(existsSync(join(dataDir, 'open.permit')), false);
    const computer = await say(house, [OWNER.password, NEW_PASSWORD], 'incident', 'reopen', 'computer');
    assert.equal(computer.code, 0, computer.stderr);
    const status = await house.status();
    assert.equal(status.house, 'open');
    for (const address of status.addresses) assert.match(address, /^http:\/\/(127\.0\.0\.1|\[::1\]):/);
    assert.equal((await signIn(house.url, MEMBER.name, MEMBER.password)).status, 401, 'not yet');
    const fresh = await house.login(OWNER.name, NEW_PASSWORD);
    assert.equal((await house.fetch('/api/v1/home', fresh)).status, 200);
    // Closed once more on the way: taking that back leads to where it was, and not to everybody.
    assert.equal((await house.cli('lock')).code, 0);
    const stillHere = await house.cli('incident', 'mistake');
    assert.match(stillHere.stdout, /^Open again, on this computer alone, as it was before/, stillHere.stderr);
    assert.equal((await state(house)).incident!.stage, 'computer');
    for (const address of (await house.status()).addresses) assert.match(address, /^http:\/\/(127\.0\.0\.1|\[::1\]):/);
    assert.equal((await signIn(house.url, MEMBER.name, MEMBER.password)).status, 401, 'still not');
    assert.equal((await house.fetch('/api/v1/home', fresh)).status, 200, 'nobody was signed out');
    const home = await say(house, [NEW_PASSWORD], 'incident', 'reopen', 'home');
    assert.equal(home.code, 0, home.stderr);
    await house.status();
    const due = await signIn(house.url, MEMBER.name, MEMBER.password);
    assert.equal(due.status, 403);
    assert.match(await due.text(), /"password-change-due"/, 'first a new password (INC-03)');
    assert.equal((await signIn(house.url, 'eve', 'Purple lantern 42 sang')).status, 401, 'undone is suspended');
    for (const token of [captured, owners])
      assert.equal((await house.fetch('/api/v1/home', token)).status, 401, 'what was captured opens nothing');
    const report = await house.cli('incident', 'report');
    assert.match(
      report.stdout,
      /# Incident at [^]*a stranger on the LAN[^]*## Who was connected[^]*127\.0\.0\.1[^]*run\.sh was not put there[^]*## Reopened[^]* computer by owner:command-line[^]* home by[^]*## To tell ben/,
    );
    assert.deepEqual(await state(house), { isOpen: true, incident: null });
  });

  test('a red check keeps the house closed, unless a reason is given, which is kept', async () => {
    {
      await using house = await startHouse({ dataDir });
      assert.equal((await house.cli('lock')).code, 0);
      await house.stop();
    }
    const db = new Sqlite(databaseFile(dataDir, 'manager'));
    db.exec('DROP TRIGGER audit_never_changes');
    db.prepare(`UPDATE audit SET detail = '{}' WHERE event = 'house.set-up'`).run();
    db.close();
    await using house = await startHouse({ dataDir, setUp: false });
    const refused = await say(house, [OWNER.password], 'unlock');
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /The house stays closed: The record of who did what was tampered with/);
    assert.equal(existsSync(join(dataDir, 'open.permit')), false);
    const opened = await say(house, [OWNER.password], 'unlock', '--anyway', 'looked at it by hand');
    assert.equal(opened.code, 0, opened.stderr);
    const report = await house.cli('incident', 'report');
    assert.match(report.stdout, /although something spoke against it: looked at it by hand/);
  });
});

describe('hard conditions', () => {
  test(
    'with a locked keychain the keys wait, are said and tried again; everything else is done',
    { skip: keychainIsMissing() },
    async () => {
      await using keychain = await makeKeychain({ isStarted: true });
      await using house = await startHouse({ dataDir, env: keychain.env });
      await house.call('backups.issueKit');
      keychain.lock();
      assert.equal((await house.cli('lock')).code, 0);
      const waiting = await waitFor('the keys to be tried', STEPS_MS, async () => {
        const now = await state(house);
        return stepStates(now)['rotate'] === 'failed' && stepStates(now)['report'] === 'done' ? now : null;
      });
      assert.equal(stepStates(waiting)['evidence'], 'done', 'sealing it needs no keychain');
      const rotate = waiting.incident!.steps.find(({ step }) => step === 'rotate')!;
      assert.match(rotate.text, /^The keys could not be changed\. The system keychain is locked\./);
      await keychain.stop();
      await keychain.start();
      await waitFor(
        'the keys to be changed',
        STEPS_MS,
        async () => stepStates(await state(house))['rotate'] === 'done',
      );
    },
  );

  test('with a full disk the reserve is given up: the incident is written, evidence is kept', async (t) => {
    using disk = mountSmallDisk(400);
    if (disk === null) return t.skip('NOT TESTED: mounting a small disk is not permitted here');
    const data = join(disk.folder, 'data');
    await using house = await startHouse({ dataDir: data });
    await waitFor('the reserve', 30_000, () => existsSync(join(data, 'reserve')));
    disk.fill();
    const locked = await house.call<{ recorded: boolean }>('incident.lockDown', { reason: 'full' });
    assert.equal(locked.recorded, true);
    const now = await waitFor('evidence', STEPS_MS, async () => {
      const seen = await state(house);
      return stepStates(seen)['evidence'] === 'done' ? seen : null;
    });
    assert.equal(existsSync(join(data, 'reserve')), false);
    assert.match(
      now.incident!.steps.find(({ step }) => step === 'evidence')!.text,
      /sealed to this computer's own key/,
    );
  });
});
