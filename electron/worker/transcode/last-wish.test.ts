import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLastWish } from './last-wish.ts';

test('a wish at any moment of a step, its last one included, is followed by a step', async () => {
  for (let microtasks = 0; microtasks < 8; microtasks += 1) {
    let steps = 0;
    const first = Promise.withResolvers<void>();
    const wish = createLastWish(async () => {
      steps += 1;
      if (steps === 1) await first.promise;
    });
    wish.ask();
    first.resolve();
    for (let waited = 0; waited < microtasks; waited += 1) await Promise.resolve();
    wish.ask();
    await new Promise(setImmediate);
    assert.equal(steps, 2, `asked ${microtasks} microtasks after the step could end`);
  }
});

test('many wishes while a step runs are one', async () => {
  let steps = 0;
  const first = Promise.withResolvers<void>();
  const wish = createLastWish(async () => {
    steps += 1;
    if (steps === 1) await first.promise;
  });
  for (let times = 0; times < 5; times += 1) wish.ask();
  first.resolve();
  await wish.settled();
  assert.equal(steps, 2);
});
