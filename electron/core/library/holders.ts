import { createHash } from 'node:crypto';
import { newId, type ItemId, type LibraryDb } from '../kernel/index.ts';
import type { Holder } from './placement.ts';

/** The id watch history holds for a content id, or null. */
export type Adopt = (contentId: string) => ItemId | null;

/** What a show or season is, for history that outlives the library: it has no bytes of its own. */
export function holderContentId(libraryId: string, kind: string, naturalKey: string): string {
  return createHash('sha256').update(`${libraryId}\n${kind}\n${naturalKey}`).digest('hex');
}

/**
 * Keeps the shows and seasons that episodes are in. Their ids hang on their natural keys, so that a scan that meets
 * them again finds them. For use within one transaction; `settle` ends it.
 */
export function createHolderKeeper(
  db: LibraryDb,
  libraryId: string,
  deps: { readonly now: number; readonly adopt: Adopt },
) {
  const find = db
    .prepare<[string, string, string], ItemId>(
      'SELECT id FROM item WHERE library_id = ? AND kind = ? AND natural_key = ?',
    )
    .pluck();
  const exists = db.prepare<[string], number>('SELECT 1 FROM item WHERE id = ?').pluck();
  const insert = db.prepare(
    `INSERT INTO item (id, library_id, kind, title, sort_title, year, added_at, parent_id, top_id, natural_key, child_key,
                       number, child_count)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)`,
  );
  const met = new Map<string, ItemId>();

  const idOf = (holder: Holder, parentId: ItemId | null, topId: ItemId | null): ItemId => {
    const mark = `${holder.kind}\n${holder.naturalKey}`;
    const known = met.get(mark) ?? find.get(libraryId, holder.kind, holder.naturalKey);
    if (known !== undefined) {
      met.set(mark, known);
      return known;
    }
    const adopted = deps.adopt(holderContentId(libraryId, holder.kind, holder.naturalKey));
    const id = adopted !== null && exists.get(adopted) === undefined ? adopted : newId<ItemId>();
    const { kind, title, sortTitle, year, naturalKey, childKey, number } = holder;
    insert.run(id, libraryId, kind, title, sortTitle, year, deps.now, parentId, topId, naturalKey, childKey, number);
    met.set(mark, id);
    return id;
  };

  return {
    /** The innermost and the outermost of the holders, made when they are new; null when there are none. */
    place(holders: readonly Holder[]): { readonly parentId: ItemId | null; readonly topId: ItemId | null } {
      let parentId: ItemId | null = null;
      let topId: ItemId | null = null;
      for (const holder of holders) {
        parentId = idOf(holder, parentId, topId);
        topId ??= parentId;
      }
      return { parentId, topId };
    },
    /** Count what the holders hold now. */
    settle(): void {
      if (met.size > 0) count(db, libraryId);
    },
  };
}

/** Forget items no file is left of, and what held nothing but them. */
export function forgetEmpty(db: LibraryDb, libraryId: string): void {
  db.prepare(
    `DELETE FROM item WHERE library_id = ? AND kind IN ('film', 'episode') AND id NOT IN (SELECT item_id FROM file)`,
  ).run(libraryId);
  count(db, libraryId);
}

/** Innermost first, because a season that goes is one less in its show. */
function count(db: LibraryDb, libraryId: string): void {
  for (const kind of ['season', 'show']) {
    db.prepare(
      `DELETE FROM item WHERE library_id = ? AND kind = ? AND NOT EXISTS (SELECT 1 FROM item c WHERE c.parent_id = item.id)`,
    ).run(libraryId, kind);
    // As new as the newest in it, so that a show comes to the front with an episode.
    db.prepare(
      `UPDATE item SET child_count = (SELECT count(*) FROM item c WHERE c.parent_id = item.id),
         added_at = (SELECT max(added_at) FROM item c WHERE c.parent_id = item.id)
       WHERE library_id = ? AND kind = ?`,
    ).run(libraryId, kind);
  }
}
