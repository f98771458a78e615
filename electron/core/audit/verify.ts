import type { ManagerDb, ReadDb } from '../kernel/index.ts';
import { GENESIS, hashOf, sealOf, segmentStart, type ChainedRow, type Head } from './chain.ts';
import { readMark, rowsAfter, segmentRows } from './store.ts';

/** What is wrong with the first entry that is. */
export type ChainProblem =
  /** Its content is not what its hash was made of. */
  | 'changed'
  /** Hash and content fit, but it was not written by this house. */
  | 'not-ours'
  /** It was there, and is not any more. */
  | 'missing'
  /** It stands where none was written. */
  | 'added'
  /** What says where the chain ends, or where pruning ended, is gone or was not written by this house. */
  | 'end-not-ours'
  | 'checkpoint-not-ours';

export type ChainVerdict = {
  /** How many entries there are, up to the bad one. */
  readonly entries: number;
  readonly first: number | null;
  /** The end of the chain as far as it was found whole. */
  readonly head: Head | null;
  /** `no-key`: hashes were checked, seals were not: a forger who computes every hash anew is not found without the key. */
  readonly seals: 'checked' | 'no-key';
  /** Up to this entry seals are of a key that is gone; only hashes were checked there. null: none. */
  readonly oldKeyThrough: number | null;
  readonly broken: { readonly seq: number; readonly problem: ChainProblem } | null;
};

const PAGE = 500;

/**
 * Check the whole chain, from the last checkpoint or the first entry to the sealed end.
 *
 * @param db the snapshot of one transaction, or a database nobody writes to.
 * @param key the secret `audit-key`; null when it cannot be had.
 */
export function verifyChain(db: ManagerDb | ReadDb, key: string | null): ChainVerdict {
  const steps = verifyInSteps(db, key);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** The same, giving the caller a turn every few milliseconds. */
export function* verifyInSteps(db: ManagerDb | ReadDb, key: string | null): Generator<void, ChainVerdict, void> {
  const checkpoint = readMark(db, 'checkpoint');
  const sealedFrom = key === null ? null : lastOwnKey(db, key);
  const check = createChainCheck(key, checkpoint ?? START, sealedFrom ?? 0);
  let entries = 0;
  let first: number | null = null;
  const verdict = (broken: ChainVerdict['broken']): ChainVerdict => ({
    entries,
    first,
    head: check.place().seq === 0 ? null : check.place(),
    seals: key === null ? 'no-key' : 'checked',
    oldKeyThrough: sealedFrom === null ? null : sealedFrom - 1,
    broken,
  });
  if (checkpoint && key !== null && checkpoint.seal !== sealOf(key, 'checkpoint', checkpoint))
    return verdict({ seq: checkpoint.seq, problem: 'checkpoint-not-ours' });

  // From below every number we give, so that nothing hides before the first.
  let from = Number.MIN_SAFE_INTEGER;
  for (;;) {
    const rows = rowsAfter(db, from, PAGE);
    for (const row of rows) {
      const broken = check.next(row);
      if (broken) return verdict(broken);
      entries += 1;
      first ??= row.seq;
      from = row.seq;
    }
    if (rows.length < PAGE) break;
    yield;
  }

  const end = check.place();
  const head = readMark(db, 'head');
  if (head === null) return verdict({ seq: end.seq + 1, problem: 'end-not-ours' });
  if (head.seq > end.seq) return verdict({ seq: end.seq + 1, problem: 'missing' });
  if (head.seq < end.seq) return verdict({ seq: head.seq + 1, problem: 'added' });
  if (head.hash !== end.hash || (key !== null && head.seal !== sealOf(key, 'head', head)))
    return verdict({ seq: head.seq, problem: 'end-not-ours' });
  return verdict(null);
}

/** What the first entry of all follows. */
export const START: Head = { seq: 0, hash: GENESIS };

/**
 * Entries one after the other, each held against the one before.
 *
 * @param from the place they follow.
 * @param sealedFrom earlier entries were sealed with a key that is gone.
 */
export function createChainCheck(key: string | null, from: Head, sealedFrom: number) {
  let previous: Head = from;
  return {
    /** The last entry that was found whole. */
    place: (): Head => ({ seq: previous.seq, hash: previous.hash }),
    next(row: ChainedRow): ChainVerdict['broken'] {
      const expected = previous.seq + 1;
      if (row.seq < expected) return { seq: row.seq, problem: 'added' };
      if (row.seq !== expected && row.seq !== seqAfterRestore(row, previous.seq))
        return { seq: expected, problem: 'missing' };
      const isSealed = key !== null && row.seq >= sealedFrom && row.seal === sealOf(key, 'entry', row);
      if (row.hash !== hashOf(previous.hash, row))
        // Behind a gap that a restore explains, an entry of ours that does not fit says that more is gone than that.
        return row.seq !== expected && isSealed
          ? { seq: expected, problem: 'missing' }
          : { seq: row.seq, problem: 'changed' };
      if (key !== null && row.seq >= sealedFrom && !isSealed) return { seq: row.seq, problem: 'not-ours' };
      previous = row;
      return null;
    },
  };
}

/** The one gap that is right: a restored chain goes on above the numbers of the one it replaces. */
function seqAfterRestore(row: ChainedRow, previous: number): number | null {
  const start = segmentStart(row);
  if (start?.reason !== 'restored') return null;
  return Math.max(previous, start.replaced?.seq ?? 0) + 1;
}

/** Where the segment begins whose key is this one, because the key before was gone; null when there never was another. */
export function lastOwnKey(db: ManagerDb | ReadDb, key: string): number | null {
  for (const row of segmentRows(db)) {
    if (segmentStart(row)?.reason === 'new-key' && row.seal === sealOf(key, 'entry', row)) return row.seq;
  }
  return null;
}
