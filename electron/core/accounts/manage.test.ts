import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { newId } from '../kernel/index.ts';
import { openDatabases, opened, ownClock, type Databases } from '../kernel/testing/databases.ts';
import {
  changeGrants,
  changePassword,
  changeRole,
  createAccount,
  demandPasswordChange,
  isOwnersPassword,
  listAccounts,
  removeAccount,
  renameAccount,
  resetPassword,
  signOutEverywhere,
  suspendAccount,
} from './index.ts';

const OWNER = 'Kestrel-Lantern-47-Moss';
const MEMBER = 'Willow-Anchor-58';
let house: Databases;
let deps: { db: Databases['manager']; clock: ReturnType<typeof ownClock> };
beforeEach(() => {
  house = openDatabases();
  deps = { db: house.manager, clock: ownClock() };
});
afterEach(() => house.close());

const create = (
  name: string,
  password: string,
  role: 'owner' | 'member' | 'guest' = 'member',
  libraries: string[] = [],
) => createAccount(deps, { name, password, role, libraries }, 'test');
const owner = async (name = 'Olga') => opened(await create(name, OWNER, 'owner')).id;
const member = async (name = 'Mira') => opened(await create(name, MEMBER)).id;
const codeOf = (result: { ok: boolean; failure?: { code: string } }) => result.failure?.code;
const epochOf = (id: string) => listAccounts(house.manager).find((one) => one.id === id)!.epoch;
const events = () => house.manager.prepare<[], string>('SELECT event FROM audit ORDER BY seq').pluck().all();
const library = () => {
  const id = newId();
  house.manager.prepare(`INSERT INTO library VALUES (?, 'film', 'Films', ?, 0)`).run(id, `/films/${id}`);
  return id;
}; // prettier-ignore

describe('creating', () => {
  test('AUTH-09: a password is stored only as an argon2id hash', async () => {
    const id = await member();
    const row = listAccounts(house.manager).find((one) => one.id === id)!;
    assert.match(row.passwordHash, /^\$argon2id\$v=19\$m=19456,t=4,p=1\$/);
    assert.ok(!house.manager.serialize().includes(MEMBER));
  });

  test('AUTH-03, AUTH-04: 11 characters are too few for a member and 15 for an owner; 12 and 16 are enough', async () => {
    assert.equal(codeOf(await create('a1', 'Tr0ubador-x')), 'weak-password');
    assert.equal(codeOf(await create('a2', 'Tr0ubador-xy')), undefined);
    assert.equal(codeOf(await create('a3', 'Tr0ubador-xyQw9', 'owner')), 'weak-password');
    assert.equal(codeOf(await create('a4', 'Tr0ubador-xyQw9z', 'owner')), undefined);
  });

  test('AUTH-05: a long passphrase passes without the four classes, and its every character counts', async () => {
    const phrase = 'correct horse battery staple x';
    assert.equal(codeOf(await create('a', phrase)), undefined);
    const long = Array.from({ length: 20 }, (_, at) => `w${at * 37}`).join(' ');
    const id = opened(await create('b', long)).id;
    const cut = await changePassword(deps, { accountId: id, current: long.slice(0, 72), next: OWNER });
    assert.equal(codeOf(cut), 'wrong-password');
  });

  test('AUTH-06: common passwords and those made of the name are refused', async () => {
    for (const [name, password] of [['x', 'Password123456!'], ['Theodora', 'Theodora-2024!'], ['y', 'Holdfast-2024!x'], ['z', 'Qwerty123456!']] as const)
      assert.equal(codeOf(await create(name, password)), 'weak-password', password);
  }); // prettier-ignore

  test('one name is one account, however it is typed; an empty or invisible one is none', async () => {
    await member('Théo');
    for (const name of ['théo', ' THÉO ', 'The\u0301o', 'Ｔｈéｏ'])
      assert.equal(codeOf(await create(name, MEMBER)), 'bad-name', name);
    for (const name of ['', '   ', 'a\u0000b', 'a\u202eb', 'a\nb']) assert.equal(codeOf(await create(name, MEMBER)), 'bad-name', name);
  }); // prettier-ignore

  test('two accounts of one name, made at the same time, are one account', async () => {
    const results = await Promise.all([create('Mira', MEMBER), create('mira', MEMBER)]);
    assert.deepEqual(new Set(results.map(codeOf)), new Set(['bad-name', undefined]));
  });

  test('AUTH-21: an account sees what it was granted, and a library that is not cannot be granted', async () => {
    const [a, b] = [library(), library()];
    const id = opened(await create('Mira', MEMBER, 'member', [a])).id;
    const grants = () => listAccounts(house.manager).find((one) => one.id === id)!.libraries;
    assert.deepEqual(grants(), [a]);
    assert.equal(codeOf(changeGrants(deps, id, [a, newId()], 'test')), 'no-such-library');
    assert.deepEqual(grants(), [a]);
    changeGrants(deps, id, [b, b], 'test');
    assert.deepEqual(grants(), [b]);
    house.manager.prepare('DELETE FROM library WHERE id = ?').run(b);
    assert.deepEqual(grants(), []);
  });
});

