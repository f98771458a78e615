import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { basename } from 'node:path';
import { test } from 'node:test';
import { observePorts } from './port-map.ts';

const onLinux = { skip: process.platform !== 'linux' };

test(
  'NET-15: a socket that listens is seen with its process, from outside what we believe of ourselves',
  onLinux,
  async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    try {
      const ours = [{ pid: process.pid, program: 'Test', purpose: 'Of this test.' }];
      const seen = (await observePorts(ours))?.find((entry) => entry.port === port);
      assert.deepEqual(seen, {
        address: '127.0.0.1',
        port,
        reach: 'this-computer',
        isOurs: true,
        program: 'Test',
        pid: process.pid,
        purpose: 'Of this test.',
      });
      const foreign = (await observePorts([]))?.find((entry) => entry.port === port);
      assert.deepEqual(
        [foreign?.isOurs, foreign?.pid, foreign?.program],
        [false, process.pid, basename(process.execPath)],
      );
    } finally {
      server.close();
      await once(server, 'close');
    }
    assert.equal(
      (await observePorts([]))?.some((entry) => entry.port === port),
      false,
      'closed, it is gone',
    );
  },
);

test('NET-15: where the system does not tell, nothing is made up', { skip: process.platform === 'linux' }, async () => {
  assert.equal(await observePorts([]), null);
});
