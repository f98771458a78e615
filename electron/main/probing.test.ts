import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createProbing } from './probing.ts';
import type { Probe } from './tray-state.ts';

test('it asks over loopback, says what it heard, and an answer for an old address counts for nothing', async () => {
  let addresses: string[] = ['http://192.168.1.5:1', 'http://127.0.0.1:1'];
  const asked: string[] = [];
  const answers = new Map<string, (problem: string | null) => void>();
  const heard: Probe[] = [];
  const probing = createProbing({
    status: () => ({ addresses }),
    ask: (address) => {
      asked.push(address);
      return new Promise((resolve) => answers.set(address, resolve));
    },
    onAnswer: (probe) => heard.push(probe),
  });
  const turn = () => new Promise(setImmediate);
  probing.look();
  addresses = ['http://127.0.0.1:2'];
  probing.look();
  assert.deepEqual(asked, ['http://127.0.0.1:1'], 'one at a time');
  answers.get('http://127.0.0.1:1')!(null);
  await turn();
  assert.deepEqual([heard, probing.probe()], [[], { kind: 'asking' }], 'that house has moved meanwhile');
  answers.get('http://127.0.0.1:2')!('It does not answer.');
  await turn();
  assert.deepEqual(heard, [{ kind: 'silent', problem: 'It does not answer.' }]);
  probing.end();
  probing.look();
  assert.equal(asked.length, 2);
});
