import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { openDatabases, START_MS, type Databases } from '../kernel/testing/databases.ts';
import {
  banAddress,
  countTry,
  currentBans,
  FAILURE_WINDOW_MS,
  forgiveTries,
  liftBan,
  recentFailures,
} from './failed-sign-ins.ts';

const now = START_MS;
let house: Databases;
beforeEach(() => {
  house = openDatabases();
});
afterEach(() => house.close());
const stored = () => house.server.prepare<[], number>('SELECT count(*) FROM failed_sign_in').pluck().get();

test('HTTP-09: tries are counted for their address, and for the pair of address and name', () => {
  countTry(house.server, '10.0.0.1', 'olga', now - 3);
  countTry(house.server, '10.0.0.1', 'mira', now - 2);
  countTry(house.server, '10.0.0.2', 'olga', now - 1);
  assert.deepEqual(recentFailures(house.server, '10.0.0.1', 'olga', now), {
    forAddress: [now - 3, now - 2],
    forPair: [now - 3],
  });
  assert.deepEqual(recentFailures(house.server, '10.0.0.3', 'olga', now), { forAddress: [], forPair: [] });
});

test('HTTP-09: what is older than the window does not count and does not stay', () => {
  countTry(house.server, '10.0.0.1', 'olga', now);
  const later = now + FAILURE_WINDOW_MS;
  assert.equal(recentFailures(house.server, '10.0.0.1', 'olga', later - 1).forAddress.length, 1);
  assert.equal(recentFailures(house.server, '10.0.0.1', 'olga', later).forAddress.length, 0);
  countTry(house.server, '10.0.0.2', 'mira', later);
  assert.equal(stored(), 1);
});

test('HTTP-10: a good sign-in forgives its own pair and nothing else', () => {
  for (const [address, name] of [['10.0.0.1', 'olga'], ['10.0.0.1', 'mira'], ['10.0.0.2', 'olga']] as const)
    countTry(house.server, address, name, now);
  forgiveTries(house.server, '10.0.0.1', 'olga');
  assert.equal(recentFailures(house.server, '10.0.0.1', 'olga', now + 1).forAddress.length, 1);
  assert.equal(recentFailures(house.server, '10.0.0.2', 'olga', now + 1).forPair.length, 1);
}); // prettier-ignore

test('HTTP-09: a ban holds until its time, is listed, replaced by a later one, and can be lifted', () => {
  banAddress(house.server, '10.0.0.1', now, now + 1_000, 'first');
  banAddress(house.server, '10.0.0.2', now, now + 500, 'second');
  banAddress(house.server, '10.0.0.1', now, now + 2_000, 'third');
  assert.deepEqual(currentBans(house.server, now).map(({ address, reason }) => [address, reason]), [['10.0.0.2', 'second'], ['10.0.0.1', 'third']]);
  assert.deepEqual(currentBans(house.server, now + 500).map(({ address }) => address), ['10.0.0.1']);
  countTry(house.server, '10.0.0.1', 'olga', now);
  assert.equal(liftBan(house.server, '10.0.0.1'), true);
  assert.equal(recentFailures(house.server, '10.0.0.1', 'olga', now + 1).forAddress.length, 0, 'a lifted ban would come back');
  assert.equal(liftBan(house.server, '10.0.0.1'), false);
}); // prettier-ignore
