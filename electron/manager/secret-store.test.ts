import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { newToken, SecretsUnavailable, type SecretVersion } from '../core/kernel/index.ts';
import { keyFilePath, keyFilePlace } from './key-file.ts';
import { createSecretStore, type SecretPlace } from './secret-store.ts';

const FIRST = newToken();
const SECOND = newToken();
const NOON = Date.parse('2026-11-21T12:00:00Z');

let folder: string;
let now: number;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-secrets-'));
  now = NOON;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const place = () => keyFilePlace(folder, 'one');
const open = (where: SecretPlace = place()) => createSecretStore(where, { now: () => now });
const entries = () => JSON.parse(readFileSync(keyFilePath(folder, 'one'), 'utf8')) as Record<string, string>;

/** A place whose power goes before the change `at` counts to; what was done before stays. */
function failingAt(at: number): SecretPlace {
  const real = place();
  let changes = 0;
  const orFail = <A extends unknown[]>(run: (...args: A) => Promise<void>) => {
    return async (...args: A) => {
      if (++changes === at) throw new SecretsUnavailable('The keychain is locked.', { state: 'locked' });
      await run(...args);
    };
  };
  return { ...real, write: orFail(real.write), remove: orFail(real.remove) };
}

test('each secret is listed by name, version and age, and never with its value (SEC-05)', async () => {
  const secrets = open();
  assert.deepEqual(await secrets.list(), []);
  await secrets.set('data-key', FIRST);
  now += 1000;
  await secrets.set('signing-key', SECOND);
  await secrets.set('signing-key', FIRST);
  assert.deepEqual(await secrets.list(), [
    { name: 'signing-key', version: 2, createdAt: NOON + 1000 },
    { name: 'data-key', version: 1, createdAt: NOON },
  ]);
});

test('what is no 32 random bytes in at most 1 KB is not stored, and not told either (SEC-07)', async () => {
  for (const value of ['', 'short', 'x'.repeat(42), 'x'.repeat(1025), 'ü'.repeat(600), `${FIRST} x`])
    await assert.rejects(open().set('data-key', value), (error: Error) => {
      assert.equal(error.message, 'data-key is no secret of 32 random bytes in at most 1 KB');
      return true;
    });
  assert.deepEqual(await open().list(), []);
});

test('rotating: the old key is there until what it sealed is sealed anew, then it is gone', async () => {
  const secrets = open();
  await secrets.set('data-key', FIRST);
  now += 5000;
  let seen: unknown;
  await secrets.rotate(
    'data-key',
    () => SECOND,
    (next, old) => {
      seen = { next: next.value, old: old?.value, stored: Object.keys(entries()) };
    },
  );
  assert.deepEqual(seen, { next: SECOND, old: FIRST, stored: ['data-key', 'data-key.next'] });
  assert.deepEqual(entries(), { 'data-key': `v2 2026-11-21T12:00:05.000Z ${SECOND}` });
});

test('when sealing anew fails, the old key stays and the new one is gone', async () => {
  const secrets = open();
  await secrets.set('data-key', FIRST);
  const rotating = secrets.rotate(
    'data-key',
    () => SECOND,
    () => {
      throw new Error('disk full');
    },
  );
  await assert.rejects(rotating, /disk full/);
  assert.deepEqual(entries(), { 'data-key': `v1 2026-11-21T12:00:00.000Z ${FIRST}` });
});

for (const [what, failAt, isCommitted] of [
  ['before the new key is stored', 1, false],
  ['after the database has the new version, before the key takes its place', 2, true],
  ['before the second copy of the new key goes', 3, true],
] as const)
  test(`cut off ${what}: the key is the one the database uses, at the next start and in this one`, async () => {
    await open().set('data-key', FIRST);
    let stored: SecretVersion | null = null;
    const secrets = open(failingAt(failAt));
    secrets.settle(() => stored);
    const rotating = secrets.rotate(
      'data-key',
      () => SECOND,
      ({ version, createdAt }) => {
        stored = { version, createdAt };
      },
    );
    await assert.rejects(rotating, SecretsUnavailable);
    const key = isCommitted ? SECOND : FIRST;
    const restarted = open();
    restarted.settle(() => stored);
    assert.equal(await restarted.get('data-key'), key);
    assert.equal(await secrets.get('data-key'), key);
    assert.deepEqual(Object.keys(entries()), ['data-key']);
  });

test('cut off before the database has the new version: the new key is dropped', async () => {
  const secrets = open();
  await secrets.set('data-key', FIRST);
  const path = keyFilePath(folder, 'one');
  writeFileSync(path, JSON.stringify({ ...entries(), 'data-key.next': `v2 2026-11-21T12:00:05.000Z ${SECOND}` }), {
    mode: 0o600,
  });
  // A restored database that used another second version does not make this one the right one.
  secrets.settle(() => ({ version: 2, createdAt: NOON }));
  assert.equal(await secrets.get('data-key'), FIRST);
  assert.deepEqual(Object.keys(entries()), ['data-key']);
});

test('two changes at once do not overtake each other', async () => {
  const secrets = open();
  await secrets.set('data-key', FIRST);
  const order: number[] = [];
  await Promise.all([
    secrets.rotate('data-key', newToken, ({ version }) => void order.push(version)),
    secrets.rotate('data-key', newToken, ({ version }) => void order.push(version)),
  ]);
  assert.deepEqual(order, [2, 3]);
  assert.equal((await secrets.list())[0]!.version, 3);
});

test('deleting forgets the key, and one half made; twice is once', async () => {
  const secrets = open();
  await secrets.set('backup-identity', FIRST);
  await secrets.delete('backup-identity');
  await secrets.delete('backup-identity');
  assert.equal(await secrets.get('backup-identity'), null);
});