describe('AUTH-11: the last owner stays', () => {
  test('AUTH-11: the last owner is neither removed, suspended nor demoted', async () => {
    const id = await owner();
    assert.equal(codeOf(removeAccount(deps, id, 'test')), 'last-owner');
    assert.equal(codeOf(suspendAccount(deps, id, true, 'test')), 'last-owner');
    assert.equal(codeOf(await changeRole(deps, { id, role: 'member' }, 'test')), 'last-owner');
  });

  test('AUTH-11: a suspended owner does not count as the other one', async () => {
    const [first, second] = [await owner('Olga'), await owner('Otto')];
    opened(suspendAccount(deps, second, true, 'test'));
    assert.equal(codeOf(removeAccount(deps, first, 'test')), 'last-owner');
    opened(suspendAccount(deps, second, false, 'test'));
    opened(removeAccount(deps, first, 'test'));
    assert.equal(codeOf(removeAccount(deps, second, 'test')), 'last-owner');
  });
});

describe('what ends sessions', () => {
  test('SESS-13, AUTH-12: a new role, a suspension, a readmission and a new password each make a new epoch', async () => {
    await owner();
    const id = await member();
    const seen = new Set([epochOf(id)]);
    const acts = [
      () => changeRole(deps, { id, role: 'guest' }, 'test'),
      () => suspendAccount(deps, id, true, 'test'),
      () => suspendAccount(deps, id, false, 'test'),
      () => resetPassword(deps, id, { password: 'Harbour-Thistle-62', once: false }, 'test'),
      () => changePassword(deps, { accountId: id, current: 'Harbour-Thistle-62', next: 'Meadow-Candle-71' }),
      () => signOutEverywhere(deps, id, 'test'),
    ];
    for (const act of acts) {
      opened<unknown>(await act());
      assert.match(epochOf(id), /^[0-9a-f]{16}$/);
      seen.add(epochOf(id));
    }
    assert.equal(seen.size, acts.length + 1);
  });

  test('SESS-06: signing everybody out makes a new epoch of the house', () => {
    const epoch = () => house.manager.prepare('SELECT global_epoch FROM house').pluck().get();
    const before = epoch();
    opened(signOutEverywhere(deps, undefined, 'test'));
    assert.notEqual(epoch(), before);
  });

  test('changing grants leaves sessions alone', async () => {
    const id = await member();
    const before = epochOf(id);
    changeGrants(deps, id, [library()], 'test');
    assert.equal(epochOf(id), before);
  });
});

