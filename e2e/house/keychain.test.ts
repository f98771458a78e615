import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, test } from 'node:test';
import {
  databaseFile,
  holdfast,
  makeFolder,
  OWNER,
  processesNaming,
  startHouse,
  type CommandResult,
  type House,
} from '../fixtures/house.ts';
import { keychainIsMissing, makeKeychain, type Keychain } from '../fixtures/keychain.ts';

/** `v<version> <made at> <key>`. */
const ENTRY = /^v(\d+) \d{4}-\d\d-\d\dT[\d:.]+Z ([\w-]{43})$/;
const LOCKED = /^The system keychain is locked\. .*The keys of this installation are in it, nothing was changed\./;
const GONE = /^There is no system keychain .*nothing was changed\. .*--new-keys/;

let root: string;
let dataDir: string;
let keychain: Keychain;
beforeEach(() => {
  root = makeFolder();
  dataDir = join(root, 'data');
});
afterEach(async () => {
  for (const pid of processesNaming(root)) process.kill(pid, 'SIGKILL');
  await keychain[Symbol.asyncDispose]();
  rmSync(root, { recursive: true, force: true });
});

const start = (extraArgs: readonly string[] = []): Promise<House> =>
  startHouse({ dataDir, env: keychain.env, extraArgs });

/** `holdfast serve` that is to be refused. */
const serve = (...args: string[]): Promise<CommandResult> =>
  holdfast(['serve', '--data-dir', dataDir, '--port', '0', '--host', '127.0.0.1', ...args], {
    env: { ...process.env, ...keychain.env, XDG_CONFIG_HOME: join(root, 'config') },
    timeoutMs: 20_000,
  });
const status = (): Promise<CommandResult> => holdfast(['status', '--data-dir', dataDir]);

/** The service name our entries have. */
function service(): string {
  // The running house holds this file locked; its id is read from a copy of its bytes, which SQLite keeps in one page.
  const bytes = readFileSync(join(dataDir, 'instance.db'), 'latin1');
  return `Holdfast/${/[0-9a-f]{32}/.exec(bytes)![0]}`;
}
const stored = (name = 'signing-key') => keychain.read(service(), name);
const keyFiles = () =>
  existsSync(join(root, 'config', 'holdfast')) ? readdirSync(join(root, 'config', 'holdfast')) : [];
const home = (house: House, token: string) => house.fetch('/api/v1/home', token).then((response) => response.status);
const epoch = () => {
  const db = new DatabaseSync(databaseFile(dataDir, 'manager'), { readOnly: true });
  const found = db.prepare('SELECT global_epoch FROM house').get();
  db.close();
  return found!['global_epoch'] as string;
};

/** Serve once, sign in, stop. @returns a token that was good then. */
async function servedOnce(): Promise<string> {
  await using house = await start();
  const token = await house.login(OWNER.name, OWNER.password);
  assert.equal(await home(house, token), 200);
  assert.equal((await house.stop()).code, 0);
  return token;
}

