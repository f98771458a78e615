import assert from 'node:assert/strict';
import { Decrypter, Encrypter } from 'age-encryption';
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { newIdentity, readAge, recipientOf, writeAge } from './age-file.ts';
import { BackupError } from './problem.ts';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-age-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, 'file.age');

const here = await newIdentity();
const kit = await newIdentity();
const stranger = await newIdentity();

const CHUNK = 64 * 1024;
const SIZES = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 777];

async function seal(content: Buffer, pieces = 10_007): Promise<void> {
  const fd = openSync(file, 'w');
  const writer = await writeAge(fd, [here.recipient, kit.recipient]);
  for (let at = 0; at < content.length; at += pieces) writer.write(content.subarray(at, at + pieces));
  writer.end();
  closeSync(fd);
}

async function open(identities: readonly string[], path = file): Promise<Buffer> {
  const reader = await readAge(path, identities);
  try {
    const pieces: Buffer[] = [];
    for (let piece = reader.next(); piece !== null; piece = reader.next()) pieces.push(Buffer.from(piece));
    return Buffer.concat(pieces);
  } finally {
    reader.close();
  }
}

const refusedAs = (code: string) => (error: unknown) => error instanceof BackupError && error.code === code;

describe('what we seal opens with each of its two keys, here and in other programs (DB-06, SEC-08)', () => {
  for (const size of SIZES) {
    test(`${size} bytes`, async () => {
      const content = randomBytes(size);
      await seal(content);
      for (const { identity } of [here, kit]) {
        assert.ok(content.equals(await open([identity])));
        const decrypter = new Decrypter();
        decrypter.addIdentity(identity);
        assert.ok(content.equals(await decrypter.decrypt(readFileSync(file))), "age-encryption's own reader");
      }
    });
  }

  test("Debian's age opens ours, and we open its", (t) => {
    if (spawnSync('age', ['--version']).status !== 0) return t.skip('NOT TESTED: there is no age on PATH');
    return (async () => {
      const content = randomBytes(5 * CHUNK + 4321);
      await seal(content);
      const key = join(folder, 'key.txt');
      writeFileSync(key, `${kit.identity}\n`, { mode: 0o600 });
      const opened = spawnSync('age', ['-d', '-i', key, file], { maxBuffer: 2 ** 24 });
      assert.equal(opened.status, 0, String(opened.stderr));
      assert.ok(content.equals(opened.stdout));
      const theirs = join(folder, 'theirs.age');
      const sealed = spawnSync('age', ['-r', stranger.recipient, '-r', kit.recipient, '-o', theirs], {
        input: content,
      });
      assert.equal(sealed.status, 0, String(sealed.stderr));
      assert.ok(content.equals(await open([kit.identity], theirs)));
    })();
  });

  test('and we open what the library seals', async () => {
    const content = randomBytes(2 * CHUNK);
    const encrypter = new Encrypter();
    encrypter.addRecipient(kit.recipient);
    writeFileSync(file, await encrypter.encrypt(content));
    assert.ok(content.equals(await open([stranger.identity, kit.identity])));
  });

  test('a file says its length in advance', async () => {
    for (const size of SIZES) {
      await seal(randomBytes(size));
      const reader = await readAge(file, [kit.identity]);
      assert.equal(reader.sizeFor(size), reader.fileBytes);
      reader.close();
    }
  });
});

describe('a file that is not as it was made is refused, with the right reason (DB-06)', () => {
  test('one flipped bit, wherever it is', async () => {
    await seal(randomBytes(2 * CHUNK + 100));
    const whole = readFileSync(file);
    const header = whole.indexOf('\n--- ');
    const places = [header + 7, header + 60, header + 5000, whole.length - CHUNK, whole.length - 50, whole.length - 1];
    for (const at of places) {
      const flipped = Buffer.from(whole);
      flipped[at]! ^= 0x10;
      writeFileSync(file, flipped);
      await assert.rejects(open([kit.identity]), refusedAs('damaged'), `byte ${at} of ${whole.length}`);
    }
  });

  test('cut short at a chunk, in the header, before the first chunk', async () => {
    await seal(randomBytes(3 * CHUNK));
    const whole = readFileSync(file);
    const payload = whole.indexOf('\n', whole.indexOf('\n--- ') + 1) + 1 + 16;
    for (const length of [payload + CHUNK + 16, payload + 2 * (CHUNK + 16), payload + 100, payload - 3, 100, 10]) {
      writeFileSync(file, whole);
      truncateSync(file, length);
      await assert.rejects(open([kit.identity]), refusedAs('truncated'), `${length} of ${whole.length}`);
    }
  });

  test('chunks swapped, or one too many', async () => {
    await seal(randomBytes(3 * CHUNK));
    const whole = readFileSync(file);
    const payload = whole.indexOf('\n', whole.indexOf('\n--- ') + 1) + 1 + 16;
    const chunk = (n: number) => whole.subarray(payload + n * (CHUNK + 16), payload + (n + 1) * (CHUNK + 16));
    writeFileSync(file, Buffer.concat([whole.subarray(0, payload), chunk(1), chunk(0), chunk(2)]));
    await assert.rejects(open([kit.identity]), refusedAs('damaged'));
    writeFileSync(file, Buffer.concat([whole, Buffer.alloc(20)]));
    await assert.rejects(open([kit.identity]), refusedAs('damaged'));
  });

  test("a stranger's key, no backup at all, an empty file, a folder, nothing", async () => {
    await seal(randomBytes(10));
    await assert.rejects(open([stranger.identity]), refusedAs('wrong-key'));
    writeFileSync(file, 'SQLite format 3\0and so on');
    await assert.rejects(open([kit.identity]), refusedAs('not-a-backup'));
    writeFileSync(file, '');
    await assert.rejects(open([kit.identity]), refusedAs('not-a-backup'));
    await assert.rejects(open([kit.identity], folder), refusedAs('not-a-backup'));
    await assert.rejects(open([kit.identity], join(folder, 'none.age')), refusedAs('no-such-file'));
  });
});

test('a mistyped identity is none', async () => {
  assert.equal(await recipientOf(kit.identity), kit.recipient);
  const wrong = kit.identity.replace(/.$/, (last) => (last === 'Q' ? 'P' : 'Q'));
  for (const text of [wrong, kit.recipient, '', 'AGE-SECRET-KEY-1']) assert.equal(await recipientOf(text), null);
});