describe('passwords', () => {
  test('AUTH-04: a member becomes an owner only with a password that meets the owner’s rules', async () => {
    const id = await member();
    assert.equal(codeOf(await changeRole(deps, { id, role: 'owner' }, 'test')), 'weak-password');
    assert.equal(codeOf(await changeRole(deps, { id, role: 'owner', newPassword: 'Tr0ubador-xy' }, 'test')), 'weak-password');
    assert.equal(listAccounts(house.manager)[0]!.role, 'member');
    opened(await changeRole(deps, { id, role: 'owner', newPassword: OWNER }, 'test'));
    assert.equal(await isOwnersPassword(house.manager, null, OWNER), true);
  }); // prettier-ignore

  test('AUTH-19: a change needs the current password; of a suspended or unknown account it says the same', async () => {
    await owner();
    const id = await member();
    const attempt = (accountId: string, current: string) => changePassword(deps, { accountId, current, next: 'Harbour-Thistle-62' });
    const wrong = await attempt(id, 'wrong');
    suspendAccount(deps, id, true, 'test');
    assert.deepEqual(await attempt(id, MEMBER), wrong);
    assert.deepEqual(await attempt(newId(), MEMBER), wrong);
    suspendAccount(deps, id, false, 'test');
    opened(await attempt(id, MEMBER));
  }); // prettier-ignore

  test('AUTH-06: the last five do not come back, also when they were changed within one millisecond', async () => {
    const id = await member();
    const used = [MEMBER, 'Harbour-Thistle-62', 'Meadow-Candle-71', 'Granite-Pepper-82', 'Saffron-Bridge-93'];
    for (let at = 1; at < used.length; at += 1)
      opened(await changePassword(deps, { accountId: id, current: used[at - 1]!, next: used[at]! }));
    for (const next of used)
      assert.equal(codeOf(await changePassword(deps, { accountId: id, current: used.at(-1)!, next })), 'weak-password', next);
    const current = used.at(-1)!;
    opened(await changePassword(deps, { accountId: id, current, next: 'Juniper-Saddle-14' }));
    const old = { accountId: id, current: 'Juniper-Saddle-14', next: MEMBER };
    deps.clock.advance(1);
    opened(await changePassword(deps, old));
  }); // prettier-ignore

  test('AUTH-19: of two changes at once with one proof, one counts', async () => {
    const id = await member();
    const both = await Promise.all([
      changePassword(deps, { accountId: id, current: MEMBER, next: 'Harbour-Thistle-62' }),
      changePassword(deps, { accountId: id, current: MEMBER, next: 'Meadow-Candle-71' }),
    ]);
    assert.deepEqual(new Set(both.map(codeOf)), new Set(['wrong-password', undefined]));
  });

  test('an owner’s password is that of an owner who may enter', async () => {
    const [first] = [await owner('Olga'), await member()];
    await owner('Otto');
    assert.equal(await isOwnersPassword(house.manager, ' OLGA', OWNER), true);
    assert.equal(await isOwnersPassword(house.manager, 'Mira', MEMBER), false);
    assert.equal(await isOwnersPassword(house.manager, null, MEMBER), false);
    suspendAccount(deps, first, true, 'test');
    assert.equal(await isOwnersPassword(house.manager, 'Olga', OWNER), false);
  });
});

test('every change stands in the audit record, without a password', async () => {
  await owner();
  const id = await member();
  await changeRole(deps, { id, role: 'guest' }, 'test');
  suspendAccount(deps, id, true, 'test');
  changeGrants(deps, id, [], 'test');
  await resetPassword(deps, id, { password: 'Harbour-Thistle-62', once: false }, 'test');
  signOutEverywhere(deps, id, 'test');
  removeAccount(deps, id, 'test');
  assert.deepEqual(events(), ['account.created', 'account.created', 'account.role-changed', 'account.suspended', 'account.grants-changed', 'account.password-reset', 'sessions.ended', 'account.removed']);
  const text = JSON.stringify(house.manager.prepare('SELECT * FROM audit').all());
  for (const secret of [OWNER, MEMBER, 'Harbour', 'argon2']) assert.ok(!text.includes(secret));
}); // prettier-ignore

