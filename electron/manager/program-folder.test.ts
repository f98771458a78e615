import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { bundledNode, entryFile, programFolder } from './program-folder.ts';

test('what another process runs lies beside the asar in a package, and in the checkout otherwise', () => {
  assert.equal(programFolder(join('/opt', 'app.asar')), join('/opt', 'runtime'));
  assert.equal(programFolder(join('/home', 'ada', 'holdfast')), join('/home', 'ada', 'holdfast'));
  assert.ok(existsSync(entryFile('server', 'index')) && existsSync(entryFile('manager', 'vault-entry')));
});

test('the Node of a package comes before one in node_modules, and none is said so', () => {
  const program = mkdtempSync(join(tmpdir(), 'holdfast-program-'));
  try {
    assert.equal(bundledNode(program, 'linux'), null);
    const makeProgram = (...parts: string[]) => {
      const file = join(program, ...parts);
      mkdirSync(join(file, '..'), { recursive: true });
      writeFileSync(file, '');
      chmodSync(file, 0o700);
      return file;
    };
    const installed = makeProgram('node_modules', '.bin', 'node');
    assert.equal(bundledNode(program, 'linux'), installed);
    const shipped = makeProgram('bin', 'node');
    assert.equal(bundledNode(program, 'linux'), shipped);
    assert.equal(bundledNode(program, 'win32'), installed, 'bin/node.exe is not there');
  } finally {
    rmSync(program, { recursive: true });
  }
});
