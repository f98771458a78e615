import assert from 'node:assert/strict';
import { test } from 'node:test';
import { check, fail, pass, type Check } from './check.ts';
import type { HouseToLookAt } from './look.ts';
import { runChecks } from './run.ts';
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
