import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { newId } from '../kernel/index.ts';
import { openDatabases, START_MS, TEST_AUDIT_KEY, type Databases } from '../kernel/testing/databases.ts';
import { chainOutbox, forgetChained, noteForAudit, verifyChain } from './index.ts';
import { rowsAfter } from './store.ts';

const ACCOUNT = 'a'.repeat(32);
let house: Databases;
beforeEach(() => {
  house = openDatabases();
});
afterEach(() => house.close());

const note = (index: number, accountId: string | null = ACCOUNT) =>
  noteForAudit(house.server, {
    at: START_MS,
    event: 'sign-in.succeeded',
    accountId,
    detail: { address: '192.168.1.7', device: 'Firefox', index },
  });
const chain = (after = 0, batch = 100) => chainOutbox(house.manager, house.server, START_MS, after, batch);
const rows = () => rowsAfter(house.manager, 0, 1_000);
const indexes = () => rows().map((row) => (JSON.parse(row.detail) as { index: number }).index);
const waiting = () => house.server.prepare('SELECT count(*) FROM audit_outbox').pluck().get();
const isWhole = () => verifyChain(house.manager, TEST_AUDIT_KEY).broken === null;
/** What a server that was taken over could write. */
const forge = (event: string, accountId: string | null, detail: string, at = START_MS) =>
  house.server
    .prepare('INSERT INTO audit_outbox (id, at, event, account_id, detail) VALUES (?, ?, ?, ?, ?)')
    .run(newId(), at, event, accountId, detail);

test('LOG-01: a note becomes an entry with its time, user, address and device, and is forgotten once it is', () => {
  note(1);
  note(2, null);
  const { ids, next } = chain();
  assert.equal(next, null);
  forgetChained(house.server, ids);
  assert.equal(waiting(), 0);
  assert.deepEqual(
    rows().map(({ at, actor, event, detail }) => ({ at, actor, event, detail: JSON.parse(detail) as unknown })),
    [
      { actor: `account:${ACCOUNT}`, index: 1 },
      { actor: 'stranger', index: 2 },
    ].map(({ actor, index }) => ({
      at: START_MS,
      actor,
      event: 'sign-in.succeeded',
      detail: { address: '192.168.1.7', device: 'Firefox', index },
    })),
  );
  assert.ok(isWhole());
});

test('killed between the note and the chain: it is chained later, once', () => {
  note(1);
  assert.throws(() =>
    house.manager.transaction(() => {
      chain();
      throw new Error('killed before the commit');
    })(),
  );
  assert.deepEqual(indexes(), []);
  chain();
  assert.deepEqual(indexes(), [1]);
  assert.ok(isWhole());
});

test('killed between the chain and the word of it: nothing is chained twice, and the note goes in the end', () => {
  note(1);
  note(2);
  chain();
  note(3);
  const { ids } = chain();
  assert.deepEqual(indexes(), [1, 2, 3]);
  assert.equal(ids.length, 3, 'also those chained before, or they would stay for ever');
  forgetChained(house.server, ids);
  forgetChained(house.server, ids);
  assert.equal(waiting(), 0);
  // SQLite gives the number of a forgotten note to the next one.
  note(4);
  chain();
  assert.deepEqual(indexes(), [1, 2, 3, 4]);
  assert.ok(isWhole());
});

test('many are chained page by page', () => {
  for (let index = 0; index < 7; index += 1) note(index);
  let after: number | null = 0;
  const pages: number[] = [];
  while (after !== null) {
    const { ids, next } = chain(after, 3);
    pages.push(ids.length);
    after = next;
  }
  assert.deepEqual(pages, [3, 3, 1]);
  assert.deepEqual(indexes(), [0, 1, 2, 3, 4, 5, 6]);
});

test('a note that is rolled back with its change is none', () => {
  assert.throws(() =>
    house.server.transaction(() => {
      note(1);
      throw new Error('no');
    })(),
  );
  assert.deepEqual(chain(), { ids: [], next: null });
});

test('a server that was taken over cannot speak for the owner, nor write from the future', () => {
  forge('incident.released', ACCOUNT, '{}');
  forge('sign-in.failed', 'owner:command-line', '{}');
  forge('sign-in.failed', ACCOUNT, 'no json');
  forge('sign-in.failed', ACCOUNT, '[1]');
  forge('sign-in.failed', ACCOUNT, JSON.stringify({ device: 'x'.repeat(10_000) }));
  forge('sign-in.failed', ACCOUNT, '{}', START_MS + 10_000);
  const { ids } = chain();
  assert.equal(ids.length, 6);
  assert.deepEqual(
    rows().map((row) => [row.actor, row.event]),
    [...Array.from({ length: 5 }, () => ['holdfast', 'audit.note-refused']), [`account:${ACCOUNT}`, 'sign-in.failed']],
  );
  assert.equal(rows().at(-1)!.at, START_MS);
  assert.ok(isWhole());
});
