import assert from 'node:assert/strict';
import { createServer, connect, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { test } from 'node:test';
import { parseSockets, systemProcesses } from './look-processes.ts';

test('sockets are read as the kernel writes them: who listens, and where a connection leads', () => {
  const text = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:2116 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 31337 1
   1: 0501A8C0:C350 097100CB:01BB 02 00000000:00000000 00:00000000 00000000  1000        0 31338 1
`;
  assert.deepEqual(parseSockets(text), [
    { local: { address: '127.0.0.1', port: 8470 }, remote: { address: '0.0.0.0', port: 0 }, state: '0A', inode: '31337' }, // prettier-ignore
    { local: { address: '192.168.1.5', port: 50000 }, remote: { address: '203.0.113.9', port: 443 }, state: '02', inode: '31338' }, // prettier-ignore
  ]);
});

test('a connection of ours is seen with both its ends', { skip: process.platform !== 'linux' }, async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const client = connect(port, '127.0.0.1');
  await once(client, 'connect');
  try {
    const found = await systemProcesses().connections([process.pid]);
    assert.ok(found.some(({ remote, localPort }) => remote.address === '127.0.0.1' && remote.port === port && localPort === client.localPort)); // prettier-ignore
    assert.ok(
      found.some(({ localPort }) => localPort === port),
      'the other end is one too',
    );
  } finally {
    client.destroy();
    server.close();
  }
});
