import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { createAccount, listAccounts, resetPassword } from '../../core/accounts/index.ts';
import { record } from '../../core/audit/index.ts';
import type { BackupRow } from '../../core/backups/index.ts';
import { newId, type IncidentId } from '../../core/kernel/index.ts';
import { openDatabases, opened, ownClock, START_MS, type Databases } from '../../core/kernel/testing/databases.ts';
import type { BackupJobs } from '../backup-jobs.ts';
import type { ManagerCore } from '../core.ts';
import { stepDone } from '../../core/incident/index.ts';
import { toCompareWith } from '../incident-report.ts';
import { incidentHandlers } from './incident.ts';

const DAY_MS = 86_400_000;

let house: Databases;
let clock: ReturnType<typeof ownClock>;
let backups: BackupRow[];
let asked: ReturnType<typeof incidentHandlers>;
beforeEach(() => {
  house = openDatabases();
  clock = ownClock();
  clock.advance(10 * DAY_MS);
  backups = [];
  asked = incidentHandlers(fakeCore());
});
afterEach(() => house.close());

/** A manager with a real database, whose backups are all fit. */
function fakeCore(): Parameters<typeof incidentHandlers>[0] {
  const jobs: Pick<BackupJobs, 'list' | 'newestProven' | 'pathOf' | 'drillWith'> = {
    list: () => backups,
    newestProven: (before) => backups.find(({ madeAt }) => before === undefined || madeAt < before) ?? null,
    pathOf: (fileName) => `/backups/${fileName}`,
    drillWith: async () => ({ ok: true, value: {} as never }),
  };
  const nothing = () => {};
  return {
    db: house.manager,
    clock,
    log: { info: nothing, warn: nothing, error: nothing },
    instance: { data: {} } as ManagerCore['instance'],
    backups: jobs as BackupJobs,
    incidents: {} as ManagerCore['incidents'], // not asked here
    status: () => {
      throw new Error('not asked here');
    },
    networkChanged: nothing,
    sessionsChanged: nothing,
    changed: nothing,
    banned: () => false,
  };
}

/** Newest first, as they are listed. @param days so long before now. */
function keep(...days: number[]): void {
  backups = days
    .toSorted((a, b) => a - b)
    .map((day) => ({
      id: newId(),
      fileName: `day-${day}.hfb`,
      madeAt: clock.now() - day * DAY_MS,
      sizeBytes: 1,
      sha256: '',
      holdfast: '0.1.0',
      counts: { accounts: 1, items: 0, progress: 0 },
      copies: [{ place: 'own', provenAt: clock.now(), checkedAt: clock.now(), problem: null }],
    }));
}

function guess(day: number): number {
  const at = clock.now() - day * DAY_MS;
  for (let more = 0; more < 5; more += 1)
    record(house.manager, { at: at + more * 1_000, actor: 'stranger', event: 'sign-in.failed', detail: { address: '192.168.1.77' } }); // prettier-ignore
  return at;
}

const propose = async (input: { before?: string } = {}) => opened(await asked['incident.proposeBackup'](input, 'test'));

describe('the backup to go back to is from before it began (INC-11)', () => {
  test('of one from before the guesses and two from after them, it is the one from before', async () => {
    keep(1, 2, 4, 6);
    const at = guess(3);
    const { backup, began, isFit, text } = await propose();
    assert.deepEqual([backup?.fileName, isFit, began], ['day-4.hfb', true, new Date(at).toISOString()]);
    assert.match(text, /^It is the newest one from before it began\./);
    assert.deepEqual(
      [toCompareWith(backups, at, clock.now())].map((found) => [found?.backup.fileName, found?.isBefore]),
      [['day-4.hfb', true]],
    );
  });

  test('with none from before it says so and proposes none; the oldest is compared with, and marked', async () => {
    keep(1, 2);
    const at = guess(3);
    const { backup, isFit, text } = await propose();
    assert.deepEqual([backup, isFit], [null, false]);
    assert.match(text, /^No kept backup is from before it began: the oldest proved one is of .*2026/);
    const compared = toCompareWith(backups, at, clock.now());
    assert.deepEqual([compared?.backup.fileName, compared?.isBefore], ['day-2.hfb', false]);
    keep();
    assert.match((await propose()).text, /^There is no proved backup at all\./);
    assert.equal(toCompareWith(backups, at, clock.now()), null);
  });

  test('whoever knows better gives the moment', async () => {
    keep(1, 2, 4, 6);
    guess(3);
    const { backup, text } = await propose({ before: new Date(START_MS + 5 * DAY_MS).toISOString() });
    assert.equal(backup?.fileName, 'day-6.hfb');
    assert.match(text, /^It is the newest one from before the moment you gave\./);
  });

  test('nothing suspicious: the newest', async () => {
    keep(1, 2);
    assert.equal((await propose()).backup?.fileName, 'day-1.hfb');
  });
});

