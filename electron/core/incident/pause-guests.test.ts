import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { createAccount, suspendAccount } from '../accounts/index.ts';
import { openDatabases, opened, ownClock, type Databases } from '../kernel/testing/databases.ts';
import { guestsOf, pauseGuests } from './pause-guests.ts';

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
