import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { localSocket } from './local-sockets.ts';

const skip = process.platform === 'win32' && 'named pipes lie in no folder';

test('a folder made for the socket of a long path is gone when it is cleaned up', { skip }, async () => {
  const { address, folder, cleanUp } = localSocket(join('/', 'long'.repeat(30)), 'worker');
  assert.ok(folder !== null && folder === dirname(address) && Buffer.byteLength(address) <= 100);
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(address, resolve));
  await new Promise((resolve) => server.close(resolve));
  assert.ok(existsSync(folder));
  cleanUp();
  assert.equal(existsSync(folder), false);
});

test('a run folder that is not ours to remove stays', { skip }, (t) => {
  const run = mkdtempSync(join(tmpdir(), 'hf-'));
  t.after(() => rmSync(run, { recursive: true }));
  const { folder, cleanUp } = localSocket(run, 'worker');
  assert.equal(folder, run);
  cleanUp();
  assert.ok(existsSync(run));
});
