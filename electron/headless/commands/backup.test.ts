import assert from 'node:assert/strict';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { CommandError, EXIT } from '../exit-codes.ts';
import { givenLines } from '../terminal.ts';
import { issueTo, readGiven, refuseNeedless } from './backup.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-backup-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const KEY = `AGE-SECRET-KEY-1${'Q'.repeat(58)}`;
const PASSPHRASE = 'four words and a comma,';

function withLines<T>(text: string, run: (fd: string) => T): T {
  const path = join(folder, 'lines');
  writeFileSync(path, text);
  const fd = openSync(path, 'r');
  try {
    return run(String(fd));
  } finally {
    closeSync(fd);
  }
}
const saying = (pattern: RegExp, exitCode: number) => (error: unknown) => {
  assert.ok(error instanceof CommandError);
  assert.match(error.message, pattern);
  assert.equal(error.exitCode, exitCode);
  return true;
};

test("the kit's key and the passphrase may share a descriptor, the key alone or in the whole text of a kit", () => {
  const shared = (text: string) =>
    withLines(text, (fd) => readGiven({ 'identity-fd': fd, 'secrets-passphrase-fd': fd }));
  const both = { identity: KEY, passphrase: PASSPHRASE };
  assert.deepEqual(shared(`${KEY}\n${PASSPHRASE}\n`), both);
  assert.deepEqual(shared(`The recovery kit of Home\n\n  ${KEY}\n\nKeep it.\n${PASSPHRASE}\n`), both);
  assert.throws(() => shared(`${KEY}\n`), saying(/key comes first and the passphrase in the last line/, EXIT.badUsage));
  assert.throws(() => shared(`${KEY}\nshort\n`), saying(/at least 16 characters/, EXIT.badUsage));
  assert.throws(() => shared(`${PASSPHRASE}\n${KEY}\n`), saying(/not the key of a recovery kit/, EXIT.badUsage));
});

test('each on a descriptor of its own, or neither', () => {
  assert.deepEqual(readGiven({}), { identity: null, passphrase: null });
  assert.deepEqual(
    withLines(`${KEY}\n`, (fd) => readGiven({ 'identity-fd': fd })),
    { identity: KEY, passphrase: null },
  );
  assert.deepEqual(
    withLines(`${PASSPHRASE}\n`, (fd) => readGiven({ 'secrets-passphrase-fd': fd })),
    { identity: null, passphrase: PASSPHRASE },
  );
});

test('a --map that fits no library is refused with the libraries there are; one that fits or is above one is not', () => {
  const contents = {
    libraries: [
      { name: 'Films', path: '/srv/media/films' },
      { name: 'Music', path: '/srv/music' },
    ],
  };
  for (const from of ['/srv/media/films', '/srv/media', '/srv/', '/srv/music']) refuseNeedless([{ from }], contents);
  for (const from of ['/srv/media/film', '/media', '/srv/music/classical'])
    assert.throws(
      () => refuseNeedless([{ from: '/srv/music' }, { from }], contents),
      saying(/fits no library of this backup\. They are: Films in \/srv\/media\/films, Music in \/srv\/music\.$/, EXIT.badUsage), // prettier-ignore
    );
});

test('a kit that was not made leaves no file, so that the next try can have the same name', async () => {
  const path = join(folder, 'kit.txt');
  const nobody = async () => {
    // There is room for it by now.
    assert.ok(statSync(path).size > 10_000);
    throw new CommandError(EXIT.notRunning, 'Holdfast is not running.');
  };
  await assert.rejects(issueTo(path, nobody), saying(/not running/, EXIT.notRunning));
  assert.equal(existsSync(path), false);
  await issueTo(path, async () => ({ paper: 'the kit\n' }));
  assert.equal(readFileSync(path, 'utf8'), 'the kit\n');
  await assert.rejects(issueTo(path, nobody), saying(/is there already/, EXIT.failed));
  assert.equal(readFileSync(path, 'utf8'), 'the kit\n', 'a file that was there is nobody else to remove');
});

test('whoever sits at the keyboard is asked, also when the output goes elsewhere: reading would show the password', () => {
  const before = process.stdin.isTTY;
  try {
    process.stdin.isTTY = true;
    assert.equal(givenLines(undefined), null);
    withLines('a password\n', (fd) => assert.deepEqual(givenLines(fd), ['a password']));
  } finally {
    process.stdin.isTTY = before;
  }
});