test('INC-05: the timeline is a week unless more is asked for; when it began does not depend on that', async () => {
  const at = guess(9);
  const since = (moment?: number) =>
    opened(asked['incident.story'](moment === undefined ? {} : { since: new Date(moment).toISOString() }, 'test') as never) as { began: string; since: string; events: unknown[] }; // prettier-ignore
  const week = since();
  assert.deepEqual([week.since, week.events.length], [new Date(clock.now() - 7 * DAY_MS).toISOString(), 0]);
  const all = since(0);
  assert.deepEqual([week.began, all.began, all.events.length], [new Date(at).toISOString(), week.began, 5]);
});

describe('without a backup from before, the record tells whose account is new (INC-06)', () => {
  const add = async (name: string) =>
    opened(await createAccount({ db: house.manager, clock }, { name, password: 'Purple lantern 42 sings', role: 'member', libraries: [] }, 'owner:command-line')).id; // prettier-ignore
  const close = (compared: Record<string, unknown>) => {
    const id = newId<IncidentId>();
    house.manager
      .prepare('INSERT INTO incident (id, reason, actor, opened_at) VALUES (?, ?, ?, ?)')
      .run(id, 'r', 'owner:window', clock.now());
    stepDone(house.manager, id, 'compare', clock.now(), { differences: [], ...compared });
  };
  type Told = { onRecord: { key: string; what: string; text: string; decision: string | null }[] | null };
  const story = (input: { since?: string } = {}) => opened(asked['incident.story'](input, 'test') as never) as Told;

  test('made and changed since the chosen date, and a row somebody wrote by hand; each is kept or suspended', async () => {
    const old = await add('ada');
    const ben = await add('ben');
    clock.advance(20 * DAY_MS);
    const eve = await add('eve');
    opened(await resetPassword({ db: house.manager, clock }, ben, { password: 'Yellow lantern 43 sings', once: false }, 'account:x')); // prettier-ignore
    house.manager
      .exec(`INSERT INTO account (id, name, name_key, role, password_hash, password_changed_at, epoch, created_at)
      VALUES ('m', 'mallory', 'mallory', 'member', 'x', 0, 'e', 0)`);
    clock.advance(DAY_MS);
    close({ backup: null });
    const { onRecord } = story();
    assert.deepEqual(Object.fromEntries(onRecord!.map(({ key, what, text }) => [key, `${what}: ${text}`])), {
      'record:m': 'added: The account mallory (member) is not on the record: it was not made by Holdfast.',
      [`record:${ben}`]: 'changed: ben got a new password, set from the network.',
      [`record:${eve}`]: 'added: The account eve (member) was made at the command line of this computer.',
    });
    assert.ok(story({ since: new Date(0).toISOString() }).onRecord!.some(({ key }) => key === `record:${old}`));
    for (const key of ['record:m', `record:${eve}`])
      opened(await asked['incident.decide']({ key, decision: 'undo' }, 'owner:window'));
    opened(await asked['incident.decide']({ key: `record:${ben}`, decision: 'keep' }, 'owner:window'));
    assert.deepEqual(
      new Map(listAccounts(house.manager).map(({ name, disabled }) => [name, disabled])),
      new Map([['ada', 0], ['ben', 0], ['eve', 1], ['mallory', 1]]),
    ); // prettier-ignore
    assert.deepEqual(new Set(story().onRecord!.map(({ decision }) => decision)), new Set(['undo', 'keep']));
  });

  test('a backup from before shows them itself; the oldest one that is not does not', async () => {
    await add('eve');
    close({ backup: 1, isBefore: true });
    assert.equal(story().onRecord, null);
    house.manager.exec('UPDATE incident SET closed_at = 1');
    clock.advance(1);
    close({ backup: 1, isBefore: false });
    assert.equal(story().onRecord!.length, 1);
  });
});
