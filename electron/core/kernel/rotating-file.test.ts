import assert from 'node:assert/strict';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { createRotatingFile } from './rotating-file.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-log-'));
  path = join(folder, 'x.log');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const LINE = `${'x'.repeat(39)}\n`;

test('a log keeps so many files of so many bytes and no more (LOG-06)', () => {
  const file = createRotatingFile(path, { maxBytes: 100, kept: 3 });
  for (let round = 0; round < 50; round += 1) file.write(LINE);
  file.close();
  assert.deepEqual(readdirSync(folder).sort(), ['x.log', 'x.log.1', 'x.log.2']);
  for (const name of readdirSync(folder)) assert.ok(statSync(join(folder, name)).size <= 100);
});

test('the newest lines are in the file without a number; no line is cut', () => {
  const file = createRotatingFile(path, { maxBytes: 100, kept: 3 });
  for (let round = 0; round < 7; round += 1) file.write(`line ${round} ${'x'.repeat(30)}\n`);
  file.close();
  assert.match(readFileSync(path, 'utf8'), /line 6 /);
  for (const name of readdirSync(folder))
    for (const line of readFileSync(join(folder, name), 'utf8').trimEnd().split('\n'))
      assert.match(line, /^line \d x{30}$/);
});

test('a new start goes on where the last one ended', () => {
  for (const text of ['one\n', 'two\n']) {
    const file = createRotatingFile(path);
    file.write(text);
    file.close();
  }
  assert.equal(readFileSync(path, 'utf8'), 'one\ntwo\n');
});

test('every file is 0600 (MED-03)', { skip: process.platform === 'win32' }, () => {
  const before = process.umask(0);
  try {
    const file = createRotatingFile(path, { maxBytes: 50, kept: 3 });
    for (let round = 0; round < 9; round += 1) file.write(LINE);
    file.close();
  } finally {
    process.umask(before);
  }
  for (const name of readdirSync(folder)) assert.equal(statSync(join(folder, name)).mode & 0o777, 0o600, name);
});

test('a rotation that fails never writes into another file, and says later how many lines were lost', () => {
  const file = createRotatingFile(path, { maxBytes: 100, kept: 3 });
  file.write(LINE);
  file.write(LINE);
  rmSync(folder, { recursive: true });
  file.write(LINE); // the folder is gone: rotating fails
  mkdirSync(folder);
  const other = join(folder, 'a-database');
  const handles = [1, 2, 3].map(() => openSync(other, 'w'));
  file.write(LINE);
  for (const handle of handles) closeSync(handle);
  assert.equal(readFileSync(other, 'utf8'), '');
  file.write(LINE);
  file.close();
  assert.match(readFileSync(`${path}.1`, 'utf8'), /"msg":"log\.lines-lost","lost":1/);
});

test('what is written after closing goes nowhere', () => {
  const file = createRotatingFile(path);
  file.close();
  const other = join(folder, 'a-database');
  const handle = openSync(other, 'w');
  file.write(LINE);
  file.close();
  closeSync(handle);
  assert.equal(readFileSync(other, 'utf8'), '');
  assert.ok(existsSync(path));
});
