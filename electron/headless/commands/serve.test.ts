import assert from 'node:assert/strict';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { CommandError } from '../exit-codes.ts';
import { parseServe } from './serve.ts';

let folder: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-serve-'));
});
after(() => rmSync(folder, { recursive: true, force: true }));

function withPasswords<T>(text: string, run: (fd: string) => T): T {
  const file = join(folder, 'passwords');
  writeFileSync(file, text);
  const fd = openSync(file, 'r');
  try {
    return run(String(fd));
  } finally {
    closeSync(fd);
  }
}

const refused = (args: string[], pattern: RegExp) =>
  assert.throws(
    () => parseServe(args),
    (error: Error) => {
      assert.ok(error instanceof CommandError, String(error));
      assert.equal(error.exitCode, 2);
      assert.match(error.message, pattern);
      return true;
    },
  );

test('with nothing given: every private address, port 8470, nobody set up, access as stored', () => {
  const { root, ...rest } = parseServe([]);
  assert.equal(root, resolve(root), 'absolute');
  assert.deepEqual(rest, {
    host: null,
    port: 8470,
    folders: [],
    backupFolder: null,
    ffmpeg: null,
    access: null,
    setup: null,
    passphrase: null,
    givesUpKeys: false,
  });
});

test('ports are 1024 to 65535, or 0 for any free one (NET-14)', () => {
  for (const port of [0, 1024, 8470, 65_535]) assert.equal(parseServe(['--port', String(port)]).port, port);
  for (const port of ['1', '80', '1023', '65536', '-1', '8470.5', 'many'])
    refused([`--port=${port}`], /^--port takes a number from 1024 to 65535/);
});

test('folders are made absolute, and may hold colons and spaces', () => {
  const { folders } = parseServe(['--library', 'film:films', '--library', 'film:/a b/c:d']);
  assert.deepEqual(folders, [
    { kind: 'film', path: resolve('films') },
    { kind: 'film', path: resolve('/a b/c:d') },
  ]);
});

test('a library may be of films, shows, music or photos', () => {
  const kinds = ['film', 'show', 'music', 'photo'];
  const { folders } = parseServe(kinds.flatMap((kind) => ['--library', `${kind}:/media/${kind}`]));
  assert.deepEqual(folders.map(({ kind }) => kind), kinds);
}); // prettier-ignore

test('a library without a kind, or of a kind there is not, is refused', () => {
  for (const library of ['/films', 'films', 'film:', 'book:/books', 'Show:/shows', ':/films'])
    refused(['--library', library], /^--library takes kind:path/);
});

test('every network given is allowed, and nothing beside', () => {
  const { access } = parseServe(['--allow', '192.168.1.0/24', '--allow', '10.0.0.0/8']);
  assert.deepEqual(access, { kind: 'custom', cidrs: ['192.168.1.0/24', '10.0.0.0/8'] });
});

test('passwords come by file descriptor, one a line, as they are', () => {
  const { setup } = withPasswords(' Correct horse  battery 1 \r\nPurple lantern\n', (fd) =>
    parseServe(['--setup-owner', 'ada', '--setup-user', 'ben', '--setup-password-fd', fd]),
  );
  assert.deepEqual(setup, { owner: 'ada', user: 'ben', passwords: [' Correct horse  battery 1 ', 'Purple lantern'] });
  const alone = withPasswords('one without a line end', (fd) =>
    parseServe(['--setup-owner', 'ada', '--setup-password-fd', fd]),
  );
  assert.deepEqual(alone.setup, { owner: 'ada', user: null, passwords: ['one without a line end'] });
});

test('flags of set-up go together, and too few passwords are refused', () => {
  refused(['--setup-owner', 'ada'], /go together/);
  refused(['--setup-password-fd', '0'], /go together/);
  refused(['--setup-user', 'ben'], /go together/);
  withPasswords('one\n', (fd) =>
    refused(['--setup-owner', 'ada', '--setup-user', 'ben', '--setup-password-fd', fd], /must give 2 lines/),
  );
  withPasswords('', (fd) => refused(['--setup-owner', 'ada', '--setup-password-fd', fd], /must give 1 line,/));
  for (const fd of ['999', 'three', '-1'])
    refused(['--setup-owner', 'ada', `--setup-password-fd=${fd}`], /is not open for reading/);
});

test('a passphrase for the keys comes by a descriptor of its own, or after the passwords on theirs', () => {
  const passphrase = 'four words and a comma,';
  const alone = withPasswords(`${passphrase}\n`, (fd) => parseServe(['--secrets-passphrase-fd', fd]));
  assert.equal(alone.passphrase, passphrase);
  const shared = withPasswords(`one\ntwo\n${passphrase}\n`, (fd) =>
    parseServe([
      ...['--setup-owner', 'ada', '--setup-user', 'ben'],
      ...['--setup-password-fd', fd, '--secrets-passphrase-fd', fd],
    ]),
  );
  assert.equal(shared.passphrase, passphrase);
  assert.deepEqual(shared.setup?.passwords, ['one', 'two']);
  withPasswords('\n', (fd) => refused(['--secrets-passphrase-fd', fd], /must give one line, the passphrase/));
  withPasswords('short\n', (fd) => refused(['--secrets-passphrase-fd', fd], /at least 16 characters/));
});

test('no password can stand in an argument (SEC-09)', () => {
  assert.throws(() => parseServe(['--setup-password', 'x']), { code: 'ERR_PARSE_ARGS_UNKNOWN_OPTION' });
});

test('a folder for backups must be there and writable before anything starts', () => {
  const fresh = ['--data-dir', join(folder, 'data')];
  assert.equal(parseServe([...fresh, '--backup-dir', folder]).port, 8470);
  writeFileSync(join(folder, 'file'), '');
  for (const path of [join(folder, 'none'), join(folder, 'file')])
    refused([...fresh, '--backup-dir', path], /is no folder this user can write to/);
});
