import type { Image, ItemCard, ItemDetail, ItemPage, Library, Total, Version } from '../../../shared/lan/schemas.ts';
import type { ItemId, ReadDb } from '../kernel/index.ts';
import { decodeCursor, encodeCursor, type SortKey } from './cursor.ts';
import type { AudioStream, MediaStream, SubtitleStream, VideoStream } from './media-info.ts';
import { inScope, type Scope } from './scope.ts';

/** Beyond this a list says "at least": counting a hundred thousand rows helps nobody (ARCHITECTURE 7). */
const COUNTED = 500;
/** Rows a search looks at before it sorts; unbounded ranking of a three-letter prefix took 10 ms on the only loop. */
const SEARCH_CANDIDATES = 500;
const ROW_LENGTH = 24;
const PAGE_LENGTH = 60;
/** Below this nobody has really started; above it nobody wants to "continue". */
const STARTED_MS = 15_000;

export type ItemQuery = {
  readonly library?: string | undefined;
  readonly kind?: string | undefined;
  readonly search?: string | undefined;
  readonly sort?: SortKey | undefined;
  readonly order?: 'asc' | 'desc' | undefined;
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
};

const SORT_COLUMN: Readonly<Record<SortKey, string>> = {
  title: 'i.sort_title',
  added: 'i.added_at',
  year: 'coalesce(i.year, 0)',
};

type CardRow = {
  readonly id: ItemId;
  readonly libraryId: string;
  readonly kind: 'film';
  readonly title: string;
  readonly sortTitle: string;
  readonly year: number | null;
  readonly edition: string | null;
  readonly durationMs: number | null;
  readonly addedAt: number;
  readonly available: number;
  readonly posterId: string | null;
  readonly posterSource: 'image' | 'frame' | null;
  readonly backdropId: string | null;
  readonly positionMs: number | null;
  readonly watched: number | null;
  readonly favorite: number | null;
  readonly lastPlayedAt: number | null;
};

const CARD = `SELECT i.id, i.library_id AS libraryId, i.kind, i.title, i.sort_title AS sortTitle, i.year,
    (SELECT CASE count(DISTINCT coalesce(edition, '')) WHEN 1 THEN max(edition) END FROM file WHERE item_id = i.id) AS edition,
    i.duration_ms AS durationMs, i.added_at AS addedAt, coalesce(f.available, 1) AS available,
    p.id AS posterId, p.source AS posterSource, b.id AS backdropId,
    w.position_ms AS positionMs, w.watched, w.favorite, w.last_played_at AS lastPlayedAt
  FROM item i
  LEFT JOIN folder f ON f.library_id = i.library_id
  LEFT JOIN artwork p ON p.item_id = i.id AND p.role = 'poster'
  LEFT JOIN artwork b ON b.item_id = i.id AND b.role = 'backdrop'
  LEFT JOIN server.progress w ON w.account_id = :accountId AND w.item_id = i.id`;

/** The rows of the first screen for one account. */
export function home(
  read: ReadDb,
  scope: Scope,
): { continueWatching: ItemCard[]; recentlyAdded: ItemCard[]; libraries: Library[] } {
  const continueWatching = read
    .prepare<[Scope], CardRow>(
      `${CARD} WHERE w.position_ms >= ${STARTED_MS} AND w.watched = 0 AND ${inScope('i.library_id')}
       ORDER BY w.last_played_at DESC, i.id LIMIT ${ROW_LENGTH}`,
    )
    .all(scope);
  const recentlyAdded = read
    .prepare<[Scope], CardRow>(
      `${CARD} WHERE ${inScope('i.library_id')} ORDER BY i.added_at DESC, i.id DESC LIMIT ${ROW_LENGTH}`,
    )
    .all(scope);
  return {
    continueWatching: continueWatching.map(toCard),
    recentlyAdded: recentlyAdded.map(toCard),
    libraries: libraries(read, scope),
  };
}