describe('keys in the system keychain (SEC-01)', { skip: keychainIsMissing() }, () => {
  describe('that is there from the first start', () => {
    beforeEach(async () => {
      keychain = await makeKeychain({ isStarted: true });
    });

    test('the first start puts the key there and nowhere else; the next one finds it, and sessions live on', async () => {
      const token = await servedOnce();
      const entry = stored()!;
      assert.match(entry, ENTRY);
      assert.deepEqual(keyFiles(), []);
      assert.equal(readFileSync(join(dataDir, 'keys-home'), 'utf8'), 'keychain\n');
      assert.equal(stored('probe'), null, 'what proved that it works is gone');
      // The library would use the kernel's keyring without a word, which forgets at a reboot.
      assert.ok(!readFileSync('/proc/keys', 'utf8').includes('Holdfast'));
      await using house = await start();
      assert.equal(stored(), entry);
      assert.equal(await home(house, token), 200);
      const { warnings } = await house.status();
      assert.ok(!warnings.some((warning) => /key/i.test(warning)), warnings.join('\n'));
    });

    test('listed by name and age, never shown (SEC-05)', async () => {
      await using house = await start();
      const answer = await house.call<{
        backend: string;
        secrets: { name: string; version: number; ageDays: number }[];
      }>('secrets.list');
      assert.equal(answer.backend, 'keychain');
      const signing = answer.secrets.find(({ name }) => name === 'signing-key')!;
      assert.equal(signing.version, 1);
      assert.equal(signing.ageDays, 0);
      assert.ok(!JSON.stringify(answer).includes(ENTRY.exec(stored()!)![2]!));
    });

    test('a weak key somebody planted is replaced before anything is signed with it (SESS-10)', async () => {
      const token = await servedOnce();
      keychain.plant(service(), 'signing-key', 'changeme');
      await using house = await start();
      assert.match(stored()!, ENTRY);
      assert.equal(await home(house, token), 401);
      assert.equal(await home(house, await house.login(OWNER.name, OWNER.password)), 200);
    });

    test('rotated while it serves: every token of before is refused, the house stays open, the new key holds (SEC-05)', async () => {
      await servedOnce();
      const before = stored()!;
      {
        await using house = await start();
        const token = await house.login(OWNER.name, OWNER.password);
        const { server } = await house.pids();
        assert.deepEqual(await house.call('secrets.rotate', { name: 'signing-key' }), { version: 2 });
        assert.equal(await home(house, token), 401);
        const fresh = await house.login(OWNER.name, OWNER.password);
        assert.equal(await home(house, fresh), 200);
        assert.equal((await house.pids()).server, server, 'nothing was restarted for it');
        assert.equal(ENTRY.exec(stored()!)![1], '2');
        assert.notEqual(ENTRY.exec(stored()!)![2], ENTRY.exec(before)![2]);
        assert.equal(stored('signing-key.next'), null);
        await house.stop();
      }
      await using again = await start();
      assert.equal(ENTRY.exec(stored()!)![1], '2');
      assert.equal(await home(again, await again.login(OWNER.name, OWNER.password)), 200);
    });

    test('a key that no slice can rotate yet is refused with a sentence', async () => {
      await using house = await start();
      const { code, stderr } = await house.cli('call', 'secrets.rotate', '{"name":"backup-identity"}');
      assert.equal(code, 1);
      assert.match(stderr, /^not-rotatable: This version cannot put a new backup-identity/);
    });

    test('locked while it serves: streams go on, rotating says so and changes nothing, and so does status', async () => {
      await using house = await start();
      const token = await house.login(OWNER.name, OWNER.password);
      keychain.lock();
      const { code, stderr } = await house.cli('call', 'secrets.rotate', '{"name":"signing-key"}');
      assert.equal(code, 1);
      assert.match(stderr, /^locked: The system keychain is locked\./);
      assert.equal(await home(house, token), 200);
      assert.ok(
        (await house.status()).warnings.some((warning) => warning.startsWith('The system keychain is locked.')),
      );
      await keychain.stop();
      await keychain.start();
      await house.call('secrets.rotate', { name: 'signing-key' });
      assert.ok(!(await house.status()).warnings.some((warning) => warning.includes('locked')));
    });

    test('locked at the start: refused with what to do, nothing made anew, nothing lost', async () => {
      const token = await servedOnce();
      const [entry, before] = [stored(), epoch()];
      await keychain.stop();
      await keychain.start('not the password');
      const { code, stderr } = await serve();
      assert.equal(code, 10, stderr);
      assert.match(stderr, LOCKED);
      assert.equal(stderr.trim().split('\n').length, 1, stderr);
      assert.deepEqual(keyFiles(), []);
      const told = await status();
      assert.equal(told.code, 3);
      assert.match(
        told.stderr,
        /^Holdfast is not running: its last start was refused\. The system keychain is locked\./,
      );
      await keychain.stop();
      await keychain.start();
      await using house = await start();
      assert.equal(stored(), entry);
      assert.equal(epoch(), before);
      assert.equal(await home(house, token), 200);
      assert.equal(existsSync(join(dataDir, 'run', 'last-refusal')), false);
    });

    test('gone at the start: no new keys in silence; with --new-keys they are made, and everyone signs in anew', async () => {
      const token = await servedOnce();
      await keychain.stop();
      const { code, stderr } = await serve();
      assert.equal(code, 10, stderr);
      assert.match(stderr, GONE);
      assert.deepEqual(keyFiles(), []);
      await using house = await start(['--new-keys']);
      assert.equal(await home(house, token), 401);
      assert.equal(await home(house, await house.login(OWNER.name, OWNER.password)), 200);
      assert.equal(keyFiles().length, 1);
      assert.equal(readFileSync(join(dataDir, 'keys-home'), 'utf8'), 'key-file\n');
    });

    test('emptied: it starts, with a new key, and sessions are over (SEC-08)', async () => {
      const token = await servedOnce();
      const entry = stored();
      await keychain.lose();
      await keychain.start();
      await using house = await start();
      assert.match(stored()!, ENTRY);
      assert.notEqual(stored(), entry);
      assert.equal(await home(house, token), 401);
      assert.equal(await home(house, await house.login(OWNER.name, OWNER.password)), 200);
    });

    test('on a fresh folder a locked one is refused too: no file of keys beside a keychain that is there', async () => {
      keychain.lock();
      const { code, stderr } = await serve();
      assert.equal(code, 10, stderr);
      assert.match(stderr, /^The system keychain is locked\. .* --secrets-passphrase-fd\.$/m);
      assert.deepEqual(keyFiles(), []);
    });
  });

  test('one that appears later takes the keys over: same key, living sessions, no file left', async () => {
    keychain = await makeKeychain({ isStarted: false });
    const token = await servedOnce();
    const file = join(root, 'config', 'holdfast', keyFiles()[0]!);
    const entry = (JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>)['signing-key'];
    await keychain.start();
    {
      await using house = await start();
      assert.equal(stored(), entry);
      assert.deepEqual(keyFiles(), []);
      assert.equal(await home(house, token), 200);
      assert.match(readFileSync(join(dataDir, 'logs', 'manager.log'), 'utf8'), /"msg":"secrets\.moved"/);
      await house.stop();
    }
    await keychain.stop();
    assert.equal((await serve()).code, 10, 'and there it stays');
  });

  test('a bus on which nobody answers is no keychain: the key file, said in status (SEC-01)', async () => {
    keychain = await makeKeychain({ isStarted: false });
    await using house = await start();
    assert.equal(keyFiles().length, 1);
    assert.ok((await house.status()).warnings.some((warning) => warning.startsWith('Keys lie in a file')));
    assert.ok(!readFileSync('/proc/keys', 'utf8').includes('Holdfast'));
  });
});
