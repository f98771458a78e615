import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { startProblem } from './start-problem.ts';

const at = (error: unknown) => startProblem(error, '/home/theo/holdfast').content;
const systemError = (code: string, path?: string) => Object.assign(new Error(`${code}: no`), { code, path });

test('a start that fails says what happened, and what to do', () => {
  assert.match(at(systemError('ENOSPC')), /^The disk is full\. Free some space/);
  assert.match(
    at(systemError('EACCES', '/srv/holdfast/window')),
    /^Holdfast may not write to \/srv\/holdfast\/window\./,
  );
  assert.match(at(new Error('It is not built.')), /^It is not built\.\n\nStart Holdfast again\. If it says the same/);
  assert.match(at('torn'), /^torn/);
});

test('the log is named once there is one', (t) => {
  const root = mkdtempSync(join(tmpdir(), 'holdfast-start-'));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  assert.match(startProblem(new Error('x'), root).content, /Nothing is being served\.$/);
  const log = join(root, 'logs', 'manager.log');
  mkdirSync(join(root, 'logs'));
  writeFileSync(log, '');
  assert.ok(startProblem(new Error('x'), root).content.endsWith(`More is written in ${log}.`));
});
