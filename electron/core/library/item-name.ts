import type { ItemKind } from '../../../shared/lan/schemas.ts';
import type { ItemId, ReadDb } from '../kernel/index.ts';

/** What people call an item, with what it belongs to. */
export type ItemName = {
  readonly id: ItemId;
  readonly kind: ItemKind;
  readonly title: string;
  readonly year: number | null;
  /** The show of an episode, the artist of a track. */
  readonly holder: string | null;
  readonly season: number | null;
  readonly number: number | null;
  readonly durationMs: number | null;
};

/** The name of an item for its owner, who sees everything; null when it is not in the library (any more). */
export function itemName(library: ReadDb, id: ItemId): ItemName | null {
  return (
    library
      .prepare<[string], ItemName>(
        `SELECT i.id, i.kind, i.title, i.year, coalesce(t.title, i.artist) AS holder,
           CASE pa.kind WHEN 'season' THEN pa.number END AS season, i.number, i.duration_ms AS durationMs
         FROM item i LEFT JOIN item pa ON pa.id = i.parent_id LEFT JOIN item t ON t.id = i.top_id
         WHERE i.id = ?`,
      )
      .get(id) ?? null
  );
}

/** Bits a second of a file as it is, on average; null when it is not in the library (any more) or its length is not known. */
export function fileRateBps(library: ReadDb, fileId: string): number | null {
  const file = library
    .prepare<[string], { sizeBytes: number; durationMs: number | null }>(
      'SELECT size_bytes AS sizeBytes, duration_ms AS durationMs FROM file WHERE id = ?',
    )
    .get(fileId);
  if (file === undefined || file.durationMs === null || file.durationMs === 0) return null;
  return Math.round((file.sizeBytes * 8_000) / file.durationMs);
}
