import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { openDatabases, ownClock, START_MS, type Databases } from '../core/kernel/testing/databases.ts';
import { createUsageHours } from './usage-hours.ts';

const HOUR_MS = 3_600_000;
const GB = 1_000_000_000;

let house: Databases;
let clock: ReturnType<typeof ownClock>;
beforeEach(() => {
  house = openDatabases();
  clock = ownClock();
});
afterEach(() => house.close());

const begin = () => createUsageHours({ db: house.manager, clock, cores: 8 });
const sample = (processor: number | null, memoryBytes: number | null) => ({
  at: new Date(clock.now()).toISOString(),
  processor,
  memoryBytes,
  sentBps: null,
});
const rows = () => house.manager.prepare<[], number>('SELECT count(*) FROM usage_hour').pluck().get()!;

describe('what Holdfast took in seven days, hour by hour (MNT-03)', () => {
  test('average and peak with its moment, in percent of the four cores it may take (DSK-04)', () => {
    const hours = begin();
    hours.take(sample(0.1, 1 * GB));
    clock.advance(60_000);
    hours.take(sample(0.3, 2 * GB));
    clock.advance(60_000);
    hours.take(sample(null, null));
    const { hours: week, allowed } = hours.week();
    assert.deepEqual(allowed, { cores: 4, memoryBytes: 4 * GB });
    assert.equal(week.length, 168);
    const { at, processor, memory } = week.at(-1)!;
    const peakAt = new Date(START_MS + 60_000).toISOString();
    assert.equal(at, new Date(START_MS).toISOString());
    assert.deepEqual([processor!.average.toFixed(3), processor!.peak, processor!.peakAt], ['40.000', 60, peakAt]);
    assert.deepEqual(memory, { average: 1.5 * GB, peak: 2 * GB, peakAt });
  });

  test('an hour goes on after a restart; hours nobody measured in are gaps and not zero', () => {
    const before = begin();
    before.take(sample(0.2, 1 * GB));
    before.write();
    clock.advance(10 * 60_000);
    const after = begin();
    after.take(sample(0.1, 3 * GB));
    assert.equal(after.week().hours.at(-1)!.processor!.peak, 40);
    assert.equal(after.week().hours.at(-1)!.memory!.average, 2 * GB);
    clock.advance(3 * HOUR_MS);
    after.take(sample(null, 1 * GB));
    assert.deepEqual(
      after
        .week()
        .hours.slice(-4)
        .map(({ processor, memory }) => [processor?.peak ?? null, memory?.peak ?? null]),
      [
        [40, 3 * GB],
        [null, null],
        [null, null],
        [null, 1 * GB],
      ],
    );
    assert.equal(after.week().hours[0]!.processor, null);
  });

  test('at most seven days of hours are kept, also when the clock is set back', () => {
    const hours = begin();
    for (let passed = 0; passed < 200; passed += 1) {
      hours.take(sample(0.1, 1 * GB));
      clock.advance(HOUR_MS);
    }
    hours.write();
    assert.equal(rows(), 168);
    clock.advance(-100 * HOUR_MS);
    hours.take(sample(0.1, 1 * GB));
    hours.write();
    assert.equal(rows(), 69, 'what lies in the future is gone');
  });
});
