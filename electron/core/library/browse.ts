import type {
  Image,
  ItemCard,
  ItemDetail,
  ItemKind,
  ItemPage,
  Library,
  LibraryKind,
  Total,
  Version,
} from '../../../shared/lan/schemas.ts';
import type { ItemId, ReadDb } from '../kernel/index.ts';
import { decodeCursor, encodeCursor, type SortKey } from './cursor.ts';
import type { AudioStream, MediaStream, SubtitleStream, VideoStream } from './media-info.ts';
import { inScope, type Scope } from './scope.ts';

/** Beyond this a list says "at least": counting a hundred thousand rows helps nobody (ARCHITECTURE 7). */
const COUNTED = 500;
/** Rows a search of one table looks at before it sorts; unbounded ranking of a three-letter prefix took 10 ms on the only loop. */
const SEARCH_CANDIDATES = 500;
/** Searched each for itself, so that a thousand photos or tracks do not crowd out a film. */
const SEARCHED = ['item_search', 'part_search', 'photo_search'];
const ROW_LENGTH = 24;
const PAGE_LENGTH = 60;
/** Below this nobody has really started; above it nobody wants to "continue". */
const STARTED_MS = 15_000;

export type ItemQuery = {
  readonly library?: string | undefined;
  readonly kind?: ItemKind | undefined;
  readonly search?: string | undefined;
  readonly sort?: SortKey | undefined;
  readonly order?: 'asc' | 'desc' | undefined;
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
};

const SORT_COLUMN: Readonly<Record<SortKey, string>> = {
  title: 'i.sort_title',
  added: 'i.added_at',
  number: 'i.child_key',
  year: 'coalesce(i.year, 0)',
  taken: 'coalesce(i.taken_at, 0)',
};

/** What a library's list shows, by the library's kind. */
const SHELF_KIND: Readonly<Record<LibraryKind, ItemKind>> = {
  film: 'film',
  show: 'show',
  music: 'album',
  photo: 'photo',
};