test('LOG-02: an entry holds what was before and what is now', async () => {
  const id = await member();
  const [a, b] = [library(), library()];
  changeGrants(deps, id, [a], 'test');
  changeGrants(deps, id, [b], 'test');
  await changeRole(deps, { id, role: 'guest' }, 'test');
  suspendAccount(deps, id, true, 'test');
  removeAccount(deps, id, 'test');
  const details = house.manager.prepare<[], string>('SELECT detail FROM audit ORDER BY seq').pluck().all();
  assert.deepEqual(
    details.map((detail) => JSON.parse(detail) as unknown),
    [
      { id, name: 'Mira', role: 'member', libraries: [] },
      { id, from: [], to: [a] },
      { id, from: [a], to: [b] },
      { id, from: 'member', to: 'guest' },
      { id, from: false, to: true },
      { id, name: 'Mira', role: 'guest' },
    ],
  );
});

test('a rename keeps the account and its sessions, and takes no name that another one has', async () => {
  const id = await member();
  await owner();
  const epoch = epochOf(id);
  assert.deepEqual(renameAccount(deps, id, ' MIRA ', 'test'), { ok: true, value: {} }, 'its own, spelt otherwise');
  assert.equal(codeOf(renameAccount(deps, id, 'olga', 'test')), 'bad-name');
  assert.equal(codeOf(renameAccount(deps, id, ' \u0007', 'test')), 'bad-name');
  renameAccount(deps, id, 'Mira Lind', 'test');
  const row = listAccounts(house.manager).find((one) => one.id === id)!;
  assert.deepEqual([row.name, row.epoch], ['Mira Lind', epoch]);
  assert.equal(codeOf(await create('mira', MEMBER)), undefined, 'the old name is free again');
});

test('INC-03: a password given for one sign-in, or declared due, is so until its person has changed it', async () => {
  const isDue = (id: string) => listAccounts(house.manager).find((one) => one.id === id)!.mustChangePassword === 1;
  const change = async (id: string, current: string, next: string) =>
    opened(await changePassword(deps, { accountId: id, current, next }));
  const given = opened(
    await createAccount(
      deps,
      { name: 'Gil', password: MEMBER, role: 'member', libraries: [], mustChangePassword: true },
      'test',
    ),
  ).id;
  const other = await member();
  assert.deepEqual([isDue(given), isDue(other)], [true, false]);
  await change(given, MEMBER, 'Harbour-Thistle-62');
  assert.equal(isDue(given), false);

  await resetPassword(deps, given, { password: 'Meadow-Cinder-41', once: true }, 'test');
  assert.equal(isDue(given), true);
  assert.equal(
    codeOf(await changePassword(deps, { accountId: given, current: 'Meadow-Cinder-41', next: 'Harbour-Thistle-62' })),
    'weak-password',
    'the one before it may not come back',
  );
  await resetPassword(deps, given, { password: 'Copper-Meadow-77', once: false }, 'test');
  assert.equal(isDue(given), false);

  const epoch = epochOf(other);
  demandPasswordChange(deps, [given, other, newId()], 'test');
  assert.deepEqual([isDue(given), isDue(other)], [true, true]);
  assert.notEqual(epochOf(other), epoch, 'sessions of the old password have ended');
  removeAccount(deps, other, 'test');
});

test('an account that is not is a failure of its own, everywhere', async () => {
  const id = newId();
  const results = [
    changeGrants(deps, id, [], 'test'),
    suspendAccount(deps, id, true, 'test'),
    removeAccount(deps, id, 'test'),
    signOutEverywhere(deps, id, 'test'),
    await changeRole(deps, { id, role: 'guest' }, 'test'),
    await resetPassword(deps, id, { password: MEMBER, once: false }, 'test'),
  ];
  for (const result of results) assert.equal(codeOf(result), 'no-such-account');
  assert.deepEqual(events(), []);
});
