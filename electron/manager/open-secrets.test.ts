import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { newToken, SecretsUnavailable, type SecretStore } from '../core/kernel/index.ts';
import { stateOf, type Keychain } from './keychain.ts';
import { decideSecrets, lookAtSecrets, openSecrets, type OpenSecretsDeps, type SecretFacts } from './open-secrets.ts';
import type { SecretEntry, SecretPlace } from './secret-store.ts';

const PASSPHRASE = 'four words and a comma,';
const KEY = newToken();

describe('which rung it is (SEC-01)', () => {
  const facts: SecretFacts = {
    home: null,
    keychain: 'absent',
    hasPassphraseFile: false,
    isPassphraseGiven: false,
    givesUp: false,
  };
  const homes = [null, 'keychain', 'passphrase-file', 'key-file'] as const;

  test('a keychain that works, wherever the keys were; for a file under a passphrase that is needed once more', () => {
    for (const home of homes)
      for (const hasPassphraseFile of [false, true])
        assert.deepEqual(decideSecrets({ ...facts, home, keychain: 'usable', hasPassphraseFile }), {
          kind: 'use',
          backend: 'keychain',
          needsPassphrase: hasPassphraseFile && home !== 'keychain',
        });
  });

  test('keys that are in a keychain which cannot be reached: refused, unless the owner gives them up', () => {
    for (const keychain of ['locked', 'denied', 'absent'] as const)
      for (const isPassphraseGiven of [false, true]) {
        const away = { ...facts, home: 'keychain', keychain, isPassphraseGiven } as const;
        assert.deepEqual(decideSecrets(away), { kind: 'refuse' });
        assert.notEqual(decideSecrets({ ...away, givesUp: true }).kind, 'refuse');
      }
  });

  test('keys in a file stay usable beside a locked keychain, and a given passphrase lifts the key file up', () => {
    for (const keychain of ['locked', 'denied', 'absent'] as const) {
      assert.deepEqual(decideSecrets({ ...facts, home: 'key-file', keychain }), {
        kind: 'use',
        backend: 'key-file',
        needsPassphrase: false,
      });
      for (const home of ['key-file', 'passphrase-file', null] as const)
        assert.deepEqual(decideSecrets({ ...facts, home, keychain, isPassphraseGiven: true }), {
          kind: 'use',
          backend: 'passphrase-file',
          needsPassphrase: true,
        });
    }
  });

  test('with no keys yet: asked where there is no keychain, refused where it is only locked', () => {
    assert.deepEqual(decideSecrets(facts), { kind: 'ask' });
    for (const keychain of ['locked', 'denied'] as const)
      assert.deepEqual(decideSecrets({ ...facts, keychain }), { kind: 'refuse' });
  });
});

