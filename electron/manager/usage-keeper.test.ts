import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ownClock } from '../core/kernel/testing/databases.ts';
import { createUsageKeeper, SAMPLE_MS } from './usage-keeper.ts';

const MB = 1_000_000;
const rounded = ({ processor, memoryBytes, sentBps }: { processor: number | null; memoryBytes: number | null; sentBps: number | null }) => [processor, memoryBytes, sentBps]; // prettier-ignore

test('an hour of what all processes take together; a server that starts anew leaves a gap, not a negative number', () => {
  const clock = ownClock();
  let own = { pid: 1, cpuMs: 1_000, memoryBytes: 100 * MB };
  let asked = 0;
  let told = 0;
  let kept = 0;
  const keeper = createUsageKeeper({ clock, own: () => own, ask: () => (asked += 1), changed: () => (told += 1), measured: () => (kept += 1), cores: 4 }); // prettier-ignore
  try {
    assert.deepEqual([asked, told, keeper.samples()], [1, 0, []]);
    const look = (server: { pid: number; cpuMs: number; sentBytes: number } | null, encoderCpuMs: number | null) => {
      if (server !== null) keeper.server({ ...server, memoryBytes: 50 * MB });
      keeper.worker([
        { pid: 3, cpuMs: 500, memoryBytes: 60 * MB },
        ...(encoderCpuMs === null ? [] : [{ pid: 4, cpuMs: encoderCpuMs, memoryBytes: 200 * MB }]),
      ]);
      clock.advance(SAMPLE_MS);
      own = { ...own, cpuMs: own.cpuMs + 400 };
      keeper.look();
      return rounded(keeper.samples().at(-1)!);
    };
    // Who is met for the first time counts for nothing yet: its time before is not this interval's.
    assert.deepEqual(look({ pid: 2, cpuMs: 9_000, sentBytes: 5 * MB }, 7_000), [400 / SAMPLE_MS / 4, 410 * MB, null]);
    assert.deepEqual(look({ pid: 2, cpuMs: 10_000, sentBytes: 10 * MB }, 17_000), [
      (400 + 1_000 + 10_000) / SAMPLE_MS / 4,
      410 * MB,
      4 * MB,
    ]);
    assert.deepEqual(look({ pid: 9, cpuMs: 100, sentBytes: 1 }, null), [400 / SAMPLE_MS / 4, 210 * MB, null]);
    assert.deepEqual(look(null, null), [400 / SAMPLE_MS / 4, 160 * MB, null]);
    for (let at = 0; at < 400; at += 1) look(null, null);
    assert.equal(keeper.samples().length, 360);
    assert.deepEqual([told, kept], [404, 404]);
  } finally {
    keeper.stop();
  }
});
