import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRateLimiter } from './token-bucket.ts';

function limiterAt(start: number, { capacity = 60, maxKeys = 1_000 } = {}) {
  const clock = { now: start };
  return { clock, ...createRateLimiter({ capacity, perMs: 60_000, now: () => clock.now, maxKeys }) };
}

test('HTTP-08: 60 requests pass at once, the 61st is refused and told when to come back', () => {
  const { take, clock } = limiterAt(1_000);
  for (let i = 0; i < 60; i += 1) assert.deepEqual(take('192.168.1.7'), { ok: true });
  assert.deepEqual(take('192.168.1.7'), { ok: false, retryAfterMs: 1_000 });
  clock.now += 400;
  assert.deepEqual(take('192.168.1.7'), { ok: false, retryAfterMs: 600 });
  clock.now += 600;
  assert.deepEqual(take('192.168.1.7'), { ok: true });
  assert.deepEqual(take('192.168.1.7'), { ok: false, retryAfterMs: 1_000 });
});

test('HTTP-08: one address does not use up the budget of another', () => {
  const { take } = limiterAt(0, { capacity: 1 });
  assert.equal(take('a').ok, true);
  assert.equal(take('a').ok, false);
  assert.equal(take('b').ok, true);
});

test('HTTP-08: over ten minutes a busy client gets the burst and then the rate, not more', () => {
  const { take, clock } = limiterAt(5);
  let passed = 0;
  for (let i = 0; i < 6_000; i += 1, clock.now += 100) if (take('a').ok) passed += 1;
  assert.ok(passed >= 655 && passed <= 660, String(passed));
});

test('HTTP-08: waiting as long as told is always enough, and never fills beyond the capacity', () => {
  for (const capacity of [1, 3, 7, 60, 600]) {
    const { take, clock } = limiterAt(1_700_000_000_000, { capacity });
    for (let i = 0; i < capacity; i += 1) assert.equal(take('a').ok, true);
    for (let i = 0; i < 50; i += 1) {
      const refused = take('a');
      assert.ok(!refused.ok && refused.retryAfterMs > 0);
      clock.now += refused.retryAfterMs;
      assert.equal(take('a').ok, true, String(capacity));
    }
    clock.now += 10 * 60_000;
    for (let i = 0; i < capacity; i += 1) assert.equal(take('a').ok, true);
    assert.equal(take('a').ok, false);
  }
});

test('HTTP-08: a clock set back neither frees nor locks out a client', () => {
  const { take, clock } = limiterAt(3_600_000, { capacity: 2 });
  take('a');
  take('a');
  clock.now = 0;
  assert.equal(take('a').ok, false);
  clock.now = 3_600_000 + 30_000;
  assert.equal(take('a').ok, true);
  assert.equal(take('a').ok, false);
});

test('HTTP-08: memory stays bounded however many addresses are invented, and idle ones are forgotten', () => {
  const { take, size, clock } = limiterAt(0, { capacity: 10, maxKeys: 100 });
  for (let i = 0; i < 10_000; i += 1) {
    take(`stranger ${i}`);
    assert.ok(size() <= 100);
  }
  clock.now += 60_000;
  take('late');
  assert.equal(size(), 1);
});

test('HTTP-08: an address that keeps asking is not the one that is forgotten', () => {
  const { take } = limiterAt(0, { capacity: 2, maxKeys: 10 });
  take('busy');
  take('busy');
  for (let i = 0; i < 100; i += 1) {
    take(`stranger ${i}`);
    assert.equal(take('busy').ok, false);
  }
});
