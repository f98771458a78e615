import { newId, type FileId, type ItemId, type LibraryDb, type LibraryId } from '../kernel/index.ts';
import { createHolderKeeper, forgetEmpty, HOLDER_KINDS, LEAF_KINDS, type Adopt } from './holders.ts';
import type { MediaInfo } from './media-info.ts';
import type { Placement } from './placement.ts';

/** A media file as the walk met it; `path` is relative to the library's folder, '/'-separated. */
export type FoundFile = { readonly path: string; readonly sizeBytes: number; readonly mtimeMs: number };

/** A file that was read and understood. */
export type ReadFile = FoundFile & {
  readonly contentId: string;
  readonly place: Placement;
  readonly info: MediaInfo;
};

export type KnownFile = { readonly id: FileId; readonly sizeBytes: number; readonly mtimeMs: number };

/** Every file the library knows, also those set aside as unreadable (`id` null), by path. */
export function knownFiles(
  db: LibraryDb,
  libraryId: LibraryId,
): Map<string, Omit<KnownFile, 'id'> & { id: FileId | null }> {
  const rows = db
    .prepare<[string, string], { id: FileId | null; path: string; sizeBytes: number; mtimeMs: number }>(
      `SELECT id, path, size_bytes AS sizeBytes, mtime_ms AS mtimeMs FROM file WHERE library_id = ?
       UNION ALL SELECT NULL, path, size_bytes, mtime_ms FROM media_error WHERE library_id = ?`,
    )
    .all(libraryId, libraryId);
  return new Map(rows.map(({ path, ...file }) => [path, file]));
}

/**
 * Put read files into the library, in one transaction.
 *
 * Identity: a file at a known path keeps its item; content that was here before under a path now gone keeps its item
 * too (moved or renamed); equal content and equal film name, or the same place in the same season, join an item as another version; else an id is adopted
 * from watch history by content, so that a library built anew keeps its people's progress; else a new id.
 *
 * @param adopt gives the id watch history holds for a content id, or null.
 * @param gone whether a stored path was not met by this scan.
 */
export function storeFiles(
  db: LibraryDb,
  libraryId: LibraryId,
  files: readonly ReadFile[],
  deps: {
    readonly now: number;
    readonly adopt: Adopt;
    readonly gone: (path: string) => boolean;
  },
): void {
  const statements = prepare(db);
  const holders = createHolderKeeper(db, libraryId, deps);
  db.transaction(() => {
    for (const file of files) {
      const atPath = statements.byPath.get(libraryId, file.path);
      const moved = atPath
        ? undefined
        : statements.byContent.all(file.contentId).find((row) => row.libraryId === libraryId && deps.gone(row.path));
      const existing = atPath ?? moved;
      const itemId =
        findByKey(statements, libraryId, file) ??
        keptBy(statements, existing, file) ??
        findItem(statements, libraryId, file) ??
        makeItem(statements, libraryId, file, deps);
      const fileId = existing?.id ?? newId<FileId>();
      writeFile(statements, libraryId, itemId, fileId, file);
      describeItem(statements, itemId, fileId, file);
      holders.touch(statements.parentOf.get(itemId) ?? null);
      const { parentId, topId } = holders.place(file.place.holders);
      statements.placeItem.run(parentId, topId, itemId, fileId);
      if (existing && existing.itemId !== itemId) forgetEmpty(db, libraryId);
      statements.clearError.run(libraryId, file.path);
    }
    holders.settle();
  })();
}

const MEASURE_ITEM = `UPDATE item
  SET duration_ms = (SELECT CASE WHEN count(part) > 1 THEN sum(duration_ms) ELSE max(duration_ms) END
                     FROM file WHERE item_id = item.id)
  WHERE id = ?`;

type Stored = { readonly id: FileId; readonly itemId: ItemId; readonly libraryId: string; readonly path: string };

const FIRST_FILE = '(SELECT id FROM file WHERE item_id = item.id ORDER BY rowid LIMIT 1)';

