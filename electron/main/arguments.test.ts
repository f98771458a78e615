import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { appArguments } from './arguments.ts';

test('the app takes what is its own and leaves what is Chromium’s', () => {
  const given = [
    '--data-dir',
    '/srv/holdfast',
    '--port=9000',
    '--hidden',
    '--no-sandbox',
    '--user-data-dir=/x',
    'app://x',
  ];
  assert.deepEqual(appArguments(given), { root: resolve('/srv/holdfast'), host: null, port: 9000, isHidden: true });
  assert.equal(appArguments(['--port', '0', '--host', '127.0.0.1']).port, 0);
});

test('NET-14: a port that may not be is none', () => {
  for (const port of ['80', '70000', 'x', '']) assert.equal(appArguments([`--port=${port}`]).port, null, port);
});
