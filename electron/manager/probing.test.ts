import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { askWhetherThere, createProbing, type Heard } from './probing.ts';

const SILENT: Heard = { problem: 'It does not answer.', isStuck: true };
const turn = () => new Promise(setImmediate);

test('it asks over loopback, says what it heard, and an answer for an old address counts for nothing', async () => {
  let addresses: string[] = ['http://192.168.1.5:1', 'http://127.0.0.1:1'];
  const asked: string[] = [];
  const answers = new Map<string, (heard: Heard) => void>();
  let changes = 0;
  const probing = createProbing({
    addresses: () => addresses,
    ask: (address) => {
      asked.push(address);
      return new Promise((resolve) => answers.set(address, resolve));
    },
    changed: () => (changes += 1),
    hangs: () => assert.fail('one silence is no hanging'),
  });
  probing.look();
  addresses = ['http://127.0.0.1:2'];
  probing.look();
  assert.deepEqual(asked, ['http://127.0.0.1:1'], 'one at a time');
  answers.get('http://127.0.0.1:1')!({ problem: null, isStuck: false });
  await turn();
  assert.deepEqual([changes, probing.probe()], [0, { kind: 'asking' }], 'that house has moved meanwhile');
  answers.get('http://127.0.0.1:2')!(SILENT);
  await turn();
  assert.deepEqual([changes, probing.probe()], [1, { kind: 'silent', problem: 'It does not answer.' }]);
  addresses = [];
  assert.deepEqual(probing.probe(), { kind: 'asking' }, 'known before it is looked at again');
  probing.end();
  probing.look();
  assert.equal(asked.length, 2);
});

test('a server that hangs for minutes is told of once, to be started anew; one busy moment is not', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  let heard: Heard = SILENT;
  let changes = 0;
  let hangs = 0;
  const probing = createProbing({
    addresses: () => ['http://127.0.0.1:1'],
    ask: async () => heard,
    changed: () => (changes += 1),
    hangs: () => (hangs += 1),
  });
  const pass = async (times: number) => {
    for (let at = 0; at < times; at += 1) {
      t.mock.timers.tick(30_000);
      await turn();
    }
  };
  await pass(3);
  heard = { problem: null, isStuck: false };
  await pass(1);
  heard = SILENT;
  await pass(3);
  assert.deepEqual([changes, hangs], [3, 0], 'it came back in between');
  heard = { problem: 'It does not answer.', isStuck: false };
  await pass(5);
  assert.equal(hangs, 0, 'refused, as to one connection too many, is no hanging');
  heard = SILENT;
  for (let look = 0; look < 9; look += 1) {
    probing.look();
    await turn();
  }
  assert.equal(hangs, 0, 'many looks in a moment are one silence');
  await pass(4);
  assert.deepEqual([changes, hangs], [3, 1]);
  probing.end();
});

test('asked: an answer, one that asks for patience, one that says it is not well, and nobody there', async () => {
  const statuses = [200, 429, 503];
  const server = createServer((_request, response) => response.writeHead(statuses.shift()!).end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const ask = async () => (await askWhetherThere(url)).problem;
  assert.deepEqual([await ask(), await ask(), await ask()], [null, null, 'Its health answer is 503.']);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  assert.deepEqual(await askWhetherThere(url), { problem: 'It does not answer.', isStuck: false });
});
