import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import type { Role } from '../../../shared/lan/schemas.ts';
import { newEpoch, newId } from '../kernel/index.ts';
import { openDatabases, START_MS, type Databases } from '../kernel/testing/databases.ts';
import { revokeSession } from './manage.ts';
import {
  createSessionReader,
  endSession,
  endSessions,
  lastSeenByAccount,
  livingSessions,
  openSession,
  signInRow,
  touchSession,
} from './sessions.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const now = START_MS;
let house: Databases;
let reader: ReturnType<typeof createSessionReader>;
beforeEach(() => {
  house = openDatabases();
  reader = createSessionReader(house.read);
});
afterEach(() => house.close());

/** The row alone: no test here needs its password. */
function account(name: string, role: Role): string {
  const id = newId();
  house.manager
    .prepare(
      `INSERT INTO account (id, name, name_key, role, disabled, password_hash, password_changed_at, epoch, created_at) VALUES (?, ?, ?, ?, 0, 'x', 0, ?, 0)`,
    )
    .run(id, name, name.toLowerCase(), role, newEpoch());
  return id;
}
const open = (name: string, at = now) =>
  openSession(house.server, { account: signInRow(house.read, name.toLowerCase())!, device: 'test', address: '10.0.0.1', now: at }); // prettier-ignore

describe('how long a session lives', () => {
  const cases: readonly (readonly [Role, lifeMs: number, idleMs: number | null])[] = [
    ['owner', DAY, 2 * HOUR],
    ['member', 7 * DAY, null],
    ['child', 7 * DAY, null],
    ['guest', 7 * DAY, null],
  ];
  for (const [role, lifeMs, idleMs] of cases)
    test(`SESS-01: ${role}`, () => {
      account('Ann', role);
      const { id, expiresAt } = open('Ann');
      assert.equal(expiresAt, now + lifeMs);
      assert.ok(reader.identify(id, now + (idleMs ?? lifeMs) - 1));
      assert.equal(reader.identify(id, now + (idleMs ?? lifeMs)), null);
    });

  test('SESS-01: use keeps an owner’s session from idling, and never makes it longer than a day', () => {
    account('Ann', 'owner');
    const { id } = open('Ann');
    for (let at = now; at < now + DAY; at += HOUR) {
      const identity = reader.identify(id, at);
      assert.ok(identity, `${(at - now) / HOUR} h`);
      touchSession(house.server, identity, '10.0.0.2', at);
    }
    assert.equal(reader.identify(id, now + DAY), null);
  });

  test('last use is written once a minute, with the address it came from', () => {
    const accountId = account('Ann', 'member');
    const { id } = open('Ann');
    touchSession(house.server, reader.identify(id, now + 59_999)!, '10.0.0.2', now + 59_999);
    assert.equal(reader.list(accountId, now)[0]!.lastSeenAt, now);
    touchSession(house.server, reader.identify(id, now + 60_000)!, '10.0.0.2', now + 60_000);
    const [row] = reader.list(accountId, now + 60_000);
    assert.deepEqual([row!.lastSeenAt, row!.address], [now + 60_000, '10.0.0.2']);
  });
});

describe('what ends it', () => {
  const endings: Record<string, (accountId: string, sessionId: string) => unknown> = {
    'the session was ended': (accountId, id) => endSession(house.server, accountId, id, now),
    'all of the account were ended': (accountId) => endSessions(house.server, accountId, now),
    'a revocation row': (_, id) => house.manager.prepare('INSERT INTO session_revocation VALUES (?, 0)').run(id),
    suspension: (accountId) => house.manager.prepare('UPDATE account SET disabled = 1 WHERE id = ?').run(accountId),
    'being kept out until the house is reopened': (accountId) => house.manager.prepare('UPDATE account SET locked_out = 1 WHERE id = ?').run(accountId),
    'a new epoch of the account': (accountId) => house.manager.prepare('UPDATE account SET epoch = ? WHERE id = ?').run(newEpoch(), accountId),
    'a new epoch of the house': () => house.manager.prepare('UPDATE house SET global_epoch = ?').run(newEpoch()),
    deletion: (accountId) => house.manager.prepare('DELETE FROM account WHERE id = ?').run(accountId),
  }; // prettier-ignore
  for (const [what, end] of Object.entries(endings))
    test(`SESS-05, SESS-06, SESS-13: ${what} is seen by the very next look, and by the list`, () => {
      const accountId = account('Ann', 'member');
      const { id } = open('Ann');
      assert.ok(reader.identify(id, now));
      end(accountId, id);
      assert.equal(reader.identify(id, now), null);
      assert.deepEqual(reader.list(accountId, now), []);
    });

  test('SESS-06: an old epoch that comes back does not revive what was ended', () => {
    const accountId = account('Ann', 'member');
    const { id } = open('Ann');
    endSessions(house.server, accountId, now);
    assert.equal(reader.identify(id, now), null);
    assert.equal(endSession(house.server, accountId, id, now), false, 'ended twice');
  });

  test('SESS-05: nobody ends the session of another account', () => {
    account('Ann', 'member');
    const { id } = open('Ann');
    assert.equal(endSession(house.server, account('Bob', 'owner'), id, now), false);
    assert.ok(reader.identify(id, now));
  });
});

test('SESS-05: the owner sees living sessions of everybody, and when each account was last here', () => {
  const [ann, bob, eve] = ['Ann', 'Bob', 'Eve'].map((name) => account(name, 'member'));
  const first = open('Ann');
  const ended = open('Bob', now + 1_000);
  const last = open('Ann', now + 2_000);
  endSession(house.server, bob!, ended.id, now + 3_000);
  assert.deepEqual(
    livingSessions(house.read, now + 3_000).map(({ id, accountId }) => [id, accountId]),
    [
      [last.id, ann],
      [first.id, ann],
    ],
  );
  assert.deepEqual(
    [ann, bob, eve].map((id) => lastSeenByAccount(house.read).get(id!)),
    [now + 2_000, now + 1_000, undefined],
  );
  revokeSession(
    { db: house.manager, clock: { now: () => now, monotonic: () => now } },
    { id: last.id, accountId: ann!, device: 'test', address: '10.0.0.1' },
    'test',
  );
  assert.deepEqual(
    livingSessions(house.read, now + 3_000).map(({ id }) => id),
    [first.id],
  );
  assert.equal(reader.identify(last.id, now + 3_000), null);
});

test('the epochs a session carries are those that were read with the password', () => {
  const accountId = account('Ann', 'member');
  const row = signInRow(house.read, 'ann')!;
  // The password changes while the old one is being verified.
  house.manager.prepare('UPDATE account SET epoch = ? WHERE id = ?').run(newEpoch(), accountId);
  const { id } = openSession(house.server, { account: row, device: 'test', address: '10.0.0.1', now });
  assert.equal(reader.identify(id, now), null);
});

test('SESS-12: ids are 128 random bits, and the list names the last used first', () => {
  const accountId = account('Ann', 'member');
  const ids = Array.from({ length: 20 }, (_, at) => open('Ann', now + at).id);
  assert.equal(new Set(ids).size, 20);
  for (const id of ids) assert.match(id, /^[0-9a-f]{32}$/);
  assert.deepEqual(reader.list(accountId, now + 20).map(({ id }) => id), ids.toReversed());
}); // prettier-ignore
