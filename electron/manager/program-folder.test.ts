import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { bundledNode, entryFile, programFolder } from './program-folder.ts';

test('what another process runs lies beside the asar in a package, and in the checkout otherwise', () => {
  const resources = join('/opt', 'Holdfast', 'resources');
  const runtime = join(resources, 'runtime');
  assert.equal(programFolder(join(resources, 'app.asar', 'electron', 'main', 'index.js')), runtime);
  assert.equal(programFolder(join(runtime, 'electron', 'headless', 'holdfast.js')), runtime);
  const checkout = join('/home', 'ada', 'app');
  assert.equal(programFolder(join(checkout, 'electron', 'manager', 'program-folder.ts')), checkout);
  assert.ok(existsSync(entryFile('server', 'index')) && existsSync(entryFile('manager', 'vault-entry')));
});

test('a program that came without a Node says so', () => {
  const program = mkdtempSync(join(tmpdir(), 'holdfast-program-'));
  try {
    assert.equal(bundledNode(program, 'linux'), null);
    mkdirSync(join(program, 'bin'));
    writeFileSync(join(program, 'bin', 'node'), '');
    assert.equal(bundledNode(program, 'linux'), join(program, 'bin', 'node'));
    assert.equal(bundledNode(program, 'win32'), null);
  } finally {
    rmSync(program, { recursive: true });
  }
});
