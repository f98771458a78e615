import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hashPassword } from '../../accounts/index.ts';
import { openDatabases } from '../../kernel/testing/databases.ts';
import type { HouseToLookAt } from '../look.ts';
import { runChecks } from '../run.ts';
import { ACCOUNTS } from './accounts.ts';

test('AUTH-01 is not green before every account was tried; the last of many has its turn at the next look', async () => {
  const dbs = openDatabases();
  try {
    const add = dbs.manager.prepare(
      `INSERT INTO account (id, name, name_key, role, password_hash, password_changed_at, epoch, created_at)
       VALUES (?, ?, ?, 'member', ?, 1, 'e', ?)`,
    );
    const weak = await hashPassword('changeme');
    // No hash at all is fitted by no guess, and quickly.
    for (let at = 1; at <= 21; at += 1) add.run(`a${at}`, `guessed ${at}`, `guessed ${at}`, at === 21 ? weak : `none ${at}`, at); // prettier-ignore
    const house = { addresses: [], files: { managerDb: dbs.manager.name } } as unknown as HouseToLookAt;
    const look = async () => (await runChecks(ACCOUNTS.filter(({ id }) => id === 'AUTH-01'), house, { now: 30 }))[0]!; // prettier-ignore
    const first = await look();
    assert.deepEqual([first.state, first.evidence.slice(0, 9)], ['unknown', '1 account']);
    assert.deepEqual([(await look()).state, (await look()).evidence], ['fail', 'Guessed at once: guessed 21.']);
  } finally {
    dbs.close();
  }
});
