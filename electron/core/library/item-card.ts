import type { Image, ItemCard, ItemKind } from '../../../shared/lan/schemas.ts';
import type { ItemId } from '../kernel/index.ts';

/** An item with all that a list shows of it, as `CARD` selects it. */
export type CardRow = {
  readonly id: ItemId;
  readonly libraryId: string;
  readonly kind: ItemKind;
  readonly title: string;
  readonly sortTitle: string;
  readonly year: number | null;
  readonly edition: string | null;
  readonly durationMs: number | null;
  readonly addedAt: number;
  readonly available: number;
  readonly number: number | null;
  readonly lastNumber: number | null;
  readonly airedOn: string | null;
  readonly childCount: number | null;
  readonly childKey: string | null;
  readonly artist: string | null;
  readonly disc: number | null;
  readonly takenAt: number | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly camera: string | null;
  readonly topId: ItemId | null;
  readonly unwatched: number | null;
  readonly parentId: ItemId | null;
  readonly parentKind: ItemKind | null;
  readonly parentTitle: string | null;
  readonly parentNumber: number | null;
  readonly topKind: ItemKind | null;
  readonly topTitle: string | null;
  readonly posterId: string | null;
  readonly posterSource: 'image' | 'frame' | 'cover' | null;
  readonly backdropId: string | null;
  readonly positionMs: number | null;
  readonly watched: number | null;
  readonly favorite: number | null;
  readonly lastPlayedAt: number | null;
};

const unwatchedIn = (column: 'top_id' | 'parent_id'): string =>
  `(SELECT count(*) FROM item e LEFT JOIN server.progress s ON s.account_id = :accountId AND s.item_id = e.id
    WHERE e.${column} = i.id AND e.kind = 'episode' AND coalesce(s.watched, 0) = 0)`;

/** Items `i` for one account (`:accountId`), to be followed by a WHERE. A track shows its album's picture. */
export const CARD = `SELECT i.id, i.library_id AS libraryId, i.kind, i.title, i.sort_title AS sortTitle, i.year,
    (SELECT CASE count(DISTINCT coalesce(edition, '')) WHEN 1 THEN max(edition) END FROM file WHERE item_id = i.id) AS edition,
    i.number, i.last_number AS lastNumber, i.aired_on AS airedOn, i.child_count AS childCount, i.child_key AS childKey,
    i.artist, i.disc, i.taken_at AS takenAt, i.width, i.height, i.camera,
    i.top_id AS topId, pa.id AS parentId, pa.kind AS parentKind, pa.title AS parentTitle, pa.number AS parentNumber,
    t.kind AS topKind, t.title AS topTitle,
    CASE i.kind WHEN 'show' THEN ${unwatchedIn('top_id')} WHEN 'season' THEN ${unwatchedIn('parent_id')} END AS unwatched,
    i.duration_ms AS durationMs, i.added_at AS addedAt, coalesce(f.available, 1) AS available,
    p.id AS posterId, p.source AS posterSource, b.id AS backdropId,
    w.position_ms AS positionMs, w.watched, w.favorite, w.last_played_at AS lastPlayedAt
  FROM item i
  LEFT JOIN folder f ON f.library_id = i.library_id
  LEFT JOIN item pa ON pa.id = i.parent_id
  LEFT JOIN item t ON t.id = i.top_id AND t.id <> i.parent_id
  LEFT JOIN artwork p ON p.item_id = CASE i.kind WHEN 'track' THEN i.parent_id ELSE i.id END AND p.role = 'poster'
  LEFT JOIN artwork b ON b.item_id = i.id AND b.role = 'backdrop'
  LEFT JOIN server.progress w ON w.account_id = :accountId AND w.item_id = i.id`;

export function toCard(row: CardRow): ItemCard {
  const poster: Image | null = row.posterId === null ? null : { id: row.posterId, shape: shapeOf(row) };
  return {
    id: row.id,
    libraryId: row.libraryId,
    kind: row.kind,
    title: row.title,
    year: row.year,
    parents: parentsOf(row),
    number: row.number,
    lastNumber: row.lastNumber,
    disc: row.disc,
    airedOn: row.airedOn,
    artist: row.artist === row.topTitle ? null : row.artist,
    takenAt: row.takenAt === null ? null : new Date(row.takenAt).toISOString().slice(0, 19),
    width: row.width,
    height: row.height,
    childCount: row.childCount,
    unwatchedCount: row.unwatched,
    edition: row.edition,
    durationMs: row.durationMs,
    addedAt: new Date(row.addedAt).toISOString(),
    available: row.available === 1,
    poster,
    backdrop: row.backdropId === null ? null : { id: row.backdropId, shape: 'wide' },
    state: {
      positionMs: row.positionMs ?? 0,
      watched: row.watched === 1,
      favorite: row.favorite === 1,
      lastPlayedAt: row.lastPlayedAt === null ? null : new Date(row.lastPlayedAt).toISOString(),
    },
  };
}

function shapeOf({ kind, posterSource }: CardRow): Image['shape'] {
  switch (kind) {
    case 'artist':
    case 'album':
    case 'track':
    case 'photo-album':
      return 'square';
    case 'photo':
      return 'photo';
    case 'episode':
      return 'wide';
    case 'film':
    case 'show':
    case 'season':
      return posterSource === 'image' ? 'poster' : 'wide';
  }
}

/** Outermost first. The join leaves the outermost out where it is the parent too. */
function parentsOf(row: CardRow): ItemCard['parents'] {
  const parents: ItemCard['parents'] = [];
  if (row.topId !== null && row.topKind !== null)
    parents.push({ id: row.topId, kind: row.topKind, title: row.topTitle ?? '', number: null });
  if (row.parentId !== null && row.parentKind !== null)
    parents.push({ id: row.parentId, kind: row.parentKind, title: row.parentTitle ?? '', number: row.parentNumber });
  return parents;
}
