import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { setTimeout as pass } from 'node:timers/promises';
import { ok } from '../../shared/result.ts';
import { dataFolder, makePrivateFolder } from '../core/kernel/index.ts';
import { listenForCommands, type Dispatcher } from '../manager/index.ts';
import { callAnything } from './command-client.ts';
import { CommandError, EXIT } from './exit-codes.ts';

/** Ms; the work of the first test takes longer. */
const SILENCE_MS = 1_500;

let root: string;
let close: (() => void) | null = null;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'holdfast-client-'));
  makePrivateFolder(dataFolder(root).run);
});
afterEach(() => {
  close?.();
  close = null;
  rmSync(root, { recursive: true, force: true });
});

const listen = async (call: Dispatcher['call']) => {
  const failing = () => assert.fail('nothing is logged');
  close = await listenForCommands({
    data: dataFolder(root),
    dispatcher: { call },
    log: { info: failing, warn: failing, error: failing },
  });
};

test('work that takes longer than silence may last is waited for, and its answer is whole', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] }); // the manager's second is ours to give
  await listen(async (name) => {
    for (let passed = 0; passed < 2 * SILENCE_MS; passed += 100) {
      await pass(100);
      t.mock.timers.tick(1_000);
    }
    return ok({ name });
  });
  assert.deepEqual(await callAnything(root, 'backups.restore', {}, SILENCE_MS), ok({ name: 'backups.restore' }));
});

test('one that hangs is told apart; nobody is told to end it while it may be at work', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] }); // it never says that it is at work
  await listen(() => new Promise(() => {}));
  await assert.rejects(callAnything(root, 'backups.restore', {}, 100), (error) => {
    assert.ok(error instanceof CommandError);
    assert.equal(error.exitCode, EXIT.failed);
    assert.match(error.message, /has not answered for 0\.1 s\. It may still be at work on this: look .* with holdfast status\. Only if that/); // prettier-ignore
    return true;
  });
});
