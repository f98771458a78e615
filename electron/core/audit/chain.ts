import { createHash, createHmac } from 'node:crypto';

/** In every hash and seal, so that none made for anything else ever fits. */
const FORMAT = 'holdfast audit 1';

/** What the first entry follows. */
export const GENESIS = '0'.repeat(64);

/** One entry as it is stored. `detail` is JSON text and is hashed as such. */
export type ChainedRow = {
  /** From 1, without gaps, except after a restore. */
  readonly seq: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly actor: string;
  readonly event: string;
  readonly detail: string;
  readonly outboxId: string | null;
  readonly hash: string;
  readonly seal: string;
};

/** A place in the chain: everything up to and with entry `seq` is what `hash` says. */
export type Head = { readonly seq: number; readonly hash: string };

/** SHA-256 over an entry and the hash of the one before it, in hex. Anybody can compute it. */
export function hashOf(previous: string, row: Omit<ChainedRow, 'hash' | 'seal'>): string {
  const content = [FORMAT, previous, row.seq, row.at, row.actor, row.event, row.detail, row.outboxId];
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}

/** HMAC-SHA-256 of a place in the chain, in hex: only who has the audit key can make one. */
export function sealOf(key: string, kind: 'entry' | 'head' | 'checkpoint', { seq, hash }: Head): string {
  return createHmac('sha256', key)
    .update(JSON.stringify([FORMAT, kind, seq, hash]))
    .digest('hex');
}

/** The event of an entry that begins a segment; its detail is a `SegmentStart`. */
export const SEGMENT_STARTED = 'audit.segment-started';

/** Why a segment begins: a new house, a restored copy, or a new key because the old one is gone. */
export type SegmentStart =
  | { readonly reason: 'new' | 'new-key' }
  /** `replaced` is the head of the chain that was in use before; null when there was none. */
  | { readonly reason: 'restored'; readonly replaced: Head | null };

/** What an entry says about a segment it begins; null for every other entry, and for one that cannot be read. */
export function segmentStart(row: Pick<ChainedRow, 'event' | 'detail'>): SegmentStart | null {
  if (row.event !== SEGMENT_STARTED) return null;
  try {
    return JSON.parse(row.detail) as SegmentStart;
  } catch {
    return null; // its hash tells that it was changed
  }
}
