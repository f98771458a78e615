import assert from 'node:assert/strict';
import { test } from 'node:test';
import { check, fail, pass, type Check } from './check.ts';
import type { HouseToLookAt } from './look.ts';
import { PROBE_LIMIT_MS, RUN_LIMIT_MS, runChecks } from './run.ts';
import { Unobservable } from './unobservable.ts';

const about = { group: 'web', title: 'A title', wrong: 'What is wrong', severity: 'low', why: 'Because.' } as const;
const make = (id: string, observe: () => Promise<boolean>): Check =>
  check({ ...about, id, observe, judge: (is) => (is ? pass('Seen.') : fail('Not seen.')) });
/** None of these checks looks at a house. */
const nowhere = { addresses: [] } as unknown as HouseToLookAt;

test('a judge sees what was observed, and results keep the order of the checks', async () => {
  const slow = make('A-01', () => new Promise((resolve) => setImmediate(() => resolve(true))));
  const results = await runChecks([slow, make('B-02', async () => false)], nowhere, { now: 5 });
  assert.deepEqual(
    results.map(({ id, state, evidence, at }) => [id, state, evidence, at]),
    [
      ['A-01', 'pass', 'Seen.', 5],
      ['B-02', 'fail', 'Not seen.', 5],
    ],
  );
});

test('what could not be seen is unknown with its reason; an unexpected error shows its code and never its words', async () => {
  const thrown = (error: Error) => () => Promise.reject(error);
  const results = await runChecks(
    [
      make('A-01', thrown(new Unobservable('The house is closed.'))),
      make('B-02', thrown(Object.assign(new Error('/secret/path'), { code: 'EACCES' }))),
      make('C-03', thrown(new TypeError('/secret/path'))),
    ],
    nowhere,
    { now: 0 },
  );
  assert.deepEqual(
    results.map(({ state, evidence }) => [state, evidence]),
    [
      ['unknown', 'The house is closed.'],
      ['unknown', 'It could not be looked at (EACCES).'],
      ['unknown', 'It could not be looked at (TypeError).'],
    ],
  );
});

test('a run that is ended leaves what has not ended unknown, and does not wait for it', async () => {
  const ending = new AbortController();
  const hanging = make('A-01', () => {
    ending.abort();
    return new Promise(() => {});
  });
  const results = await runChecks([hanging, make('B-02', async () => true)], nowhere, {
    now: 0,
    signal: ending.signal,
  });
  assert.equal(results[0]?.state, 'unknown');
});

test('at most eight run at the same time', async () => {
  let running = 0;
  let most = 0;
  const counted = Array.from({ length: 30 }, (_, at) =>
    make(`A-${at}`, async () => {
      most = Math.max(most, (running += 1));
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      return true;
    }),
  );
  await runChecks(counted, nowhere, { now: 0 });
  assert.equal(most, 8);
});

/** Time that passes when a test says so. */
function ownTime() {
  let now = 0;
  const waiting: { readonly at: number; readonly end: () => void }[] = [];
  return {
    after: (ms: number): AbortSignal => {
      const ending = new AbortController();
      waiting.push({ at: now + ms, end: () => ending.abort() });
      return ending.signal;
    },
    pass: async (ms: number): Promise<void> => {
      now += ms;
      for (const { at, end } of waiting) if (at <= now) end();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

test('a probe that hangs is ended after its time, and the next one has its turn', async () => {
  const time = ownTime();
  let nextHadItsTurn = false;
  const hanging = Array.from({ length: 8 }, (_, at) => make(`A-0${at}`, () => new Promise(() => {})));
  const next = make('B-01', async () => (nextHadItsTurn = true));
  const run = runChecks([...hanging, next], nowhere, { now: 0, after: time.after });
  // They have begun.
  await time.pass(0);
  await time.pass(PROBE_LIMIT_MS - 1);
  assert.equal(nextHadItsTurn, false);
  await time.pass(1);
  const results = await run;
  assert.deepEqual([...new Set(results.slice(0, 8).map(({ state, evidence }) => `${state}: ${evidence}`))], ['unknown: It took too long and was ended.']); // prettier-ignore
  assert.equal(results[8]?.state, 'pass');
});

test('however many hang, all probes together end within 20 s, and what had no turn is unknown', async () => {
  assert.ok(RUN_LIMIT_MS < 20_000);
  const time = ownTime();
  const hanging = Array.from({ length: 70 }, (_, at) => make(`A-${10 + at}`, () => new Promise(() => {})));
  const run = runChecks(hanging, nowhere, { now: 0, after: time.after });
  await time.pass(0);
  for (let passed = 0; passed < RUN_LIMIT_MS; passed += 1_000) await time.pass(1_000);
  const results = await run;
  assert.deepEqual([results.length, new Set(results.map(({ state }) => state))], [70, new Set(['unknown'])]);
});

test('critical checks have the first turn: where all ask from one address, the limit ends what comes last', async () => {
  const order: string[] = [];
  const noted = (id: string, more = {}) => ({ ...make(id, async () => order.push(id) > 0), ...more });
  const hanging = Array.from({ length: 8 }, (_, at) => noted(`A-0${at}`));
  await runChecks([...hanging, noted('B-01', { severity: 'critical' })], nowhere, { now: 0 });
  assert.equal(order[0], 'B-01');
});

test('visits come first and are over before anything else is looked at', async () => {
  const order: string[] = [];
  const noted = (id: string, more = {}) => ({
    ...make(id, async () => {
      order.push(`${id} begins`);
      await new Promise((resolve) => setImmediate(resolve));
      order.push(`${id} ends`);
      return true;
    }),
    ...more,
  });
  const results = await runChecks([noted('A-01'), noted('B-02', { isVisit: true })], nowhere, { now: 0 });
  assert.deepEqual(order, ['B-02 begins', 'B-02 ends', 'A-01 begins', 'A-01 ends']);
  assert.deepEqual(
    results.map(({ id }) => id),
    ['A-01', 'B-02'],
  );
});
