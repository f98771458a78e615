import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import { createGate } from './gate.ts';
import { createListeners } from './listeners.ts';
import { askPort } from './testing/lan.ts';

const limits = {
  socketsPerAddress: 100,
  socketsInAll: 2_000,
  streams: 10,
  requestsPerMinute: 60,
  sessionRequestsPerMinute: 600,
};

function openListeners() {
  const gate = createGate({ limits, now: Date.now });
  gate.setRule({ kind: 'this-computer' });
  gate.open();
  return createListeners({ gate, handler: (_request, response) => response.end('here') });
}

/** How a new connection is met. */
const knock = (port: number): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve('accepted')).once('error', (error) => resolve(String(error)));
    socket.once('close', () => socket.destroy());
  });

test('INC-01: a listener that was being bound while the house closed does not stay', async () => {
  const listeners = openListeners();
  const first = await listeners.listen('127.0.0.1', 0);
  assert.equal(first.kind, 'listening');
  const { port } = first as { port: number };
  assert.equal((await askPort(port, '/', {})).text, 'here');
  listeners.drop('127.0.0.1');
  const binding = listeners.listen('127.0.0.1', port);
  listeners.closeAll();
  assert.equal((await binding).kind, 'refused');
  assert.deepEqual(listeners.addresses(), []);
  assert.match(await knock(port), /ECONNREFUSED/);
});

test('INC-01: closing is final: nothing listens again afterwards', async () => {
  const listeners = openListeners();
  listeners.closeAll();
  assert.equal((await listeners.listen('127.0.0.1', 0)).kind, 'refused');
  assert.deepEqual(listeners.addresses(), []);
});
