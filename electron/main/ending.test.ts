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

test('whatever fails on the way, the process ends', async () => {
  assert.deepEqual(await end('quit', ['installReady']), ['endShell', 'stop', 'installReady', 'leave 0']);
  assert.deepEqual(await end('restart', ['installReady']), ['endShell', 'stop', 'installReady', 'leave 0 again']);
  assert.deepEqual(await end('quit', ['endShell']), ['endShell', 'stop', 'installReady', 'leave 0']);
  assert.deepEqual(await end('quit', ['stop']), ['endShell', 'stop', 'leave 1'], 'the data may not be at rest');
  assert.deepEqual((await end('quit', ['leave'])).slice(-2), ['leave 0', 'exit 1']);
});

test('what hangs is left behind', async (t: TestContext) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  for (const [part, deadlineMs] of [
    ['stop', 4_500],
    ['installReady', 5 * 60_000],
  ] as const) {
    const exited = Promise.withResolvers<number>();
    const reached = Promise.withResolvers<void>();
    const hang = (name: string) => async () => {
      if (name !== part) return;
      reached.resolve();
      await new Promise<never>(() => {});
    };
    const ending = createEnding({
      endShell() {},
      stop: hang('stop'),
      installReady: hang('installReady'),
      leave: () => assert.fail('it hangs'),
      exit: exited.resolve,
      log: { info() {}, warn() {}, error() {} },
    });
    void ending('quit');
    await reached.promise;
    t.mock.timers.tick(deadlineMs);
    assert.equal(await exited.promise, 1);
  }
});
