import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { keepPage } from './page-kept.ts';

/** A window of which each load is ended by the test. */
function windowOf(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const loads: PromiseWithResolvers<void>[] = [];
  const boxes: PromiseWithResolvers<boolean>[] = [];
  let isClosed = false;
  const kept = keepPage({
    load() {
      const load = Promise.withResolvers<void>();
      loads.push(load);
      return load.promise;
    },
    isClosed: () => isClosed,
    ask() {
      const box = Promise.withResolvers<boolean>();
      boxes.push(box);
      return box.promise;
    },
    close: () => (isClosed = true),
    now: () => 0,
    log: { info() {}, warn() {}, error() {} },
  });
  /** What was promised is heard, and time passes. */
  const pass = async (ms: number) => {
    await new Promise((resolve) => setImmediate(resolve));
    t.mock.timers.tick(ms);
  };
  /** As Electron tells it: by the process, and by the load that is refused. */
  const dieWhileLoading = () => {
    kept.died('crashed');
    loads.at(-1)!.reject(new Error('ERR_FAILED (-2)'));
  };
  return { ...kept, loads, boxes, pass, dieWhileLoading, isClosed: () => isClosed };
}

test('a page that dies while it loads has died once, and is asked about after three tries', async (t) => {
  const { begin, loads, boxes, pass, dieWhileLoading, died } = windowOf(t);
  begin();
  for (const [tries, pauseMs] of [
    [2, 0],
    [3, 1_000],
    [4, 4_000],
  ] as const) {
    dieWhileLoading();
    await pass(pauseMs);
    assert.equal(loads.length, tries);
  }
  dieWhileLoading();
  await pass(10_000);
  assert.deepEqual([loads.length, boxes.length], [4, 1]);
  died('crashed');
  await pass(10_000);
  assert.equal(boxes.length, 1, 'one question at a time');
});

test('a load that is refused after another has begun says nothing of that one', async (t) => {
  const { begin, loads, pass, died } = windowOf(t);
  begin();
  died('crashed');
  await pass(0);
  assert.equal(loads.length, 2);
  loads[0]!.reject(new Error('ERR_ABORTED (-3)'));
  await pass(10_000);
  assert.equal(loads.length, 2);
});

test('a person decides what becomes of a page that does not come', async (t) => {
  const { begin, loads, boxes, pass, dieWhileLoading, isClosed } = windowOf(t);
  begin();
  const fail = async () => {
    for (const pauseMs of [0, 1_000, 4_000, 0]) {
      dieWhileLoading();
      await pass(pauseMs);
    }
  };
  await fail();
  boxes[0]!.resolve(true);
  await pass(0);
  assert.equal(loads.length, 5, 'tried anew');
  await fail();
  boxes[1]!.resolve(false);
  await pass(0);
  assert.equal(isClosed(), true);
});