type CardRow = {
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

/** A track shows its album's picture. */
const CARD = `SELECT i.id, i.library_id AS libraryId, i.kind, i.title, i.sort_title AS sortTitle, i.year,
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

/** The rows of the first screen for one account. */
export function home(
  read: ReadDb,
  scope: Scope,
): {
  continueWatching: ItemCard[];
  nextUp: ItemCard[];
  recentlyAdded: Record<LibraryKind, ItemCard[]>;
  libraries: Library[];
} {
  const continueWatching = read
    .prepare<[Scope], CardRow>(
      `${CARD} WHERE w.position_ms >= ${STARTED_MS} AND w.watched = 0
         AND i.kind IN ('film', 'episode') AND ${inScope('i.library_id')}
       ORDER BY w.last_played_at DESC, i.id LIMIT ${ROW_LENGTH}`,
    )
    .all(scope);
  const recent = read.prepare<[Scope & { kind: string }], CardRow>(
    `${CARD} WHERE i.kind = :kind AND ${inScope('i.library_id')} ORDER BY i.added_at DESC, i.id DESC LIMIT ${ROW_LENGTH}`,
  );
  const newest = (kind: LibraryKind): ItemCard[] => recent.all({ ...scope, kind: SHELF_KIND[kind] }).map(toCard);
  return {
    continueWatching: continueWatching.map(toCard),
    nextUp: nextUp(read, scope),
    recentlyAdded: { film: newest('film'), show: newest('show'), music: newest('music'), photo: newest('photo') },
    libraries: libraries(read, scope),
  };
}

/** Watched episodes looked at to find the shows somebody is in: months of watching, and a bound on what home costs. */
const WATCHED_LOOKED_AT = 500;

/** Of every show somebody is in: the episode after the one watched last. One that is begun is in "continue watching". */
function nextUp(read: ReadDb, scope: Scope): ItemCard[] {
  const seen = read
    .prepare<[Scope], { topId: ItemId }>(
      `SELECT e.top_id AS topId FROM server.progress w JOIN item e ON e.id = w.item_id
       WHERE w.account_id = :accountId AND w.watched = 1 AND e.kind = 'episode' AND ${inScope('e.library_id')}
       ORDER BY w.last_played_at DESC, e.child_key DESC LIMIT ${WATCHED_LOOKED_AT}`,
    )
    .all(scope);
  const shows = [...new Set(seen.map(({ topId }) => topId))].slice(0, ROW_LENGTH);
  return shows.flatMap((showId) => {
    const next = episodeToPlay(read, scope, 'top_id', showId);
    return next && next.state.positionMs < STARTED_MS && !next.state.watched ? [next] : [];
  });
}

/**
 * The episode of a show (`top_id`) or season (`parent_id`) to play now: the first unwatched one from the one played
 * last on, else the first unwatched one, else the first.
 */
function episodeToPlay(read: ReadDb, scope: Scope, column: 'top_id' | 'parent_id', id: string): ItemCard | null {
  const within = `i.kind = 'episode' AND i.${column} = :id AND ${inScope('i.library_id')}`;
  const bound = { ...scope, id };
  const last = read
    .prepare<[typeof bound], string>(
      `SELECT i.child_key FROM item i JOIN server.progress w ON w.account_id = :accountId AND w.item_id = i.id
       WHERE ${within} AND (w.watched = 1 OR w.position_ms >= ${STARTED_MS})
       ORDER BY w.last_played_at DESC, i.child_key DESC LIMIT 1`,
    )
    .pluck()
    .get(bound);
  const row = read
    .prepare<[typeof bound & { from: string }], CardRow>(
      `${CARD} WHERE ${within}
       ORDER BY coalesce(w.watched, 0), i.child_key < :from, i.child_key, i.id LIMIT 1`,
    )
    .get({ ...bound, from: last ?? '' });
  return row ? toCard(row) : null;
}

/** The episode after another, through the seasons of its show; null behind the last. */
function episodeAfter(read: ReadDb, scope: Scope, episode: CardRow): ItemCard | null {
  const bound = { ...scope, id: episode.topId, after: episode.childKey, itself: episode.id };
  const row = read
    .prepare<[typeof bound], CardRow>(
      `${CARD} WHERE i.top_id = :id AND i.kind = 'episode' AND (i.child_key, i.id) > (:after, :itself)
         AND ${inScope('i.library_id')} ORDER BY i.child_key, i.id LIMIT 1`,
    )
    .get(bound);
  return row ? toCard(row) : null;
}

const shelfCases = Object.entries(SHELF_KIND)
  .map(([library, item]) => `WHEN '${library}' THEN '${item}'`)
  .join(' ');

/** The libraries of a scope, by name. */
export function libraries(read: ReadDb, scope: Scope): Library[] {
  return read
    .prepare<[Scope], { id: string; kind: LibraryKind; name: string; available: number | null; items: number }>(
      `SELECT l.id, l.kind, l.name, f.available,
         (SELECT count(*) FROM (SELECT 1 FROM item i WHERE i.library_id = l.id
            AND i.kind = CASE l.kind ${shelfCases} END LIMIT ${COUNTED + 1})) AS items
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
  const kinds = query.kind === undefined ? shelfKinds(read, scope, query.library) : [query.kind];
  const sort = query.sort ?? (kinds.length > 0 && kinds.every((kind) => isPhotographic(kind)) ? 'taken' : 'title');
  const order = query.order ?? (sort === 'title' ? 'asc' : 'desc');
  const limit = query.limit ?? PAGE_LENGTH;
  const column = SORT_COLUMN[sort];
  const cursor = query.cursor === undefined ? null : decodeCursor(query.cursor, sort, order);
  if (query.cursor !== undefined && cursor === null) return null;
  const bound = { ...scope, library: query.library, ...cursor, limit: limit + 1 };
  const filters = `i.kind = :kind AND ${inScope('i.library_id')}${query.library === undefined ? '' : ' AND i.library_id = :library'}`;
  const after = cursor ? ` AND (${column}, i.id) ${order === 'asc' ? '>' : '<'} (:value, :id)` : '';
  const page = read.prepare<[typeof bound & { kind: string }], CardRow>(
    `${CARD} WHERE ${filters}${after} ORDER BY ${column} ${order}, i.id ${order} LIMIT :limit`,
  );
  const count = read
    .prepare<[typeof bound & { kind: string }], number>(
      `SELECT count(*) FROM (SELECT 1 FROM item i WHERE ${filters} LIMIT ${COUNTED + 1})`,
    )
    .pluck();
  // One query a kind, each along its index; a house of films alone asks one.
  const rows = kinds.flatMap((kind) => page.all({ ...bound, kind }));
  if (kinds.length > 1) rows.sort((one, other) => compareRows(one, other, sort) * (order === 'asc' ? 1 : -1));
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return {
    items: rows.slice(0, limit).map(toCard),
    nextCursor: last ? encodeCursor(sort, order, sortValue(last, sort), last.id) : null,
    total: asTotal(kinds.reduce((sum, kind) => sum + count.get({ ...bound, kind })!, 0)),
  };
}

const isPhotographic = (kind: ItemKind): boolean => kind === 'photo' || kind === 'photo-album';

/** The kinds a list without one shows: those of the libraries in scope. */
function shelfKinds(read: ReadDb, scope: Scope, library: string | undefined): ItemKind[] {
  return read
    .prepare<[Scope & { library: string | null }], LibraryKind>(
      `SELECT DISTINCT kind FROM manager.library WHERE ${inScope('id')} AND (:library IS NULL OR id = :library) ORDER BY kind`,
    )
    .pluck()
    .all({ ...scope, library: library ?? null })
    .map((kind) => SHELF_KIND[kind]);
}

