import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { test } from 'node:test';
import { openDoors } from './look-doors.ts';

test('NET-01: a door opens at the address that is listened at and at no other', async () => {
  const server = createServer((socket) => socket.on('error', () => undefined)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const { signal } = new AbortController();
  try {
    assert.deepEqual(await openDoors(['127.0.0.2', '127.0.0.1', '::1'], [port], signal), [
      { address: '127.0.0.1', port },
    ]);
  } finally {
    server.close();
  }
  assert.deepEqual(await openDoors(['127.0.0.1'], [port], signal), []);
});
