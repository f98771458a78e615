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
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { createRotatingFile, expireLogs } from './rotating-file.ts';

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

test('LOG-06: 200 MB of lines leave 10 files of 10 MB, whatever the letters', () => {
  const file = createRotatingFile(path);
  const lines = `${'é'.repeat(127)}\n`.repeat(4_096); // some 1 MB; a letter is two bytes
  for (let written = 0; written < 200 * 1024 * 1024; written += Buffer.byteLength(lines)) file.write(lines);
  file.close();
  const sizes = readdirSync(folder).map((name) => statSync(join(folder, name)).size);
  assert.equal(sizes.length, 10);
  assert.ok(sizes.every((size) => size <= 10 * 1024 * 1024));
});

test('LOG-06: ten files of three days each hold 30 days, and a quiet log is emptied', () => {
  const DAY_MS = 24 * 3_600_000;
  let now = Date.now();
  const file = createRotatingFile(path, undefined, () => now);
  for (let day = 0; day <= 60; day += 1) {
    file.write(`day ${day}\n`);
    now += DAY_MS;
  }
  const kept = readdirSync(folder).flatMap((name) => readFileSync(join(folder, name), 'utf8').trimEnd().split('\n'));
  const oldest = Math.min(...kept.map((line) => Number(line.slice(4))));
  assert.ok(oldest >= 60 - 30 && oldest <= 60 - 27, `the oldest line is of day ${oldest}`);

  writeFileSync(join(folder, 'other.txt'), 'not a log');
  for (const name of readdirSync(folder)) utimesSync(join(folder, name), 0, (now - 31 * DAY_MS) / 1000);
  utimesSync(`${path}.1`, 0, (now - 29 * DAY_MS) / 1000);
  expireLogs(folder, now);
  assert.deepEqual(readdirSync(folder).sort(), ['other.txt', 'x.log', 'x.log.1']);
  assert.equal(statSync(path).size, 0);
  file.write('again\n');
  file.close();
  assert.equal(readFileSync(path, 'utf8'), 'again\n');
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
