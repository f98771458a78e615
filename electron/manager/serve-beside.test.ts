import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { stageGeneration } from '../core/backups/index.ts';
import { makeHouse, type TestHouse } from '../core/backups/testing/house.ts';
import { systemClock, type Log } from '../core/kernel/index.ts';
import { opened } from '../core/kernel/testing/databases.ts';
import { healthProblem, serveBeside } from './serve-beside.ts';

const quietLog: Log = { info: () => {}, warn: () => {}, error: () => {} };

let house: TestHouse;
let folder: string;
beforeEach(async () => {
  house = await makeHouse();
  folder = join(house.folder, 'staged');
  opened(await stageGeneration({ file: await house.backUp(), identities: [house.kit.identity], folder }, () => {}));
});
afterEach(() => house.close());

const beside = (ask: (url: string) => Promise<string | null>, signal: AbortSignal) =>
  serveBeside(
    { data: house.instance.data, clock: systemClock, log: quietLog, node: process.execPath, version: '0.1.0', signal },
    folder,
    ask,
  );

test('a restored generation is served on loopback alone and answers for its health; then nothing of it is left (DB-10, DB-11)', async () => {
  let asked = '';
  const problem = await beside((url) => {
    asked = url;
    return healthProblem(url);
  }, new AbortController().signal);
  assert.equal(problem, null);
  assert.match(asked, /^http:\/\/127\.0\.0\.1:\d+$/);
  assert.equal(await healthProblem(asked), 'It does not answer.');
  assert.deepEqual(readdirSync(folder).sort(), ['library', 'manager', 'server']);
});

test('closing the house ends it at once, also in the middle of a question that nobody answers', async () => {
  const closing = new AbortController();
  let asked = '';
  const problem = await beside((url) => {
    asked = url;
    closing.abort();
    return new Promise(() => {});
  }, closing.signal);
  assert.equal(problem, 'It was stopped.');
  assert.equal(await healthProblem(asked), 'It does not answer.');
  assert.equal(existsSync(join(folder, 'beside.permit')), false);
});

test('one that was closed before is not even started', async () => {
  const ask = () => Promise.reject(new Error('asked'));
  assert.equal(await beside(ask, AbortSignal.abort()), 'It was stopped.');
});
