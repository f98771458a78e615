import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { SecretsUnavailable } from '../core/kernel/index.ts';
import { createKeyFile } from './key-file.ts';

const KEY = 'k'.repeat(43);
const OTHER = 'o'.repeat(43);

let root: string;
let folder: string;
let path: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'holdfast-keys-'));
  folder = join(root, 'config', 'holdfast');
  path = join(folder, 'keys-one.json');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test('what was set is there for the next process, and each installation has its own (SEC-01)', async () => {
  assert.equal(await createKeyFile(folder, 'one').get('signing-key'), null);
  await createKeyFile(folder, 'one').set('signing-key', KEY);
  assert.equal(await createKeyFile(folder, 'one').get('signing-key'), KEY);
  assert.equal(await createKeyFile(folder, 'two').get('signing-key'), null);
});

test(
  'the file is 0600 in a folder of 0700, whatever the umask (MED-03)',
  { skip: process.platform === 'win32' },
  async () => {
    const before = process.umask(0);
    try {
      await createKeyFile(folder, 'one').set('signing-key', KEY);
      await createKeyFile(folder, 'one').set('signing-key', OTHER);
    } finally {
      process.umask(before);
    }
    assert.equal(statSync(path).mode & 0o777, 0o600);
    assert.equal(statSync(folder).mode & 0o777, 0o700);
    assert.deepEqual(readdirSync(folder), ['keys-one.json'], 'nothing is left beside it');
  },
);

test(
  'a file others can read is refused with what to do, also for writing',
  { skip: process.platform === 'win32' },
  async () => {
    const keys = createKeyFile(folder, 'one');
    await keys.set('signing-key', KEY);
    for (const mode of [0o640, 0o604, 0o644, 0o660]) {
      chmodSync(path, mode);
      const refused = {
        name: 'Error',
        constructor: SecretsUnavailable,
        message: `The key file ${path} can be read by others. Run: chmod 600 '${path}'`,
      };
      await assert.rejects(keys.get('signing-key'), refused);
      await assert.rejects(keys.set('signing-key', OTHER), refused);
      assert.equal(statSync(path).mode & 0o777, mode, 'not healed in silence');
    }
    chmodSync(path, 0o600);
    assert.equal(await keys.get('signing-key'), KEY);
  },
);

for (const content of ['', '{', '[]', 'null', '"text"', '7', '{"signing-key":{"a":1}}'])
  test(`a file that says ${JSON.stringify(content)} is damaged: refused, and never replaced by new keys`, async () => {
    const keys = createKeyFile(folder, 'one');
    await keys.set('signing-key', KEY);
    writeFileSync(path, content);
    await assert.rejects(keys.get('signing-key'), SecretsUnavailable);
    await assert.rejects(keys.set('signing-key', OTHER), SecretsUnavailable);
    assert.equal(readFileSync(path, 'utf8'), content);
  });

test('what somebody wrote into it by hand is the value, of unknown age', async () => {
  const keys = createKeyFile(folder, 'one');
  await keys.set('signing-key', KEY);
  writeFileSync(path, '{"signing-key":"changeme"}');
  assert.equal(await keys.get('signing-key'), 'changeme');
  assert.deepEqual(await keys.list(), [{ name: 'signing-key', version: 0, createdAt: null }]);
});

test('a place that cannot be written is told in a sentence', async () => {
  writeFileSync(join(root, 'config'), 'a file in its place');
  await assert.rejects(createKeyFile(folder, 'one').set('signing-key', KEY), (error: Error) => {
    assert.ok(error instanceof SecretsUnavailable);
    assert.match(error.message, /^The key file .* cannot be written \(E\w+\)\. Give this user access to it\.$/);
    return true;
  });
});
