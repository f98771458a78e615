import assert from 'node:assert/strict';
import { test } from 'node:test';
import { usageOf } from './process-watch.ts';

test('what another process has used is what it would say itself', { skip: process.platform === 'win32' }, async () => {
  const { user, system } = process.cpuUsage();
  const seen = await usageOf(process.pid);
  const saidMs = (user + system) / 1_000;
  assert.ok(seen !== null && Math.abs(seen.cpuMs - saidMs) < 500, `${seen?.cpuMs} ms, itself ${saidMs} ms`);
  assert.ok(seen.memoryBytes > process.memoryUsage.rss() / 2 && seen.memoryBytes < process.memoryUsage.rss() * 2);
  assert.equal(await usageOf(2 ** 22 + 1), null, 'no such process');
});
