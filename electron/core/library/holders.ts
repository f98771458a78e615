import { createHash } from 'node:crypto';
import { newId, type ItemId, type LibraryDb } from '../kernel/index.ts';
import { artistHolder, GUESSED_ALBUM, type Holder } from './placement.ts';
import { leadingArtist, VARIOUS_ARTISTS } from './track-name.ts';

/** The id watch history holds for a content id, or null. */
export type Adopt = (contentId: string) => ItemId | null;

/** What a show or album is, for history that outlives the library: it has no bytes of its own. */
export function holderContentId(libraryId: string, kind: string, naturalKey: string): string {
  return createHash('sha256').update(`${libraryId}\n${kind}\n${naturalKey}`).digest('hex');
}

/** Items that have files of their own. */
export const LEAF_KINDS = ['film', 'episode', 'track', 'photo'] as const;
/** Items that contain others, innermost first. */
export const HOLDER_KINDS = ['season', 'show', 'album', 'artist', 'photo-album'] as const;

/**
 * Keeps what episodes, tracks and photos are in. Its ids hang on its natural keys, so that a scan that meets it again
 * finds it. For use within one transaction; `settle` ends it.
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
  const parentOf = db.prepare<[string], ItemId | null>('SELECT parent_id FROM item WHERE id = ?').pluck();
  const insert = db.prepare(
    `INSERT INTO item (id, library_id, kind, title, sort_title, year, added_at, parent_id, top_id, natural_key, child_key,
                       number, child_count)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)`,
  );
  const met = new Map<string, ItemId>();
  const touched = new Set<ItemId>();

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
  const touch = (id: ItemId | null): void => {
    for (let one = id; one !== null && !touched.has(one); one = parentOf.get(one) ?? null) touched.add(one);
  };

  return {
    /** The innermost and the outermost of the holders, made when they are new; null when there are none. */
    place(holders: readonly Holder[]): { readonly parentId: ItemId | null; readonly topId: ItemId | null } {
      let parentId: ItemId | null = null;
      let topId: ItemId | null = null;
      for (const holder of holders) {
        parentId = idOf(holder, parentId, topId);
        touched.add(parentId);
        topId ??= parentId;
      }
      return { parentId, topId };
    },
    /** Something may have left this holder. */
    touch,
    /** Find whose the albums are, and count what the holders hold now. */
    settle(): void {
      for (const id of giveAlbumsToArtists(db, touched, (name) => idOf(artistHolder(name), null, null))) touch(id);
      count(db, touched);
    },
  };
}

/**
 * An album whose tracks alone say whose it is belongs to the artist they all begin with, else to various artists.
 *
 * @returns artists that have one more or one less by it.
 */
function giveAlbumsToArtists(
  db: LibraryDb,
  touched: ReadonlySet<ItemId>,
  artistId: (name: string) => ItemId,
): ReadonlySet<ItemId> {
  const guessed = db
    .prepare<[string, string], ItemId>(
      `SELECT parent_id FROM item WHERE id = ? AND kind = 'album' AND substr(natural_key, 1, 1) = ?`,
    )
    .pluck();
  const namesOn = db
    .prepare<[string], string>(
      'SELECT DISTINCT artist FROM item WHERE parent_id = ? AND artist IS NOT NULL ORDER BY artist',
    )
    .pluck();
  const giveAlbum = db.prepare('UPDATE item SET parent_id = :artist, top_id = :artist WHERE id = :album');
  const giveTracks = db.prepare('UPDATE item SET top_id = :artist WHERE parent_id = :album AND top_id IS NOT :artist');
  const changed = new Set<ItemId>();
  for (const album of touched) {
    const before = guessed.get(album, GUESSED_ALBUM);
    const names = before === undefined ? [] : namesOn.all(album);
    if (before === undefined || names.length === 0) continue;
    const isOne = new Set(names.map(leadingArtist)).size === 1;
    const name = isOne ? names.reduce((one, other) => (other.length < one.length ? other : one)) : VARIOUS_ARTISTS;
    const artist = artistId(name);
    giveTracks.run({ artist, album });
    if (artist === before) continue;
    giveAlbum.run({ artist, album });
    changed.add(before).add(artist);
  }
  return changed;
}

/** Forget items no file is left of, and what held nothing but them. */
export function forgetEmpty(db: LibraryDb, libraryId: string): void {
  db.prepare(
    `DELETE FROM item WHERE library_id = ? AND kind IN (SELECT value FROM json_each(?))
       AND id NOT IN (SELECT item_id FROM file)`,
  ).run(libraryId, JSON.stringify(LEAF_KINDS));
  const holders = db
    .prepare<[string, string], ItemId>(
      'SELECT id FROM item WHERE library_id = ? AND kind IN (SELECT value FROM json_each(?))',
    )
    .pluck()
    .all(libraryId, JSON.stringify(HOLDER_KINDS));
  count(db, new Set(holders));
}

/** An album is as old as the newest of its tracks: a collection of old songs is not old itself. */
const FROM_CHILDREN: Readonly<Partial<Record<(typeof HOLDER_KINDS)[number], string>>> = {
  album: `, year = (SELECT max(year) FROM item c WHERE c.parent_id = item.id),
    child_key = printf('%06d ', coalesce((SELECT max(year) FROM item c WHERE c.parent_id = item.id), 999999)) || sort_title`,
  'photo-album': `, taken_at = (SELECT max(taken_at) FROM item c WHERE c.parent_id = item.id),
    year = (SELECT max(year) FROM item c WHERE c.parent_id = item.id)`,
};

/** Innermost first, because a season that goes is one less in its show. */
function count(db: LibraryDb, ids: ReadonlySet<ItemId>): void {
  if (ids.size === 0) return;
  for (const kind of HOLDER_KINDS) {
    const forget = db.prepare(
      `DELETE FROM item WHERE id = ? AND kind = '${kind}' AND NOT EXISTS (SELECT 1 FROM item c WHERE c.parent_id = item.id)`,
    );
    // As new as the newest in it, so that a show comes to the front with an episode.
    const measure = db.prepare(
      `UPDATE item SET child_count = (SELECT count(*) FROM item c WHERE c.parent_id = item.id),
         added_at = (SELECT max(added_at) FROM item c WHERE c.parent_id = item.id)${FROM_CHILDREN[kind] ?? ''}
       WHERE id = ? AND kind = '${kind}'`,
    );
    for (const id of ids) if (forget.run(id).changes === 0) measure.run(id);
  }
}
