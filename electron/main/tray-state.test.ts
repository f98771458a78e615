import assert from 'node:assert/strict';
import { test } from 'node:test';
import { trayState } from './tray-state.ts';

const RUNNING = { state: 'running', pid: 1, problem: null } as const;
const OPEN = {
  house: 'open',
  isPaused: false,
  addresses: ['http://192.168.1.5:8470', 'http://127.0.0.1:8470'],
  server: RUNNING,
  worker: RUNNING,
} as const;

test('the tray is green only when a request from outside was answered', () => {
  assert.deepEqual(trayState(OPEN, { kind: 'answers' }), {
    picture: 'running',
    line: 'Serving at 192.168.1.5:8470',
    address: 'http://192.168.1.5:8470',
    canLock: true,
    serving: 'pause',
  });
  for (const probe of [{ kind: 'asking' }, { kind: 'silent', problem: 'It does not answer.' }] as const) {
    const state = trayState(OPEN, probe);
    assert.notEqual(state.picture, 'running', probe.kind);
    assert.equal(state.address, null, 'an address that does not answer is not handed out');
  }
});

test('the tray names every other state', () => {
  const at = (status: Partial<Parameters<typeof trayState>[0]>) =>
    trayState({ ...OPEN, ...status }, { kind: 'answers' });
  assert.deepEqual([at({ house: 'closed' }).picture, at({ house: 'closed' }).canLock], ['locked', false]);
  assert.equal(at({ house: 'set-up-needed', addresses: [] }).line, 'Not set up yet');
  assert.equal(at({ addresses: [] }).line, 'Starting');
  const paused = at({ isPaused: true, addresses: [] });
  assert.deepEqual(
    [paused.picture, paused.line, paused.serving],
    ['stopped', 'Paused. Nothing is being served.', 'resume'],
  );
  assert.deepEqual([at({ house: 'closed' }).serving, at({ house: 'set-up-needed' }).serving], [null, null]);
  const given = { state: 'given-up', pid: null, problem: 'The server stopped 5 times.' } as const;
  assert.deepEqual(at({ addresses: [], server: given }).line, 'The server stopped 5 times.');
  const worker = { ...given, problem: 'The worker stopped.' };
  assert.deepEqual([at({ worker }).picture, at({ worker }).line], ['attention', 'The worker stopped.']);
});
