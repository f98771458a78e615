import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decideSignIn, SIGN_IN_LIMITS } from './sign-in-guard.ts';

const MINUTE = 60_000;
const now = 1_700_000_000_000;
const ago = (...minutes: number[]) => minutes.map((each) => now - each * MINUTE);

function decide(failuresForAddress: number[], failuresForPair: number[] = failuresForAddress, isLoopback = false) {
  return decideSignIn({ failuresForAddress, failuresForPair, isLoopback, now });
}

test('HTTP-09: four failures leave the next attempt free, the fifth bans the address for 3,600 s', () => {
  assert.deepEqual(decide([]), { kind: 'try' });
  assert.deepEqual(decide(ago(0, 0, 0, 0)), { kind: 'try' });
  assert.deepEqual(decide(ago(3, 1, 4, 0, 2)), { kind: 'ban', untilMs: now + 3_600_000 });
  assert.deepEqual(decide(ago(9, 8, 7, 6, 5)), { kind: 'ban', untilMs: now - 5 * MINUTE + 3_600_000 });
});

test('HTTP-09: failures over several accounts count for the address', () => {
  assert.equal(decide(ago(5, 4, 3, 2, 1), []).kind, 'ban');
  assert.equal(decide(ago(5, 4, 3, 2, 1), ago(1)).kind, 'ban');
});

test('HTTP-09: failures older than 15 minutes are forgotten', () => {
  assert.deepEqual(decide(ago(15, 4, 3, 2, 1)), { kind: 'try' });
  assert.equal(decide(ago(14.99, 4, 3, 2, 1)).kind, 'ban');
});

test('HTTP-10: this computer is delayed with growing steps of at most 15 minutes, never banned', () => {
  const waits = [5, 6, 7, 8, 9, 20, 2_000].map((count) => decide(Array<number>(count).fill(now), undefined, true));
  assert.deepEqual(
    waits,
    [1, 2, 4, 8, 15, 15, 15].map((minutes) => ({ kind: 'wait', retryAfterMs: minutes * MINUTE })),
  );
  assert.deepEqual(decide(ago(0, 0, 0, 0), undefined, true), { kind: 'try' });
  assert.deepEqual(decide(ago(3, 3, 3, 3, 0.25), undefined, true), { kind: 'wait', retryAfterMs: 45_000 });
  assert.deepEqual(decide(ago(3, 3, 3, 3, 1), undefined, true), { kind: 'try' });
});

test('HTTP-10: on this computer one account’s failures do not delay another', () => {
  assert.deepEqual(decide(ago(1, 1, 1, 1, 1, 1, 1, 1), [], true), { kind: 'try' });
});

test('HTTP-10: an attack from many addresses does not keep the owner from signing in at his own', () => {
  const attackers = Array.from({ length: 200 }, (_, i) => ({ address: `192.168.1.${i}`, at: now - i * 100 }));
  for (const address of ['192.168.9.9', '127.0.0.1']) {
    const here = attackers.filter((failure) => failure.address === address).map(({ at }) => at);
    assert.deepEqual(decide(here, here, address === '127.0.0.1'), { kind: 'try' });
  }
});

test('HTTP-10: after an unban the account is still delayed at that address, not the address refused', () => {
  assert.deepEqual(decide([], ago(1, 1, 1, 1, 0)), { kind: 'wait', retryAfterMs: MINUTE });
});

test('HTTP-09, HTTP-10: no wait is over 15 minutes and no ban over 1 hour, also when the clock was set back', () => {
  const future = Array<number>(9).fill(now + 86_400_000);
  assert.deepEqual(decide(future), { kind: 'ban', untilMs: now + 3_600_000 });
  assert.deepEqual(decide(future, future, true), { kind: 'wait', retryAfterMs: 15 * MINUTE });
});

test('HTTP-09: number of failures and length of ban can be set', () => {
  const limits = { ...SIGN_IN_LIMITS, failures: 3, banMs: 10 * MINUTE };
  const attempt = { failuresForAddress: ago(2, 1, 0), failuresForPair: [], isLoopback: false, now };
  assert.deepEqual(decideSignIn(attempt, limits), { kind: 'ban', untilMs: now + 10 * MINUTE });
});
