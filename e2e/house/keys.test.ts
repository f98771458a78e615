import assert from 'node:assert/strict';
import { chmodSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { holdfast, makeFolder, OWNER, processesNaming, startHouse } from '../fixtures/house.ts';

let root: string;
let dataDir: string;
beforeEach(() => {
  root = makeFolder();
  dataDir = join(root, 'data');
});
afterEach(() => {
  for (const pid of processesNaming(root)) process.kill(pid, 'SIGKILL');
  rmSync(root, { recursive: true, force: true });
});

const keyFile = (): string => {
  const folder = join(root, 'config', 'holdfast');
  return join(folder, readdirSync(folder)[0]!);
};
/** What stands in the file: `v<version> <made at> <value>`. */
const signingKey = () =>
  (JSON.parse(readFileSync(keyFile(), 'utf8')) as Record<string, string>)['signing-key']!.split(' ').at(-1)!;

/** Serve once, sign in, stop. @returns a token that was good then. */
async function oldToken(): Promise<string> {
  await using house = await startHouse({ dataDir });
  const token = await house.login(OWNER.name, OWNER.password);
  assert.equal((await house.fetch('/api/v1/home', token)).status, 200);
  assert.equal((await house.stop()).code, 0);
  return token;
}

describe('a signing key that must not be used (SESS-10)', () => {
  for (const [what, content] of [
    ['a usual one', '{"signing-key":"changeme"}'],
    ['a usual one, long', `{"signing-key":"${'replace_me'.repeat(6)}"}`],
    ['a short one', '{"signing-key":"kX92mQpL0"}'],
    ['no random one', `{"signing-key":"${'a'.repeat(64)}"}`],
    ['none', '{}'],
  ] as const) {
    test(`${what}: a new one is made, old sessions are over, signing in works`, async () => {
      const token = await oldToken();
      writeFileSync(keyFile(), content, { mode: 0o600 });
      await using house = await startHouse({ dataDir });
      assert.match(signingKey(), /^[\w-]{43}$/);
      assert.equal(statSync(keyFile()).mode & 0o777, 0o600);
      assert.equal((await house.fetch('/api/v1/home', token)).status, 401);
      const fresh = await house.login(OWNER.name, OWNER.password);
      assert.equal((await house.fetch('/api/v1/home', fresh)).status, 200);
      assert.match(readFileSync(join(dataDir, 'logs', 'manager.log'), 'utf8'), /signing-key\.healed/);
    });
  }

  test('a good key stays over a restart, and sessions with it', async () => {
    const token = await oldToken();
    const key = signingKey();
    await using house = await startHouse({ dataDir });
    assert.equal(signingKey(), key);
    assert.equal((await house.fetch('/api/v1/home', token)).status, 200);
  });
});

describe('a key file that cannot be trusted is refused with one sentence, and never healed in silence (SEC-01)', () => {
  for (const [what, spoil, sentence] of [
    [
      'readable by others',
      () => chmodSync(keyFile(), 0o644),
      /^The key file .* can be read by others\. Run: chmod 600 '.*'$/,
    ],
    [
      'damaged',
      () => writeFileSync(keyFile(), '{"signing-key":"abc'),
      /^The key file .* is damaged\. Put a copy of it back/,
    ],
    [
      'no text in it',
      () => writeFileSync(keyFile(), '{"signing-key":12345}'),
      /^The key file .* is damaged\. Put a copy of it back/,
    ],
    ['no object', () => writeFileSync(keyFile(), '["a"]'), /^The key file .* is damaged\. Put a copy of it back/],
  ] as const) {
    test(what, async () => {
      await oldToken();
      spoil();
      const before = readFileSync(keyFile(), 'utf8');
      const { code, stderr } = await holdfast(['serve', '--data-dir', dataDir, '--port', '0', '--host', '127.0.0.1'], {
        env: { ...process.env, XDG_CONFIG_HOME: join(root, 'config') },
        timeoutMs: 20_000,
      });
      assert.equal(code, 5, stderr);
      assert.match(stderr.trim(), sentence);
      assert.equal(stderr.trim().split('\n').length, 1, stderr);
      assert.equal(readFileSync(keyFile(), 'utf8'), before);
    });
  }
});
