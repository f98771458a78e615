import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { Decrypter, Encrypter } from 'age-encryption';
import { SecretsUnavailable } from '../core/kernel/index.ts';
import { openPassphraseFile } from './passphrase-file.ts';

const PASSPHRASE = 'vier Wörter und ein Komma,';

let folder: string;
let path: string;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'holdfast-age-')), 'config');
  path = join(folder, 'keys-one.age');
});
afterEach(() => rmSync(join(folder, '..'), { recursive: true, force: true }));

const open = (passphrase = PASSPHRASE) => openPassphraseFile(folder, 'one', passphrase);

test('it is an age file: what age makes we read, what we make age reads (SEC-01)', async () => {
  await (await open()).write('data-key', 'v1 2026-11-21T12:00:00.000Z key');
  const decrypter = new Decrypter();
  decrypter.addPassphrase(PASSPHRASE);
  assert.deepEqual(JSON.parse(await decrypter.decrypt(readFileSync(path), 'text')), {
    'data-key': 'v1 2026-11-21T12:00:00.000Z key',
  });

  const encrypter = new Encrypter();
  encrypter.setPassphrase(PASSPHRASE);
  encrypter.setScryptWorkFactor(10);
  writeFileSync(path, await encrypter.encrypt('{"audit-key":"theirs"}'));
  const place = await open();
  assert.equal(await place.read('audit-key'), 'theirs');
  assert.equal(await place.read('data-key'), null);
});

test('only this user can read it, and one that others can read is refused', async () => {
  await (await open()).write('data-key', 'a key');
  assert.equal(statSync(path).mode & 0o777, 0o600);
  chmodSync(path, 0o644);
  await assert.rejects(open(), /can be read by others\. Run: chmod 600/);
});

test('what was removed is gone from the file', async () => {
  const place = await open();
  await place.write('data-key', 'one');
  await place.write('audit-key', 'two');
  await place.remove('data-key');
  await place.remove('data-key');
  const again = await open();
  assert.equal(await again.read('data-key'), null);
  assert.equal(await again.read('audit-key'), 'two');
});

test('cut short, flipped or foreign it is damaged; that is told from a wrong passphrase', async () => {
  await (await open()).write('data-key', 'a key');
  const whole = readFileSync(path);
  const flipped = Buffer.from(whole);
  flipped[flipped.length - 1]! ^= 1;
  const state = async () => {
    try {
      await open();
      return 'opened';
    } catch (error) {
      assert.ok(error instanceof SecretsUnavailable, String(error));
      return error.state;
    }
  };
  for (const bytes of [
    whole.subarray(0, 40),
    whole.subarray(0, -5),
    flipped,
    Buffer.from('not age'),
    Buffer.alloc(0),
  ]) {
    writeFileSync(path, bytes);
    assert.equal(await state(), 'damaged', `${bytes.length} bytes`);
  }
  writeFileSync(path, whole);
  assert.equal(await state(), 'opened');
  await assert.rejects(open('another passphrase'), { state: 'locked' });
});
