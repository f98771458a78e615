import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { lendAuditKey, newToken } from '../kernel/index.ts';
import { openDatabases, ownClock, START_MS, TEST_AUDIT_KEY, type Databases } from '../kernel/testing/databases.ts';
import { GENESIS, hashOf, sealOf, type ChainedRow } from './chain.ts';
import {
  AUDIT_RETENTION_MS,
  auditHead,
  listAudit,
  openAudit,
  pruneAudit,
  record,
  startNewSegment,
  verifyChain,
} from './index.ts';
import { rowsAfter } from './store.ts';

const DAY_MS = 24 * 3_600_000;
let house: Databases;
let clock: ReturnType<typeof ownClock>;
beforeEach(() => {
  house = openDatabases();
  clock = ownClock();
});
afterEach(() => house.close());

/** Put `count` entries on the record. */
function write(count: number, event = 'test.happened'): void {
  for (let index = 0; index < count; index += 1)
    record(house.manager, { at: clock.now(), actor: 'test', event, detail: { index } });
}

/** A stranger with the file open in another program: no trigger of ours stands in the way. */
function tamper(sql: string, ...values: unknown[]): void {
  const triggers = house.manager
    .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
    .pluck()
    .all();
  for (const name of triggers) house.manager.exec(`DROP TRIGGER ${name}`);
  house.manager.prepare(sql).run(...values);
}

const broken = (key: string | null = TEST_AUDIT_KEY) => verifyChain(house.manager, key).broken;
const rows = (): ChainedRow[] => rowsAfter(house.manager, 0, 1_000);

/** Make every hash from an entry on fit again, as a forger without the key can. */
function rehashFrom(seq: number): void {
  let previous = rows().find((row) => row.seq === seq - 1)?.hash ?? GENESIS;
  for (const row of rows().filter((one) => one.seq >= seq)) {
    previous = hashOf(previous, row);
    tamper('UPDATE audit SET hash = ? WHERE seq = ?', previous, row.seq);
  }
  tamper("UPDATE audit_mark SET hash = ? WHERE kind = 'head'", previous);
}

