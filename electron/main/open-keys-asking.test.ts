import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { KEYS_METHODS, type KeysAnswer, type KeysQuestion } from '../../shared/contract/keys-page.ts';
import { newToken, systemClock, type SecretsState, type SecretStore } from '../core/kernel/index.ts';
import { createKeyFile, openSecrets, type Keychain } from '../manager/index.ts';
import { createKeysQuestion } from './keys-question.ts';
import { openKeysAsking } from './open-keys-asking.ts';

const PASSPHRASE = 'four words under a roof';
const silent = { info() {}, warn() {}, error() {} };
let folder: string;
let keychain: Keychain;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-keys-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const closed = (kind: Exclude<SecretsState, 'damaged'>): Keychain => ({ kind, message: `The keychain is ${kind}.` });
/** A keychain in memory: what the system's is when it is open. */
function openOne(): Keychain {
  const entries = new Map<string, string>();
  return {
    kind: 'usable',
    place: {
      backend: 'keychain',
      read: async (name) => entries.get(name) ?? null,
      write: async (name, text) => void entries.set(name, text),
      remove: async (name) => void entries.delete(name),
    },
  };
}

/** Start once. @param answers what the person says, in turn; what they were asked comes back. */
async function start(answers: (KeysAnswer | (() => KeysAnswer))[]) {
  const asked: (readonly [KeysQuestion, string | null])[] = [];
  const homeFile = join(folder, 'keys-home');
  const store = await openKeysAsking({
    open: (passphrase, ask) =>
      openSecrets({
        installationId: 'one',
        homeFile,
        keyFolder: folder,
        keychain,
        clock: systemClock,
        log: silent,
        passphrase,
        ask,
        givesUp: false,
      }),
    home: () => (existsSync(homeFile) ? (readFileSync(homeFile, 'utf8').trim() as SecretStore['backend']) : null),
    async ask(question, problem) {
      asked.push([question, problem]);
      const answer = answers.shift();
      assert.ok(answer, `asked too often: ${question}`);
      return typeof answer === 'function' ? answer() : answer;
    },
  });
  return { store, asked };
}
const again = { kind: 'again' } as const;
const quit = { kind: 'quit' } as const;
const passphrase = (text: string) => ({ kind: 'passphrase', passphrase: text }) as const;

test('SEC-01: keys in a keychain that is locked or denied are waited for; no passphrase is asked for, and nothing is made anew', async () => {
  const usable = openOne();
  keychain = usable;
  const { store } = await start([]);
  const key = newToken();
  await store!.set('signing-key', key);
  for (const kind of ['locked', 'denied', 'absent'] as const) {
    keychain = closed(kind);
    const refused = await start([again, quit]);
    assert.equal(refused.store, null);
    assert.deepEqual(
      refused.asked.map(([question]) => question),
      ['unlock', 'unlock'],
    );
    // Whatever the page sends: a passphrase makes no file beside the keys that cannot be reached.
    assert.equal((await start([passphrase(PASSPHRASE), quit])).store, null);
    assert.equal(existsSync(join(folder, 'keys-one.age')), false);
  }
  keychain = closed('locked');
  const unlocked = await start([
    () => {
      keychain = usable;
      return again;
    },
  ]);
  assert.equal(await unlocked.store!.get('signing-key'), key, 'the same keys');
});

test('SEC-01: without a keychain the keys lie under a passphrase, asked for at each start; a wrong one is said', async () => {
  keychain = closed('absent');
  const first = await start([passphrase(PASSPHRASE)]);
  assert.deepEqual(first.asked, [['make', null]]);
  const key = newToken();
  await first.store!.set('signing-key', key);
  const second = await start([passphrase('wrong wrong wrong wrong'), passphrase(PASSPHRASE)]);
  assert.deepEqual(second.asked, [
    ['open', null],
    ['open', 'That is not the passphrase. Nothing was changed.'],
  ]);
  assert.equal(await second.store!.get('signing-key'), key);
});

test('SEC-01: before there are keys, a locked keychain may be unlocked, or passed by with a passphrase', async () => {
  keychain = closed('locked');
  const { store, asked } = await start([again, passphrase(PASSPHRASE)]);
  assert.deepEqual(
    asked.map(([question]) => question),
    ['make-or-unlock', 'make-or-unlock'],
  );
  assert.equal(store!.backend, 'passphrase-file');
});

test('SEC-01: a file without a passphrase is used when a person says so, and never asked about again', async () => {
  keychain = closed('absent');
  assert.equal((await start([{ kind: 'key-file' }])).store!.backend, 'key-file');
  await createKeyFile(folder, 'one').set('signing-key', newToken());
  assert.deepEqual((await start([])).asked, []);
});

test('SEC-01: a file of keys that is damaged is said and left as it is', async () => {
  keychain = closed('absent');
  await start([passphrase(PASSPHRASE)]).then(({ store }) => store!.set('signing-key', newToken()));
  const file = join(folder, 'keys-one.age');
  writeFileSync(file, 'no age file', { mode: 0o600 });
  const { store, asked } = await start([passphrase(PASSPHRASE), quit]);
  assert.equal(store, null);
  assert.match(asked[1]![1]!, /is damaged/);
  assert.equal(readFileSync(file, 'utf8'), 'no age file');
});

test('DSK-06: the page of the keys can answer what it was asked, and nothing else', async () => {
  const { dispatcher, ask } = createKeysQuestion();
  const answer = (given: unknown) => dispatcher.call(KEYS_METHODS.answer, given);
  assert.equal((await answer(again)).ok, false, 'nobody asked');
  const asked = ask('unlock', 'It is locked.');
  for (const wrong of [{ kind: 'key-file' }, passphrase(PASSPHRASE), { kind: 'new-keys' }])
    assert.equal((await answer(wrong)).ok, false, JSON.stringify(wrong));
  for (const wrong of [null, 7, { kind: 'passphrase', passphrase: 7 }]) assert.equal((await answer(wrong)).ok, false);
  for (const method of ['setup.state', 'constructor', 'incident.lockDown'])
    assert.equal((await dispatcher.call(method, {})).ok, false, method);
  assert.equal((await answer(again)).ok, true);
  assert.deepEqual(await asked, again);
  void ask('make', null);
  assert.equal((await answer(passphrase('too short'))).ok, false);
});
