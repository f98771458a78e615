import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSystemScheduler } from './scheduler.ts';

test('on waking, every task runs at once, and one that was ended does not', async () => {
  const scheduler = createSystemScheduler();
  const ran = Promise.withResolvers<string>();
  let endedRan = false;
  const endNightly = scheduler.every('0 4 1 1 *', () => ran.resolve('nightly'));
  const endOther = scheduler.every('0 4 1 1 *', () => {
    endedRan = true;
  });
  endOther();
  scheduler.catchUp();
  assert.equal(await ran.promise, 'nightly');
  assert.equal(endedRan, false);
  endNightly();
});