describe('LOG-07: the check names the first bad entry', () => {
  beforeEach(() => write(12));

  test('a chain nobody touched is whole, with the key and without', () => {
    for (const key of [TEST_AUDIT_KEY, null]) {
      const { broken: bad, entries, first, head, seals } = verifyChain(house.manager, key);
      assert.deepEqual(
        { bad, entries, first, head, seals },
        { bad: null, entries: 12, first: 1, head: auditHead(house.manager), seals: key ? 'checked' : 'no-key' },
      );
    }
  });

  for (const [column, value] of [
    ['at', 1],
    ['actor', 'somebody-else'],
    ['event', 'test.never'],
    ['detail', '{}'],
    ['outbox_id', 'f'.repeat(32)],
    ['hash', 'f'.repeat(64)],
  ] as const) {
    test(`editing ${column}, in the first, a middle and the last entry`, () => {
      for (const seq of [12, 5, 1]) {
        tamper(
          `UPDATE audit SET ${column} = ? WHERE seq = ?`,
          column === 'outbox_id' ? `${String(value).slice(2)}${seq}` : value,
          seq,
        );
        for (const key of [TEST_AUDIT_KEY, null]) assert.deepEqual(broken(key), { seq, problem: 'changed' });
      }
    });
  }

  test('editing a seal: found with the key', () => {
    tamper('UPDATE audit SET seal = ? WHERE seq = 5', 'f'.repeat(64));
    assert.deepEqual(broken(), { seq: 5, problem: 'not-ours' });
    assert.equal(broken(null), null);
  });

  test('giving an entry another number', () => {
    tamper('UPDATE audit SET seq = 99 WHERE seq = 5');
    assert.deepEqual(broken(), { seq: 5, problem: 'missing' });
    tamper('UPDATE audit SET seq = -3 WHERE seq = 99');
    assert.deepEqual(broken(), { seq: -3, problem: 'added' });
  });

  test('deleting the first, a middle and the last entry', () => {
    for (const seq of [12, 7, 1]) {
      tamper('DELETE FROM audit WHERE seq = ?', seq);
      for (const key of [TEST_AUDIT_KEY, null]) assert.deepEqual(broken(key), { seq, problem: 'missing' });
    }
  });

  test('truncating the end', () => {
    tamper('DELETE FROM audit WHERE seq > 9');
    for (const key of [TEST_AUDIT_KEY, null]) assert.deepEqual(broken(key), { seq: 10, problem: 'missing' });
    write(1);
    assert.deepEqual(broken(), { seq: 10, problem: 'missing' }, 'what is written later does not cover it');
  });

  test('truncating the end and pointing its mark there', () => {
    tamper('DELETE FROM audit WHERE seq > 9');
    tamper("UPDATE audit_mark SET seq = 9, hash = (SELECT hash FROM audit WHERE seq = 9) WHERE kind = 'head'");
    assert.deepEqual(broken(), { seq: 9, problem: 'end-not-ours' });
    write(1);
    assert.deepEqual(broken(), { seq: 10, problem: 'changed' }, 'a forged end is not built upon');
  });

  test('the seal of an entry does not pass for the seal of the end', () => {
    tamper('DELETE FROM audit WHERE seq > 9');
    tamper("DELETE FROM audit_mark WHERE kind = 'head'");
    tamper("INSERT INTO audit_mark SELECT 'head', seq, hash, seal FROM audit WHERE seq = 9");
    assert.deepEqual(broken(), { seq: 9, problem: 'end-not-ours' });
  });

  test('deleting the mark of the end, or everything', () => {
    tamper("DELETE FROM audit_mark WHERE kind = 'head'");
    assert.deepEqual(broken(), { seq: 13, problem: 'end-not-ours' });
    write(1);
    assert.deepEqual(broken(), { seq: 13, problem: 'changed' });
    tamper('DELETE FROM audit_mark');
    tamper('DELETE FROM audit');
    assert.deepEqual(broken(), { seq: 1, problem: 'end-not-ours' });
  });

  test('swapping two entries, with their numbers or only what they say', () => {
    tamper('UPDATE audit SET seq = -1 WHERE seq = 4');
    tamper('UPDATE audit SET seq = 4 WHERE seq = 8');
    tamper('UPDATE audit SET seq = 8 WHERE seq = -1');
    assert.deepEqual(broken(), { seq: 4, problem: 'changed' });
  });

  test('adding an entry, before the first and behind the last', () => {
    const add = `INSERT INTO audit SELECT ?, at, actor, event, detail, NULL, hash, seal FROM audit WHERE seq = 3`;
    tamper(add, 13);
    assert.deepEqual(broken(), { seq: 13, problem: 'changed' });
    rehashFrom(13);
    tamper("UPDATE audit_mark SET seq = 13 WHERE kind = 'head'");
    assert.deepEqual(broken(), { seq: 13, problem: 'not-ours' });
    tamper(add, 0);
    assert.deepEqual(broken(), { seq: 0, problem: 'added' });
  });

  test('a forger who computes every hash anew is found by the seal, at the very entry', () => {
    tamper('UPDATE audit SET detail = ? WHERE seq = 6', '{"index":"forged"}');
    rehashFrom(6);
    assert.deepEqual(broken(), { seq: 6, problem: 'not-ours' });
    assert.equal(broken(null), null, 'without the key this cannot be seen, and the verdict says so');
    assert.equal(verifyChain(house.manager, null).seals, 'no-key');
  });

  test('a gap cannot be passed for a restore', () => {
    tamper('DELETE FROM audit WHERE seq BETWEEN 5 AND 9');
    const detail = JSON.stringify({ reason: 'restored', replaced: { seq: 9, hash: GENESIS } });
    tamper("UPDATE audit SET event = 'audit.segment-started', detail = ? WHERE seq = 10", detail);
    assert.deepEqual(broken(), { seq: 5, problem: 'missing' });
    rehashFrom(10);
    const [four] = rows().filter((row) => row.seq === 4);
    tamper(
      'UPDATE audit SET hash = ? WHERE seq = 10',
      hashOf(
        four!.hash,
        rows().find((row) => row.seq === 10)!,
      ),
    );
    assert.deepEqual(broken(), { seq: 10, problem: 'not-ours' });
  });
});

test('LOG-07: the database itself refuses to change, delete, replace or insert below', () => {
  write(3);
  const { manager } = house;
  for (const sql of [
    "UPDATE audit SET actor = 'x' WHERE seq = 2",
    'DELETE FROM audit WHERE seq = 2',
    'DELETE FROM audit',
    "INSERT OR REPLACE INTO audit SELECT seq, at, 'x', event, detail, NULL, hash, seal FROM audit WHERE seq = 2",
    "INSERT INTO audit SELECT 0, at, 'x', event, detail, NULL, hash, seal FROM audit WHERE seq = 2",
    'DELETE FROM audit_mark',
    "UPDATE audit_mark SET seq = 1 WHERE kind = 'head'",
  ])
    assert.throws(() => manager.prepare(sql).run(), /audit/, sql);
  assert.equal(broken(), null);
});

