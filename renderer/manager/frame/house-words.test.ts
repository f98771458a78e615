import assert from 'node:assert/strict';
import { test } from 'node:test';
import { houseState } from './house-words.ts';

const RUNNING = { state: 'running', pid: 1, problem: null } as const;
const OPEN = {
  house: 'open',
  isPaused: false,
  addresses: ['http://127.0.0.1:8470'],
  probe: { kind: 'answers' },
  server: RUNNING,
  worker: RUNNING,
} as const;

test('the window is green only when a request from outside was answered', () => {
  const at = (status: Partial<Parameters<typeof houseState>[0]>) => {
    const { tone, word, facts } = houseState({ ...OPEN, ...status }, { access: { kind: 'home' }, watching: 2 });
    return [tone, word, ...facts];
  };
  assert.deepEqual(at({}), ['ok', 'Serving', 'Home only', '2 watching']);
  assert.deepEqual(at({ probe: { kind: 'asking' } }), ['unknown', 'Starting']);
  assert.deepEqual(at({ probe: { kind: 'silent', problem: 'It does not answer.' } }), [
    'fail',
    'Not serving',
    'It does not answer.',
  ]);
  assert.deepEqual(at({ addresses: [], probe: { kind: 'asking' } }), ['unknown', 'Starting']);
  assert.deepEqual(at({ addresses: [], server: { ...RUNNING, problem: 'Port 8470 is taken.' } }), [
    'fail',
    'Not serving',
    'Port 8470 is taken.',
  ]);
  assert.equal(at({ isPaused: true, addresses: [] })[1], 'Paused');
  assert.equal(at({ house: 'closed', addresses: [] })[1], 'Closed');
});
