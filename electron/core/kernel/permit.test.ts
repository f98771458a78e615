import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { deletePermit, isOpen, takePermit, writePermit } from './permit.ts';
import { refuseToDelete } from './testing/refusing-disk.ts';

let folder: string;
let permit: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-permit-'));
  permit = join(folder, 'open.permit');
});
afterEach(() => rmSync(folder, { recursive: true }));

test('the house is open only while the permit exists and names the generation that runs (INC-01)', () => {
  assert.equal(isOpen(permit, 'one'), false);
  writePermit(permit, 'one');
  assert.equal(isOpen(permit, 'one'), true);
  assert.equal(isOpen(permit, 'two'), false, 'a copied data folder is not open by accident');
  deletePermit(permit);
  assert.equal(isOpen(permit, 'one'), false);
});

test('an empty or torn permit opens nothing', () => {
  for (const content of ['', '\n', 'on', 'one two']) {
    writeFileSync(permit, content);
    assert.equal(isOpen(permit, 'one'), false, JSON.stringify(content));
  }
});

test('closing may be repeated, and leaves nothing behind', () => {
  writePermit(permit, 'one');
  deletePermit(permit);
  deletePermit(permit);
  assert.equal(existsSync(permit), false);
});

test('the permit is 0600 whatever the umask (MED-03)', { skip: process.platform === 'win32' }, () => {
  const before = process.umask(0);
  try {
    writePermit(permit, 'one');
  } finally {
    process.umask(before);
  }
  assert.equal(statSync(permit).mode & 0o777, 0o600);
});

test('a permit the disk does not let go of is said, and never thrown', () => {
  writePermit(permit, 'one');
  const disk = refuseToDelete(permit, 'EROFS');
  try {
    assert.equal(takePermit(permit), 'EROFS');
    writePermit(permit, 'one'); // the same again needs no disk
    assert.equal(isOpen(permit, 'one'), true);
  } finally {
    disk.relent();
  }
  assert.equal(takePermit(permit), null);
  assert.equal(isOpen(permit, 'one'), false);
});