test('an entry goes with its change: what is rolled back leaves none, and the next one fits', () => {
  write(2);
  assert.throws(() =>
    house.manager.transaction(() => {
      write(1);
      throw new Error('no');
    })(),
  );
  write(1);
  assert.equal(verifyChain(house.manager, TEST_AUDIT_KEY).entries, 3);
  assert.equal(broken(), null);
});

test('without a key nothing is recorded, so nothing is recorded unsealed', () => {
  lendAuditKey(house.manager, undefined as unknown as string);
  assert.throws(() => write(1), /no audit key/);
  assert.equal(rows().length, 0);
});

test('LOG-05: what clients sent cannot put a control character into an entry, and reads back as it was', () => {
  const device = 'a\nb\u001b[2J\u009b2J\u202eevil\u2028';
  record(house.manager, { at: 1, actor: 'test', event: 'test.happened', detail: { device } });
  const { detail } = rows()[0]!;
  assert.doesNotMatch(detail, /[\p{Cc}\u2028\u202e]/u);
  assert.equal((JSON.parse(detail) as { device: string }).device, device);
  assert.equal(broken(), null);
});

describe('segments', () => {
  test('a new house begins its chain, once', () => {
    openAudit(house.manager, clock, { value: TEST_AUDIT_KEY, isNew: true });
    openAudit(house.manager, clock, { value: TEST_AUDIT_KEY, isNew: false });
    assert.deepEqual(
      rows().map((row) => [row.seq, row.event, row.detail]),
      [[1, 'audit.segment-started', '{"reason":"new"}']],
    );
    assert.equal(broken(), null);
  });

  test('a restored chain goes on above the one it replaces, and the check accepts exactly that', () => {
    write(5);
    const replaced = { seq: 9, hash: 'a'.repeat(64) };
    assert.equal(startNewSegment(house.manager, clock, replaced).seq, 10);
    write(2);
    assert.equal(broken(), null);
    assert.deepEqual(JSON.parse(rows().find((row) => row.seq === 10)!.detail), { reason: 'restored', replaced });
    tamper('DELETE FROM audit WHERE seq = 5');
    assert.deepEqual(broken(), { seq: 5, problem: 'missing' }, 'what it leaves out is not more than it names');
  });

  test('a restore of a newer copy, or where there was nothing, leaves no gap', () => {
    write(5);
    assert.equal(startNewSegment(house.manager, clock, { seq: 2, hash: 'a'.repeat(64) }).seq, 6);
    assert.equal(startNewSegment(house.manager, clock, null).seq, 7);
    assert.equal(broken(), null);
  });

  test('a key that is gone: the old entries are checked by hash, and the new key seals their end', () => {
    write(5);
    const key = newToken();
    openAudit(house.manager, clock, { value: key, isNew: true });
    write(2);
    const verdict = verifyChain(house.manager, key);
    assert.deepEqual([verdict.broken, verdict.entries, verdict.oldKeyThrough], [null, 8, 5]);
    assert.deepEqual(broken(), { seq: 6, problem: 'not-ours' }, 'the old key does not fit the new entries');
    tamper("UPDATE audit SET actor = 'x' WHERE seq = 3");
    assert.deepEqual(broken(key), { seq: 3, problem: 'changed' });
    rehashFrom(3);
    // The entry that vouched for the old ones is not ours any more, so none of them is.
    assert.deepEqual(broken(key), { seq: 1, problem: 'not-ours' });
  });
});

