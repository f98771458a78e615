import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listeningSockets } from './listening-sockets.ts';

const HEAD = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';

test('what listens is read from /proc/net/tcp; a connection is not', () => {
  const text = `${HEAD}   0: 0100007F:2116 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 48213 1 0000000000000000 100 0 0 10 0
   1: 1401A8C0:2116 3201A8C0:D2F0 01 00000000:00000000 00:00000000 00000000  1000        0 48999 1 0000000000000000 20 4 30 10 -1
   2: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1201 1 0000000000000000 100 0 0 10 0
`;
  assert.deepEqual(listeningSockets(text), [
    { address: '127.0.0.1', port: 8470, inode: '48213' },
    { address: '0.0.0.0', port: 22, inode: '1201' },
  ]);
});

test('the words of an IPv6 address are turned round one by one', () => {
  const row = (address: string) =>
    `${HEAD}   0: ${address}:1F90 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 77 1\n`;
  assert.equal(listeningSockets(row('00000000000000000000000001000000'))[0]?.address, '::1');
  assert.equal(listeningSockets(row('00000000000000000000000000000000'))[0]?.address, '::');
  assert.equal(listeningSockets(row('000000FD000000000000000005000000'))[0]?.address, 'fd00::5');
});

test('a text that is not what it should be names nothing', () => {
  assert.deepEqual(listeningSockets(''), []);
  assert.deepEqual(listeningSockets(`${HEAD}nonsense\n   0: ZZ:1 0:0 0A x x x x x x\n`), []);
});
