import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { newToken, SecretsUnavailable, type SecretStore } from '../../kernel/index.ts';
import type { HouseToLookAt } from '../look.ts';
import { runChecks } from '../run.ts';
import { KEYS } from './keys.ts';

const LOCKED = 'The system keychain is locked.';

/** What SEC-01 says of keys that `keys-home` places in the keychain. */
async function seen(get: SecretStore['get']) {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-keys-'));
  try {
    writeFileSync(join(folder, 'keys-home'), 'keychain\n');
    const house = {
      data: { keysHome: join(folder, 'keys-home') },
      keyFile: join(folder, 'none.json'),
      addresses: [],
      secrets: { get },
    } as unknown as HouseToLookAt;
    const checks = KEYS.filter(({ id }) => id === 'SEC-01');
    const [result] = await runChecks(checks, house, { now: 0, signal: new AbortController().signal });
    return result!;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test('SEC-01: keys in a keychain are green when it gives them back; locked or empty, nobody knows', async () => {
  const open = await seen(async () => newToken());
  assert.deepEqual([open.state, open.evidence], ['pass', 'In the system keychain.']);
  const locked = await seen(() => Promise.reject(new SecretsUnavailable(LOCKED, { state: 'locked', cause: null })));
  assert.equal(locked.state, 'unknown');
  assert.match(locked.evidence, /The system keychain is locked\./);
  const empty = await seen(async () => null);
  assert.equal(empty.state, 'unknown');
});