describe('opening and moving up', () => {
  let root: string;
  let homeFile: string;
  let keyFolder: string;
  let logged: string[];
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'holdfast-ladder-'));
    homeFile = join(root, 'keys-home');
    keyFolder = join(root, 'config');
    logged = [];
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const absent: Keychain = { kind: 'absent', message: 'There is none.' };
  /** A keychain that forgets with the test. @param failsAt the write that does not happen, from 1. */
  const fakeKeychain = (entries = new Map<SecretEntry, string>(), failsAt = 0) => {
    let writes = 0;
    const place: SecretPlace = {
      backend: 'keychain',
      read: async (entry) => entries.get(entry) ?? null,
      write: async (entry, text) => {
        if (++writes === failsAt) throw new SecretsUnavailable('It is locked.', { state: 'locked' });
        entries.set(entry, text);
      },
      remove: async (entry) => void entries.delete(entry),
    };
    return { entries, keychain: { kind: 'usable', place } satisfies Keychain };
  };
  const open = (with_: Partial<OpenSecretsDeps> = {}): Promise<SecretStore> =>
    openSecrets({
      installationId: 'one',
      homeFile,
      keyFolder,
      keychain: absent,
      clock: { now: () => Date.parse('2026-11-21T12:00:00Z') },
      log: {
        info: (event, fields) => logged.push(JSON.stringify({ event, ...fields })),
        warn: () => assert.fail('no warning expected'),
        error: () => assert.fail('no error expected'),
      },
      passphrase: null,
      ask: async () => null,
      givesUp: false,
      ...with_,
    });
  const look = (with_: Partial<OpenSecretsDeps> = {}): Promise<SecretStore> =>
    lookAtSecrets({
      installationId: 'one',
      homeFile,
      keyFolder,
      keychain: absent,
      clock: { now: () => Date.parse('2026-11-21T12:00:00Z') },
      passphrase: null,
      ask: async () => null,
      ...with_,
    });
  const files = () => (existsSync(keyFolder) ? readdirSync(keyFolder) : []);

  test('from the key file to a passphrase to the keychain: the same key all the way, and nothing left behind', async () => {
    await (await open()).set('signing-key', KEY);
    assert.deepEqual(files(), ['keys-one.json']);

    assert.equal(await (await open({ passphrase: PASSPHRASE })).get('signing-key'), KEY);
    assert.deepEqual(files(), ['keys-one.age']);
    assert.ok(!readFileSync(join(keyFolder, 'keys-one.age'), 'latin1').includes(KEY));

    const { keychain, entries } = fakeKeychain();
    const secrets = await open({ keychain, passphrase: PASSPHRASE });
    assert.equal(secrets.backend, 'keychain');
    assert.equal(await secrets.get('signing-key'), KEY);
    assert.deepEqual(await secrets.list(), [
      { name: 'signing-key', version: 1, createdAt: Date.parse('2026-11-21T12:00:00Z') },
    ]);
    assert.deepEqual([...entries.keys()], ['signing-key']);
    assert.deepEqual(files(), []);
    assert.deepEqual(logged, [
      '{"event":"secrets.moved","from":"key-file","to":"passphrase-file"}',
      '{"event":"secrets.moved","from":"passphrase-file","to":"keychain"}',
    ]);
  });

  test('a file under a passphrase needs it at every start; a wrong one changes nothing', async () => {
    await (await open({ passphrase: PASSPHRASE })).set('signing-key', KEY);
    const before = readFileSync(join(keyFolder, 'keys-one.age'));
    const locked = (pattern: RegExp) => (error: Error) => {
      assert.ok(error instanceof SecretsUnavailable);
      assert.equal(error.state, 'locked');
      assert.match(error.message, pattern);
      return true;
    };
    await assert.rejects(open(), locked(/Give it with --secrets-passphrase-fd/));
    await assert.rejects(open({ passphrase: 'not the passphrase' }), locked(/^That is not the passphrase of /));
    await assert.rejects(open({ keychain: fakeKeychain().keychain }), locked(/Give it with --secrets-passphrase-fd/));
    assert.deepEqual(readFileSync(join(keyFolder, 'keys-one.age')), before);
    const asked: string[] = [];
    const ask = async (what: string) => {
      asked.push(what);
      return PASSPHRASE;
    };
    assert.equal(await (await open({ ask })).get('signing-key'), KEY);
    assert.deepEqual(asked, ['open']);
  });

  test('a person who wants a passphrase gets one, and who wants none the key file', async () => {
    assert.equal((await open({ ask: async () => PASSPHRASE })).backend, 'passphrase-file');
    rmSync(homeFile);
    assert.equal((await open({ ask: async () => null })).backend, 'key-file');
  });

  test('a look on a fresh machine decides nothing: who starts then is asked where the keys are to live', async () => {
    for (const with_ of [{}, { passphrase: PASSPHRASE }, { keychain: fakeKeychain().keychain }])
      assert.equal(await (await look(with_)).get('backup-identity'), null);
    assert.deepEqual(readdirSync(root), [], 'nothing is noted and nothing is made');
    const asked: string[] = [];
    const ask = async (what: string) => {
      asked.push(what);
      return PASSPHRASE;
    };
    assert.equal((await open({ ask })).backend, 'passphrase-file');
    assert.deepEqual(asked, ['make']);
  });

  test('a look reads the keys where they are, and moves none up', async () => {
    await (await open()).set('signing-key', KEY);
    for (const with_ of [{}, { passphrase: PASSPHRASE }, { keychain: fakeKeychain().keychain }])
      assert.equal(await (await look(with_)).get('signing-key'), KEY);
    assert.deepEqual(files(), ['keys-one.json']);

    await open({ passphrase: PASSPHRASE });
    await assert.rejects(look(), /Give it with --secrets-passphrase-fd/);
    assert.equal(await (await look({ passphrase: PASSPHRASE })).get('signing-key'), KEY);
    assert.deepEqual(files(), ['keys-one.age']);

    const { keychain } = fakeKeychain();
    await open({ keychain, passphrase: PASSPHRASE });
    assert.equal(await (await look({ keychain })).get('signing-key'), KEY);
    await assert.rejects(look(), /The keys of this installation are in it/);
    assert.deepEqual(logged.length, 2);
  });

  for (const failsAt of [1, 2, 3])
    test(`cut off at write ${failsAt} of the move: the file stays, and the next start moves everything`, async () => {
      const secrets = await open();
      for (const name of ['signing-key', 'data-key', 'audit-key'] as const) await secrets.set(name, KEY);
      const broken = fakeKeychain(undefined, failsAt);
      await assert.rejects(open({ keychain: broken.keychain }), SecretsUnavailable);
      assert.deepEqual(files(), ['keys-one.json']);
      assert.equal(await (await open()).get('signing-key'), KEY, 'and still serves without it');
      const { keychain, entries } = fakeKeychain(broken.entries);
      assert.equal(await (await open({ keychain })).get('audit-key'), KEY);
      assert.equal(entries.size, 3);
      assert.deepEqual(files(), []);
    });

  test('cut off before the old copy was deleted: what the keychain has since counts', async () => {
    const { keychain, entries } = fakeKeychain();
    await (await open()).set('signing-key', KEY);
    const left = readFileSync(join(keyFolder, 'keys-one.json'));
    const newer = newToken();
    await (await open({ keychain })).set('signing-key', newer);
    writeFileSync(join(keyFolder, 'keys-one.json'), left, { mode: 0o600 });
    assert.equal(await (await open({ keychain })).get('signing-key'), newer);
    assert.equal(entries.size, 1);
    assert.deepEqual(files(), []);
  });

  test('a note of where the keys are that makes no sense is refused, not guessed at', async () => {
    writeFileSync(homeFile, 'somewhere\n');
    await assert.rejects(open(), /keys-home is damaged\. Write into it/);
  });
});

test("what a keychain's words mean; what nobody foresaw is a refusal", () => {
  for (const [words, state] of [
    ["Couldn't access platform storage: Secret Service: unlock prompt was dismissed", 'locked'],
    ['SS Error: object locked', 'locked'],
    ['User interaction is not allowed.', 'locked'],
    ['Platform failure: DBus error: Failed to connect to socket /nonexistent: No such file or directory', 'absent'],
    ['DBus error: The name org.freedesktop.secrets was not provided by any .service files', 'absent'],
    ["Couldn't access platform storage: Secret Service: no result found", 'absent'],
    ['DBus error: org.freedesktop.DBus.Error.AccessDenied: Rejected send message', 'denied'],
    ['something new', 'denied'],
  ] as const)
    assert.equal(stateOf(words), state, words);
});