/** The libraries of a scope, by name. */
export function libraries(read: ReadDb, scope: Scope): Library[] {
  return read
    .prepare<[Scope], { id: string; kind: 'film'; name: string; available: number | null; items: number }>(
      `SELECT l.id, l.kind, l.name, f.available,
         (SELECT count(*) FROM (SELECT 1 FROM item i WHERE i.library_id = l.id LIMIT ${COUNTED + 1})) AS items
       FROM manager.library l LEFT JOIN folder f ON f.library_id = l.id
       WHERE ${inScope('l.id')} ORDER BY l.name, l.id`,
    )
    .all(scope)
    .map(({ items, available, ...library }) => ({ ...library, available: available !== 0, itemCount: asTotal(items) }));
}

/**
 * One page of items. Paging is by keyset, so the last page costs what the first does and rows that come or go between
 * pages neither repeat nor hide others.
 *
 * @returns null when the cursor was not made by this query.
 */
export function itemPage(read: ReadDb, scope: Scope, query: ItemQuery): ItemPage | null {
  if (query.search !== undefined && query.search.trim() !== '') return searchPage(read, scope, query);
  const sort = query.sort ?? 'title';
  const order = query.order ?? (sort === 'title' ? 'asc' : 'desc');
  const limit = query.limit ?? PAGE_LENGTH;
  const column = SORT_COLUMN[sort];
  const cursor = query.cursor === undefined ? null : decodeCursor(query.cursor, sort, order);
  if (query.cursor !== undefined && cursor === null) return null;
  const where = [inScope('i.library_id')];
  if (query.library !== undefined) where.push('i.library_id = :library');
  if (query.kind !== undefined) where.push('i.kind = :kind');
  const filters = where.join(' AND ');
  const after = cursor ? ` AND (${column}, i.id) ${order === 'asc' ? '>' : '<'} (:value, :id)` : '';
  const bound = { ...scope, library: query.library, kind: query.kind, ...cursor, limit: limit + 1 };
  const rows = read
    .prepare<[typeof bound], CardRow>(
      `${CARD} WHERE ${filters}${after} ORDER BY ${column} ${order}, i.id ${order} LIMIT :limit`,
    )
    .all(bound);
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  const counted = read
    .prepare<[typeof bound], number>(
      `SELECT count(*) FROM (SELECT 1 FROM item i WHERE ${filters} LIMIT ${COUNTED + 1})`,
    )
    .pluck()
    .get(bound)!;
  return {
    items: rows.slice(0, limit).map(toCard),
    nextCursor: last ? encodeCursor(sort, order, sortValue(last, sort), last.id) : null,
    total: asTotal(counted),
  };
}

function searchPage(read: ReadDb, scope: Scope, query: ItemQuery): ItemPage {
  const match = matchExpression(query.search ?? '');
  if (match === null) return { items: [], nextCursor: null, total: 0 };
  const bound = { ...scope, match, library: query.library, kind: query.kind };
  // The scope stands inside the candidates: a hidden title must not push a visible one out of the bound.
  const candidates = `SELECT i.key FROM item_search s JOIN item i ON i.key = s.rowid
    WHERE s.title MATCH :match AND ${inScope('i.library_id')}
      ${query.library === undefined ? '' : 'AND i.library_id = :library'}
      ${query.kind === undefined ? '' : 'AND i.kind = :kind'}
    LIMIT ${SEARCH_CANDIDATES + 1}`;
  const rows = read
    .prepare<[typeof bound & { start: string; limit: number }], CardRow>(
      `${CARD} WHERE i.key IN (${candidates})
       ORDER BY (substr(lower(i.title), 1, length(:start)) <> :start), length(i.title), i.sort_title, i.id LIMIT :limit`,
    )
    .all({ ...bound, start: (query.search ?? '').trim().toLowerCase(), limit: query.limit ?? PAGE_LENGTH });
  const counted = read.prepare<[typeof bound], number>(`SELECT count(*) FROM (${candidates})`).pluck().get(bound)!;
  return { items: rows.map(toCard), nextCursor: null, total: asTotal(counted) };
}

