import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { createEnding, type HowToEnd } from './ending.ts';

type Part = 'endShell' | 'stop' | 'installReady' | 'leave';

/** End an app of which parts fail. @returns what was done, in order. */
async function end(how: HowToEnd, failing: readonly Part[] = []): Promise<string[]> {
  const done: string[] = [];
  const act = (part: Part, note: string = part) => {
    done.push(note);
    if (failing.includes(part)) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
  };
  const ending = createEnding({
    endShell: () => act('endShell'),
    stop: async () => act('stop'),
    installReady: async () => act('installReady'),
    leave: (code, startsAgain) => act('leave', `leave ${code}${startsAgain ? ' again' : ''}`),
    exit: (code) => void done.push(`exit ${code}`),
    log: { info() {}, warn() {}, error() {} },
  });
  await Promise.all([ending(how), ending('quit')]);
  return done;
}

test('quitting stops the house, then installs what is ready, once; a system that goes down waits for no update', async () => {
  assert.deepEqual(await end('quit'), ['endShell', 'stop', 'installReady', 'leave 0']);
  assert.deepEqual(await end('restart'), ['endShell', 'stop', 'installReady', 'leave 0 again']);
  assert.deepEqual(await end('at-once'), ['endShell', 'stop', 'leave 0']);
});

test('whatever fails on the way, the process ends, and who asked for a restart gets one', async () => {
  assert.deepEqual(await end('quit', ['installReady']), ['endShell', 'stop', 'installReady', 'leave 0']);
  assert.deepEqual(await end('restart', ['installReady']), ['endShell', 'stop', 'installReady', 'leave 0 again']);
  assert.deepEqual(await end('quit', ['endShell']), ['endShell', 'stop', 'installReady', 'leave 0']);
  assert.deepEqual(await end('quit', ['stop']), ['endShell', 'stop', 'leave 1'], 'the data may not be at rest');
  assert.deepEqual(await end('restart', ['stop']), ['endShell', 'stop', 'leave 1 again'], 'without the update');
  assert.deepEqual((await end('quit', ['leave'])).slice(-2), ['leave 0', 'exit 1']);
});

/** An app whose end waits in `stop` until it is let go. */
function endingThatWaits() {
  const stopped = Promise.withResolvers<void>();
  const reached = Promise.withResolvers<void>();
  const done: string[] = [];
  const ending = createEnding({
    endShell() {},
    async stop() {
      reached.resolve();
      await stopped.promise;
    },
    installReady: async () => void done.push('installReady'),
    leave: (code, startsAgain) => void done.push(`leave ${code}${startsAgain ? ' again' : ''}`),
    exit: (code) => void done.push(`exit ${code}`),
    log: { info() {}, warn() {}, error() {} },
  });
  return { ending, done, reached: reached.promise, letGo: stopped.resolve };
}

test('a house that does not stop is left behind in time', async (t: TestContext) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  for (const [how, left] of [
    ['quit', 'leave 1'],
    ['restart', 'leave 1 again'],
  ] as const) {
    const { ending, done, reached } = endingThatWaits();
    const ended = ending(how);
    await reached;
    t.mock.timers.tick(4_500);
    await ended;
    assert.deepEqual(done, [left]);
  }
});

test('a system that goes down while an update waits to be installed is not kept waiting', async () => {
  for (const how of ['quit', 'restart'] as const) {
    const { ending, done, reached, letGo } = endingThatWaits();
    const ended = ending(how);
    await reached;
    const urgent = ending('at-once');
    letGo();
    await Promise.all([ended, urgent]);
    assert.deepEqual(done, ['leave 0']);
  }
});
