import assert from 'node:assert/strict';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { createAccount, suspendAccount } from '../accounts/index.ts';
import { openDatabases, opened, ownClock, type Databases } from '../kernel/testing/databases.ts';
import { followPause, guestsOf, pauseGuests } from './pause-guests.ts';
import { lockOthersOut } from './cut-access.ts';
import { openTowardsHome, release } from './release.ts';
import { insertIncident } from './store.ts';

let house: Databases;
let clock: ReturnType<typeof ownClock>;
beforeEach(() => {
  house = openDatabases();
  clock = ownClock();
});
afterEach(() => house.close());

const deps = () => ({ db: house.manager, clock });
const add = async (name: string, role: 'member' | 'guest') =>
  opened(await createAccount(deps(), { name, password: 'Purple lantern 42 sings', role, libraries: [] }, 'owner:window')).id; // prettier-ignore
const stateOf = (id: string) =>
  house.manager
    .prepare<[string], { locked_out: number; disabled: number; epoch: string }>(
      'SELECT locked_out, disabled, epoch FROM account WHERE id = ?',
    )
    .get(id)!;

test('guests are kept out and signed out, nobody else is; afterwards whom the owner suspended stays so', async () => {
  const refused = pauseGuests(deps(), true, 'owner:window');
  assert.equal(refused.ok ? null : refused.failure.code, 'no-guests');
  const member = await add('theo', 'member');
  const guest = await add('visitor', 'guest');
  const suspended = await add('neighbour', 'guest');
  opened(suspendAccount(deps(), suspended, true, 'owner:window'));
  const before = { member: stateOf(member), guest: stateOf(guest) };

  assert.deepEqual(opened(pauseGuests(deps(), true, 'owner:window')), { guests: 2 });
  assert.deepEqual(guestsOf(house.manager), { count: 2, arePaused: true });
  assert.equal(stateOf(guest).locked_out, 1);
  assert.notEqual(stateOf(guest).epoch, before.guest.epoch, 'their sessions are over');
  assert.deepEqual(stateOf(member), before.member);

  opened(pauseGuests(deps(), false, 'owner:window'));
  assert.deepEqual(guestsOf(house.manager), { count: 2, arePaused: false });
  assert.deepEqual([stateOf(guest).locked_out, stateOf(suspended).disabled], [0, 1]);
  const events = house.manager
    .prepare("SELECT event FROM audit WHERE event LIKE 'guests.%' ORDER BY seq")
    .pluck()
    .all();
  assert.deepEqual(events, ['guests.paused', 'guests.readmitted']);
});

test('who becomes a guest meanwhile is kept out too, and who is one no more is not kept out for ever', async () => {
  const only = await add('visitor', 'guest');
  opened(pauseGuests(deps(), true, 'owner:window'));
  const later = await add('neighbour', 'guest');
  followPause(house.manager, later, true);
  assert.equal(stateOf(later).locked_out, 1);

  house.manager.prepare("UPDATE account SET role = 'member' WHERE id = ?").run(only);
  followPause(house.manager, only, true);
  assert.equal(stateOf(only).locked_out, 0);

  insertIncident(house.manager, 'test', 'owner:window', clock.now());
  followPause(house.manager, later, false);
  assert.equal(stateOf(later).locked_out, 1, 'a closed house keeps everybody out');
});

test('closing and reopening lets members in again, and leaves paused guests out until the owner says otherwise', async () => {
  const member = await add('theo', 'member');
  const guest = await add('visitor', 'guest');
  opened(pauseGuests(deps(), true, 'owner:window'));
  insertIncident(house.manager, 'a stranger', 'owner:window', clock.now());
  lockOthersOut(house.manager);
  const exGuest = await add('cousin', 'guest');
  followPause(house.manager, exGuest, guestsOf(house.manager).arePaused);
  house.manager.prepare("UPDATE account SET role = 'member' WHERE id = ?").run(exGuest);
  followPause(house.manager, exGuest, true);
  const permit = join(house.folder, 'open.permit');
  openTowardsHome({ db: house.manager, permit, generation: 'g' });
  release({ ...deps(), permit, generation: 'g' }, 'owner:window');

  assert.deepEqual([member, guest, exGuest].map((id) => stateOf(id).locked_out), [0, 1, 0]); // prettier-ignore
  assert.deepEqual(guestsOf(house.manager), { count: 1, arePaused: true });
  opened(pauseGuests(deps(), false, 'owner:window'));
  assert.equal(stateOf(guest).locked_out, 0);
});