/** FTS5 expression of what was typed: every word as a quoted prefix, so nothing typed is syntax. null: no word in it. */
function matchExpression(typed: string): string | null {
  const words = typed.normalize('NFC').match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.length === 0
    ? null
    : words
        .slice(0, 8)
        .map((word) => `"${word}"*`)
        .join(' ');
}

/** One item in scope with its versions, or null: a hidden item and a missing one are the same answer. */
export function itemDetail(read: ReadDb, scope: Scope, id: string): ItemDetail | null {
  const bound = { ...scope, id };
  const row = read
    .prepare<[typeof bound], CardRow>(`${CARD} WHERE i.id = :id AND ${inScope('i.library_id')}`)
    .get(bound);
  return row ? { ...toCard(row), versions: versionsOf(read, row) } : null;
}

type FileRow = {
  readonly id: string;
  readonly path: string;
  readonly edition: string | null;
  readonly part: number | null;
  readonly container: string;
  readonly sizeBytes: number;
  readonly bitrateBps: number | null;
  readonly durationMs: number | null;
  readonly chapters: string;
};

function versionsOf(read: ReadDb, item: CardRow): Version[] {
  const streams = read
    .prepare<[string], string>('SELECT detail FROM stream WHERE file_id = ? ORDER BY stream_index')
    .pluck();
  return read
    .prepare<[string], FileRow>(
      `SELECT id, path, edition, part, container, size_bytes AS sizeBytes, bitrate_bps AS bitrateBps,
         duration_ms AS durationMs, chapters
       FROM file WHERE item_id = ? ORDER BY edition, part, size_bytes DESC, id`,
    )
    .all(item.id)
    .map(({ path, chapters, ...file }) => {
      const all = streams.all(file.id).map((detail) => JSON.parse(detail) as MediaStream);
      const video = all.find((one): one is VideoStream => one.kind === 'video' && !one.attachedPicture);
      return {
        ...file,
        fileName: path.slice(path.lastIndexOf('/') + 1),
        available: item.available === 1,
        chapters: JSON.parse(chapters) as Version['chapters'],
        video: video ? pickVideo(video) : null,
        audio: all.filter((one): one is AudioStream => one.kind === 'audio').map(pickAudio),
        subtitles: all.filter((one): one is SubtitleStream => one.kind === 'subtitle').map(pickSubtitle),
      };
    });
}

const pickVideo = ({ codec, profile, width, height, frameRate, bitDepth, hdr }: VideoStream) => ({
  codec,
  profile,
  width,
  height,
  frameRate,
  bitDepth,
  hdr,
});
const pickAudio = ({ index, codec, channels, language, title, isDefault }: AudioStream) => ({
  index,
  codec,
  channels,
  language,
  title,
  isDefault,
});
const pickSubtitle = ({ index, codec, language, title, isDefault, isForced }: SubtitleStream) => ({
  index,
  codec,
  language,
  title,
  isDefault,
  isForced,
});

function toCard(row: CardRow): ItemCard {
  const poster: Image | null =
    row.posterId === null ? null : { id: row.posterId, shape: row.posterSource === 'image' ? 'poster' : 'wide' };
  return {
    id: row.id,
    libraryId: row.libraryId,
    kind: row.kind,
    title: row.title,
    year: row.year,
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

function sortValue(row: CardRow, sort: SortKey): string | number {
  switch (sort) {
    case 'title':
      return row.sortTitle;
    case 'added':
      return row.addedAt;
    case 'year':
      return row.year ?? 0;
  }
}

const asTotal = (counted: number): Total => (counted > COUNTED ? { atLeast: COUNTED } : counted);
