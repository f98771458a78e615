import { join } from 'node:path';
import { newId, type ItemId, type LibraryDb, type ReadDb } from '../kernel/index.ts';

export type ArtworkRole = 'poster' | 'backdrop';

/**
 * Where a picture comes from: an image file beside the film or a photo itself (`image`), a frame of the film (`frame`), or
 * the picture within a track (`cover`). `path` is
 * relative to the library's folder; `stamp` changes when the source does, and with it the picture's id.
 */
export type ArtworkSource = {
  readonly role: ArtworkRole;
  readonly source: 'image' | 'frame' | 'cover';
  readonly path: string;
  readonly stamp: string;
};

/**
 * What sets the pictures of items; its statements are prepared once, since a scan asks for every item.
 *
 * An unchanged source keeps its id, so that caches stay good; a role that is not given goes.
 */
export function createArtworkSetter(db: LibraryDb): (itemId: ItemId, sources: readonly ArtworkSource[]) => void {
  const current = db.prepare<[string], ArtworkSource>(
    'SELECT role, source, path, stamp FROM artwork WHERE item_id = ?',
  );
  const insert = db.prepare(
    'INSERT OR REPLACE INTO artwork (id, item_id, role, source, path, stamp) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const remove = db.prepare('DELETE FROM artwork WHERE item_id = ? AND role = ?');
  return (itemId, sources) => {
    const known = new Map(current.all(itemId).map((one) => [one.role, one]));
    for (const next of sources) {
      const before = known.get(next.role);
      known.delete(next.role);
      if (before && before.source === next.source && before.path === next.path && before.stamp === next.stamp) continue;
      insert.run(newId(), itemId, next.role, next.source, next.path, next.stamp);
    }
    for (const role of known.keys()) remove.run(itemId, role);
  };
}

/** Everything needed to make a picture. */
export type ArtworkOrigin = {
  readonly source: 'image' | 'frame' | 'cover';
  readonly root: string;
  readonly path: string;
  /** For a frame: what to open the film with, and how long it is (ms). */
  readonly demuxer: string | null;
  readonly durationMs: number | null;
};

/** null when there is no such picture, or its library was removed. `manager` must be attached. */
export function artworkOrigin(read: ReadDb, artworkId: string): ArtworkOrigin | null {
  return (
    read
      .prepare<[string], ArtworkOrigin>(
        `SELECT a.source, l.path AS root, a.path, x.demuxer, x.duration_ms AS durationMs
         FROM artwork a JOIN item i ON i.id = a.item_id JOIN manager.library l ON l.id = i.library_id
         LEFT JOIN file x ON x.library_id = i.library_id AND x.path = a.path
         WHERE a.id = ?`,
      )
      .get(artworkId) ?? null
  );
}

/** Items of a library with the path and stamp of their best file, for choosing pictures. */
export function itemsForArtwork(
  db: LibraryDb,
  libraryId: string,
): { readonly itemId: ItemId; readonly path: string; readonly stamp: string }[] {
  return db
    .prepare<[string], { itemId: ItemId; path: string; stamp: string }>(
      `SELECT item_id AS itemId, path, content_id AS stamp FROM file x WHERE library_id = ?
         AND id = (SELECT id FROM file WHERE item_id = x.item_id ORDER BY coalesce(part, 0), size_bytes DESC, id LIMIT 1)`,
    )
    .all(libraryId);
}

const firstEpisodeOf = (kind: 'show' | 'season', column: 'top_id' | 'parent_id'): string =>
  `SELECT h.id AS itemId, h.kind, h.number, x.path, x.content_id AS stamp FROM item h JOIN file x ON x.id = (
     SELECT f.id FROM item e JOIN file f ON f.item_id = e.id
     WHERE e.${column} = h.id AND e.kind = 'episode' ORDER BY e.child_key, e.id, f.path LIMIT 1)
   WHERE h.library_id = :libraryId AND h.kind = '${kind}'`;

/** Shows and seasons of a library with the first of their episodes, for choosing pictures. */
export function holdersForArtwork(
  db: LibraryDb,
  libraryId: string,
): { itemId: ItemId; kind: 'show' | 'season'; number: number | null; path: string; stamp: string }[] {
  return db
    .prepare<
      [{ libraryId: string }],
      { itemId: ItemId; kind: 'show' | 'season'; number: number | null; path: string; stamp: string }
    >(`${firstEpisodeOf('show', 'top_id')} UNION ALL ${firstEpisodeOf('season', 'parent_id')}`)
    .all({ libraryId });
}

export type AlbumForArtwork = {
  readonly itemId: ItemId;
  readonly artistId: ItemId;
  /** Of its first track, below the library. */
  readonly path: string;
  /** The first of its tracks that has a picture within; null when none has. */
  readonly cover: { readonly path: string; readonly stamp: string } | null;
};

/** Albums of a library in the order of their artists' lists, for choosing pictures. */
export function albumsForArtwork(db: LibraryDb, libraryId: string): AlbumForArtwork[] {
  const firstTrack = (more: string): string =>
    `(SELECT f.id FROM item t JOIN file f ON f.item_id = t.id WHERE t.parent_id = h.id ${more}
      ORDER BY t.child_key, t.id, f.path LIMIT 1)`;
  return db
    .prepare<
      [string],
      Omit<AlbumForArtwork, 'cover'> & { readonly coverPath: string | null; readonly coverStamp: string | null }
    >(
      `SELECT h.id AS itemId, h.parent_id AS artistId, x.path, c.path AS coverPath, c.content_id AS coverStamp
       FROM item h JOIN file x ON x.id = ${firstTrack('')}
       LEFT JOIN file c
         ON c.id = ${firstTrack(`AND EXISTS (SELECT 1 FROM stream s WHERE s.file_id = f.id AND s.kind = 'video')`)}
       WHERE h.library_id = ? AND h.kind = 'album' ORDER BY h.parent_id, h.child_key, h.id`,
    )
    .all(libraryId)
    .map(({ coverPath, coverStamp, ...album }) => ({
      ...album,
      cover: coverPath === null || coverStamp === null ? null : { path: coverPath, stamp: coverStamp },
    }));
}

/** Photo albums of a library with the newest of their photos, for choosing pictures. */
export function photoAlbumsForArtwork(
  db: LibraryDb,
  libraryId: string,
): { readonly itemId: ItemId; readonly path: string; readonly stamp: string }[] {
  return db
    .prepare<[string], { itemId: ItemId; path: string; stamp: string }>(
      `SELECT h.id AS itemId, x.path, x.content_id AS stamp FROM item h JOIN file x ON x.id = (
         SELECT f.id FROM item p JOIN file f ON f.item_id = p.id WHERE p.parent_id = h.id
         ORDER BY p.child_key DESC, p.id, f.path LIMIT 1)
       WHERE h.library_id = ? AND h.kind = 'photo-album'`,
    )
    .all(libraryId);
}

/** Where a made picture lies: the worker writes it, the server reads it. `width` in pixels. */
export function picturePath(folder: string, artworkId: string, width: number): string {
  return join(folder, artworkId.slice(0, 2), `${artworkId}-${width}.jpg`);
}