describe('LOG-06: pruning', () => {
  /** Ten entries of long ago, then some of today. */
  const age = () => {
    write(10, 'test.old');
    clock.advance(AUDIT_RETENTION_MS + DAY_MS);
    write(3);
  };

  test('entries go after 180 days; a sealed checkpoint and an entry tell of it, and the chain stays whole', () => {
    age();
    assert.deepEqual(pruneAudit(house.manager, clock.now()), { kind: 'pruned', entries: 10, isMore: false });
    assert.deepEqual(
      rows().map((row) => row.event),
      ['test.happened', 'test.happened', 'test.happened', 'audit.pruned'],
    );
    assert.deepEqual(JSON.parse(rows().at(-1)!.detail), { through: 10, entries: 10 });
    for (const key of [TEST_AUDIT_KEY, null]) assert.equal(broken(key), null);
    assert.deepEqual(pruneAudit(house.manager, clock.now()), { kind: 'pruned', entries: 0, isMore: false });
    write(1);
    clock.advance(AUDIT_RETENTION_MS + DAY_MS);
    write(1);
    pruneAudit(house.manager, clock.now());
    assert.deepEqual(
      rows().map((row) => row.seq),
      [16, 17],
    );
    assert.equal(broken(), null);
  });

  test('much is pruned in steps', () => {
    age();
    assert.deepEqual(pruneAudit(house.manager, clock.now(), 4), { kind: 'pruned', entries: 4, isMore: true });
    pruneAudit(house.manager, clock.now(), 4);
    assert.deepEqual(pruneAudit(house.manager, clock.now(), 4), { kind: 'pruned', entries: 2, isMore: false });
    assert.equal(broken(), null);
  });

  test('an entry of 180 days to the millisecond stays', () => {
    write(1);
    assert.deepEqual(pruneAudit(house.manager, START_MS + AUDIT_RETENTION_MS), {
      kind: 'pruned',
      entries: 0,
      isMore: false,
    });
    assert.equal((pruneAudit(house.manager, START_MS + AUDIT_RETENTION_MS + 1) as { entries: number }).entries, 1);
  });

  test('a forged checkpoint, one moved, and one deleted are found', () => {
    age();
    pruneAudit(house.manager, clock.now());
    tamper('DELETE FROM audit WHERE seq = 11');
    assert.deepEqual(broken(), { seq: 11, problem: 'missing' });
    tamper("UPDATE audit_mark SET seq = 11, hash = ? WHERE kind = 'checkpoint'", GENESIS);
    assert.deepEqual(broken(), { seq: 11, problem: 'checkpoint-not-ours' });
    tamper("DELETE FROM audit_mark WHERE kind = 'checkpoint'");
    assert.deepEqual(broken(), { seq: 1, problem: 'missing' });
  });

  test('the seal of an entry does not pass for the seal of a checkpoint', () => {
    write(5);
    tamper("INSERT INTO audit_mark SELECT 'checkpoint', seq, hash, seal FROM audit WHERE seq = 3");
    tamper('DELETE FROM audit WHERE seq <= 3');
    assert.deepEqual(broken(), { seq: 3, problem: 'checkpoint-not-ours' });
    assert.equal(rows()[0]!.seal, sealOf(TEST_AUDIT_KEY, 'entry', rows()[0]!));
  });

  test('what was tampered with is not pruned: it is the evidence', () => {
    age();
    tamper("UPDATE audit SET actor = 'x' WHERE seq = 4");
    assert.deepEqual(pruneAudit(house.manager, clock.now()), { kind: 'kept', broken: { seq: 4, problem: 'changed' } });
    assert.equal(rows().length, 13);
  });
});

describe('listing', () => {
  const listed = (
    filter: Parameters<typeof listAudit>[1],
    before: number | null = null,
    limit = 100,
    through?: number,
  ) => {
    const { entries, next } = listAudit(house.manager, filter, { before, limit }, through);
    return { seqs: entries.map((entry) => entry.seq), next };
  };
  beforeEach(() => {
    for (const [actor, event, detail] of [
      ['owner:command-line', 'account.created', { name: 'Mira 100%' }],
      ['stranger', 'sign-in.failed', { address: '192.168.1.7' }],
      ['account:1', 'sign-in.succeeded', { address: '192.168.1.8' }],
      ['account:1', 'sign-inn.other', {}],
    ] as const) {
      record(house.manager, { at: clock.now(), actor, event, detail });
      clock.advance(1_000);
    }
  });

  test('newest first, by actor, event or its first word, text and time', () => {
    assert.deepEqual(listed({}), { seqs: [4, 3, 2, 1], next: null });
    assert.deepEqual(listed({ actor: 'account:1' }).seqs, [4, 3]);
    assert.deepEqual(listed({ event: 'sign-in' }).seqs, [3, 2]);
    assert.deepEqual(listed({ event: 'sign-in.failed' }).seqs, [2]);
    assert.deepEqual(listed({ text: '192.168.1.8' }).seqs, [3]);
    assert.deepEqual(listed({ text: 'MIRA 100%' }).seqs, [1]);
    assert.deepEqual(listed({ text: '1_8' }).seqs, [], 'what means anything to LIKE means itself');
    assert.deepEqual(listed({ from: START_MS + 1_000, until: START_MS + 3_000 }).seqs, [3, 2]);
  });

  test('page by page, and a rare find takes several calls', () => {
    assert.deepEqual(listed({}, null, 3), { seqs: [4, 3, 2], next: 2 });
    assert.deepEqual(listed({}, 2, 3), { seqs: [1], next: null });
    assert.deepEqual(listed({}, null, 4), { seqs: [4, 3, 2, 1], next: null });
    assert.deepEqual(listed({ event: 'account' }, null, 5, 2), { seqs: [], next: 3 });
    assert.deepEqual(listed({ event: 'account' }, 3, 5, 2), { seqs: [1], next: null });
  });
});