/** As SQLite compares: text by its UTF-8 bytes. */
function compareRows(one: CardRow, other: CardRow, sort: SortKey): number {
  const [a, b] = [sortValue(one, sort), sortValue(other, sort)];
  const byValue =
    typeof a === 'number' && typeof b === 'number'
      ? a - b
      : Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)));
  return byValue || (one.id < other.id ? -1 : 1);
}

function searchPage(read: ReadDb, scope: Scope, query: ItemQuery): ItemPage {
  const match = matchExpression(query.search ?? '');
  if (match === null) return { items: [], nextCursor: null, total: 0 };
  const bound = { ...scope, match, library: query.library, kind: query.kind };
  // The scope stands inside the candidates: a hidden title must not push a visible one out of the bound.
  const hits = SEARCHED.map(
    (table) => `SELECT * FROM (SELECT i.key FROM ${table} s JOIN item i ON i.key = s.rowid
    WHERE s.title MATCH :match AND ${inScope('i.library_id')}
      ${query.library === undefined ? '' : 'AND i.library_id = :library'}
      ${query.kind === undefined ? '' : 'AND i.kind = :kind'}
    LIMIT ${SEARCH_CANDIDATES + 1})`,
  );
  const candidates = hits.join(' UNION ALL ');
  const rows = read
    .prepare<[typeof bound & { start: string; limit: number }], CardRow>(
      `${CARD} WHERE i.key IN (${candidates})
       ORDER BY i.kind = 'photo', (substr(lower(i.title), 1, length(:start)) <> :start), length(i.title), i.sort_title,
         i.kind = 'photo-album', i.id
       LIMIT :limit`,
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
  if (!row) return null;
  return {
    ...toCard(row),
    versions: versionsOf(read, row),
    camera: row.camera,
    genre: genreOf(read, row),
    next: nextOf(read, scope, row),
  };
}

/** Of a track, or of an album's first track. */
function genreOf(read: ReadDb, { id, kind }: CardRow): string | null {
  if (kind !== 'track' && kind !== 'album') return null;
  return (
    read
      .prepare<[string], string | null>(
        `SELECT genre FROM item WHERE ${kind === 'track' ? 'id' : 'parent_id'} = ? ORDER BY genre IS NULL, child_key LIMIT 1`,
      )
      .pluck()
      .get(id) ?? null
  );
}

function nextOf(read: ReadDb, scope: Scope, row: CardRow): ItemCard | null {
  if (row.kind === 'episode') return episodeAfter(read, scope, row);
  if (row.kind === 'show') return episodeToPlay(read, scope, 'top_id', row.id);
  return row.kind === 'season' ? episodeToPlay(read, scope, 'parent_id', row.id) : null;
}

/** What an item in scope contains, in its own order, by keyset pages. */
export function childPage(
  read: ReadDb,
  scope: Scope,
  id: string,
  query: { readonly cursor?: string | undefined; readonly limit?: number | undefined },
): ItemPage | 'no-such-item' | 'bad-cursor' {
  if (!itemExists(read, scope, id)) return 'no-such-item';
  const cursor = query.cursor === undefined ? null : decodeCursor(query.cursor, 'number', 'asc');
  if (query.cursor !== undefined && cursor === null) return 'bad-cursor';
  const limit = query.limit ?? PAGE_LENGTH;
  const bound = { ...scope, parent: id, ...cursor, limit: limit + 1 };
  const within = `i.parent_id = :parent AND ${inScope('i.library_id')}`;
  const rows = read
    .prepare<[typeof bound], CardRow>(
      `${CARD} WHERE ${within}${cursor ? ' AND (i.child_key, i.id) > (:value, :id)' : ''}
       ORDER BY i.child_key, i.id LIMIT :limit`,
    )
    .all(bound);
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  const counted = read
    .prepare<[typeof bound], number>(`SELECT count(*) FROM (SELECT 1 FROM item i WHERE ${within} LIMIT ${COUNTED + 1})`)
    .pluck()
    .get(bound)!;
  return {
    items: rows.slice(0, limit).map(toCard),
    nextCursor: last ? encodeCursor('number', 'asc', last.childKey ?? '', last.id) : null,
    total: asTotal(counted),
  };
}

function itemExists(read: ReadDb, scope: Scope, id: string): boolean {
  const bound = { ...scope, id };
  return (
    read
      .prepare<[typeof bound], number>(`SELECT 1 FROM item i WHERE i.id = :id AND ${inScope('i.library_id')}`)
      .get(bound) !== undefined
  );
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

function sortValue(row: CardRow, sort: SortKey): string | number {
  switch (sort) {
    case 'title':
      return row.sortTitle;
    case 'number':
      return row.childKey ?? '';
    case 'added':
      return row.addedAt;
    case 'year':
      return row.year ?? 0;
    case 'taken':
      return row.takenAt ?? 0;
  }
}

const asTotal = (counted: number): Total => (counted > COUNTED ? { atLeast: COUNTED } : counted);