function prepare(db: LibraryDb) {
  const stored = 'SELECT id, item_id AS itemId, library_id AS libraryId, path FROM file';
  return {
    byPath: db.prepare<[string, string], Stored>(`${stored} WHERE library_id = ? AND path = ?`),
    byContent: db.prepare<[string], Stored>(`${stored} WHERE content_id = ?`),
    byName: db
      .prepare<[string, string, number | null], ItemId>(
        `SELECT id FROM item WHERE library_id = ? AND sort_title = ? AND year IS ? AND kind = 'film' ORDER BY key LIMIT 1`,
      )
      .pluck(),
    byKey: db
      .prepare<[string, string, string], ItemId>(
        'SELECT id FROM item WHERE library_id = ? AND kind = ? AND natural_key = ?',
      )
      .pluck(),
    filesOf: db.prepare<[string], number>('SELECT count(*) FROM file WHERE item_id = ?').pluck(),
    itemExists: db.prepare<[string], number>('SELECT 1 FROM item WHERE id = ?').pluck(),
    insertItem: db.prepare(
      `INSERT INTO item (id, library_id, kind, title, sort_title, year, duration_ms, added_at, natural_key)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    nameItem: db.prepare<[Omit<Placement, 'holders'> & { readonly itemId: ItemId; readonly fileId: FileId }]>(
      `UPDATE item SET title = :title, sort_title = :sortTitle, year = :year, natural_key = :naturalKey,
         child_key = :childKey, number = :number, last_number = :lastNumber, aired_on = :airedOn, artist = :artist,
         disc = :disc, genre = :genre, taken_at = :takenAt, width = :width, height = :height, camera = :camera,
         search_words = :searchWords
       WHERE id = :itemId AND ${FIRST_FILE} = :fileId`,
    ),
    parentOf: db.prepare<[string], ItemId | null>('SELECT parent_id FROM item WHERE id = ?').pluck(),
    placeItem: db.prepare(`UPDATE item SET parent_id = ?, top_id = ? WHERE id = ? AND ${FIRST_FILE} = ?`),
    measureItem: db.prepare(MEASURE_ITEM),
    upsertFile: db.prepare(
      `INSERT INTO file (id, item_id, library_id, path, size_bytes, mtime_ms, content_id, edition, part, container,
                         demuxer, duration_ms, bitrate_bps, chapters)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET item_id = excluded.item_id, path = excluded.path, size_bytes = excluded.size_bytes,
         mtime_ms = excluded.mtime_ms, content_id = excluded.content_id, edition = excluded.edition,
         part = excluded.part, container = excluded.container, demuxer = excluded.demuxer,
         duration_ms = excluded.duration_ms, bitrate_bps = excluded.bitrate_bps, chapters = excluded.chapters`,
    ),
    // Subtitle files beside it stay: they did not change with it, and whether they still belong to it is seen afterwards.
    clearStreams: db.prepare(`DELETE FROM stream WHERE file_id = ? AND detail ->> '$.beside' IS NULL`),
    insertStream: db.prepare('INSERT OR REPLACE INTO stream (file_id, stream_index, kind, detail) VALUES (?, ?, ?, ?)'),
    clearError: db.prepare('DELETE FROM media_error WHERE library_id = ? AND path = ?'),
  };
}
type Statements = ReturnType<typeof prepare>;

/** An episode is what its number says, so a file that was given another number is another episode. */
function findByKey(statements: Statements, libraryId: string, { place }: ReadFile): ItemId | undefined {
  return place.naturalKey === null ? undefined : statements.byKey.get(libraryId, place.kind, place.naturalKey);
}

/** The item a file had. Renamed to another episode, one version of several leaves the others behind. */
function keptBy(statements: Statements, existing: Stored | undefined, { place }: ReadFile): ItemId | undefined {
  if (existing === undefined) return undefined;
  return place.naturalKey === null || statements.filesOf.get(existing.itemId) === 1 ? existing.itemId : undefined;
}

function findItem(statements: Statements, libraryId: string, file: ReadFile): ItemId | undefined {
  // Two episodes may be equal byte for byte (a recap, a test picture) and are two all the same.
  if (file.place.naturalKey !== null) return undefined;
  const twin = statements.byContent.all(file.contentId).find((row) => row.libraryId === libraryId);
  return twin?.itemId ?? statements.byName.get(libraryId, file.place.sortTitle, file.place.year);
}

function makeItem(
  statements: Statements,
  libraryId: string,
  file: ReadFile,
  deps: { readonly now: number; readonly adopt: Adopt },
): ItemId {
  const adopted = deps.adopt(file.contentId);
  const id = adopted !== null && statements.itemExists.get(adopted) === undefined ? adopted : newId<ItemId>();
  const { kind, title, sortTitle, year, naturalKey } = file.place;
  statements.insertItem.run(id, libraryId, kind, title, sortTitle, year, file.info.durationMs, deps.now, naturalKey);
  return id;
}

function writeFile(statements: Statements, libraryId: string, itemId: ItemId, id: FileId, file: ReadFile): void {
  statements.upsertFile.run(
    id,
    itemId,
    libraryId,
    file.path,
    file.sizeBytes,
    file.mtimeMs,
    file.contentId,
    file.place.edition,
    file.place.part,
    file.info.container,
    file.info.demuxer,
    file.info.durationMs,
    file.info.bitrateBps,
    JSON.stringify(file.info.chapters),
  );
  statements.clearStreams.run(id);
  for (const stream of file.info.streams)
    statements.insertStream.run(id, stream.index, stream.kind, JSON.stringify(stream));
}

/** The file that was here first names the item; another version of it, or a copy called otherwise, does not rename it. */
function describeItem(statements: Statements, itemId: ItemId, fileId: FileId, file: ReadFile): void {
  const { holders: _, ...place } = file.place;
  statements.nameItem.run({ ...place, itemId, fileId });
  statements.measureItem.run(itemId);
}

/** Forget files that are no longer there, and items nothing is left of. Watch history lives elsewhere and stays. */
export function removeFiles(db: LibraryDb, libraryId: LibraryId, paths: readonly string[]): void {
  const removeFile = db
    .prepare<[string, string], ItemId>('DELETE FROM file WHERE library_id = ? AND path = ? RETURNING item_id')
    .pluck();
  const removeError = db.prepare('DELETE FROM media_error WHERE library_id = ? AND path = ?');
  db.transaction(() => {
    const shortened = new Set<ItemId>();
    for (const path of paths) {
      for (const itemId of removeFile.all(libraryId, path)) shortened.add(itemId);
      removeError.run(libraryId, path);
    }
    forgetEmpty(db, libraryId);
    const measure = db.prepare(MEASURE_ITEM);
    for (const itemId of shortened) measure.run(itemId);
  })();
}

/** Forget a whole library. */
export function forgetLibrary(db: LibraryDb, libraryId: string): void {
  db.transaction(() => {
    // Innermost first: none may name a parent that is gone.
    for (const kind of [...LEAF_KINDS, ...HOLDER_KINDS])
      db.prepare('DELETE FROM item WHERE library_id = ? AND kind = ?').run(libraryId, kind);
    for (const table of ['media_error', 'reading', 'folder'])
      db.prepare(`DELETE FROM ${table} WHERE library_id = ?`).run(libraryId);
  })();
}

/** Keep why a file could not be read; it is tried again only when it changes. */
export function setAside(
  db: LibraryDb,
  libraryId: LibraryId,
  file: FoundFile,
  problem: { readonly code: string; readonly message: string },
  now: number,
): void {
  db.transaction(() => {
    const itemId = db
      .prepare<[string, string], ItemId>('DELETE FROM file WHERE library_id = ? AND path = ? RETURNING item_id')
      .pluck()
      .get(libraryId, file.path);
    forgetEmpty(db, libraryId);
    if (itemId !== undefined) db.prepare(MEASURE_ITEM).run(itemId);
    db.prepare(
      `INSERT OR REPLACE INTO media_error (library_id, path, size_bytes, mtime_ms, code, message, at)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
    ).run(libraryId, file.path, file.sizeBytes, file.mtimeMs, problem.code, problem.message, now);
  })();
}

/**
 * Note files that are about to be read, before they are, so that the note survives a crash of the reader.
 */
export function beginReading(db: LibraryDb, libraryId: LibraryId, paths: readonly string[]): void {
  const note = db.prepare(
    `INSERT INTO reading (library_id, path, attempts) VALUES (?, ?, 1)
     ON CONFLICT (library_id, path) DO UPDATE SET attempts = attempts + 1`,
  );
  db.transaction(() => {
    for (const path of paths) note.run(libraryId, path);
  })();
}

/** How often reading each path was begun and never finished; paths that were never noted are left out. */
export function unfinishedReadings(db: LibraryDb, libraryId: LibraryId): Map<string, number> {
  const rows = db
    .prepare<[string], { path: string; attempts: number }>('SELECT path, attempts FROM reading WHERE library_id = ?')
    .all(libraryId);
  return new Map(rows.map((row) => [row.path, row.attempts]));
}

/** Reading these ended, well or badly, and the process is still here. */
export function endReading(db: LibraryDb, libraryId: LibraryId, paths: readonly string[]): void {
  const clear = db.prepare('DELETE FROM reading WHERE library_id = ? AND path = ?');
  db.transaction(() => {
    for (const path of paths) clear.run(libraryId, path);
  })();
}
