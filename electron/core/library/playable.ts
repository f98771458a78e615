import { join } from 'node:path';
import type { ItemKind } from '../../../shared/lan/schemas.ts';
import { prepared, preparedValue, type FileId, type ItemId, type ReadDb } from '../kernel/index.ts';
import { holderContentId } from './holders.ts';
import type { Demuxer, MediaStream } from './media-info.ts';
import { inScope, type Scope } from './scope.ts';

/** One file of an item, with all a playback needs to know. */
export type PlayableFile = {
  readonly itemId: ItemId;
  readonly fileId: FileId;
  readonly title: string;
  readonly year: number | null;
  readonly kind: ItemKind;
  /** The show of an episode. Null for everything else: films share one memory of chosen tracks. */
  readonly seriesId: string | null;
  readonly contentId: string;
  readonly container: string;
  readonly durationMs: number | null;
  readonly bitrateBps: number | null;
  readonly available: boolean;
  readonly streams: readonly MediaStream[];
};

/**
 * The files an item in scope can be played from, best first; `versionId` narrows to one. None of a photo: its file tells
 * where it was taken, and is never sent as it is; people get pictures we made of it.
 */
export function playableFiles(read: ReadDb, scope: Scope, itemId: string, versionId?: string): PlayableFile[] {
  const bound = { ...scope, itemId, versionId: versionId ?? null };
  const streams = preparedValue<[string], string>(
    read,
    'SELECT detail FROM stream WHERE file_id = ? ORDER BY stream_index',
  );
  return prepared<[typeof bound], Omit<PlayableFile, 'available' | 'streams'> & { available: number }>(
    read,
    `SELECT i.id AS itemId, x.id AS fileId, i.title, i.year, i.kind,
         CASE i.kind WHEN 'episode' THEN i.top_id END AS seriesId, x.content_id AS contentId, x.container,
         x.duration_ms AS durationMs, x.bitrate_bps AS bitrateBps, coalesce(f.available, 1) AS available
       FROM item i JOIN file x ON x.item_id = i.id LEFT JOIN folder f ON f.library_id = x.library_id
       WHERE i.id = :itemId AND (:versionId IS NULL OR x.id = :versionId) AND i.kind <> 'photo'
         AND ${inScope('i.library_id')}
       ORDER BY coalesce(x.part, 0), x.size_bytes DESC, x.id`,
  )
    .all(bound)
    .map((row) => ({
      ...row,
      available: row.available === 1,
      streams: streams.all(row.fileId).map((detail) => JSON.parse(detail) as MediaStream),
    }));
}

/** What watch history keeps of an item. */
export type KeptItem = Pick<PlayableFile, 'itemId' | 'title' | 'year' | 'kind' | 'contentId' | 'durationMs'>;

/** What marking an item as watched marks: itself, or every episode or track in it. Empty when it is not in scope. */
export function watchableIn(read: ReadDb, scope: Scope, itemId: string): KeptItem[] {
  const bound = { ...scope, itemId };
  return prepared<[typeof bound], KeptItem>(
    read,
    `SELECT i.id AS itemId, i.title, i.year, i.kind, i.duration_ms AS durationMs,
         (SELECT content_id FROM file WHERE item_id = i.id ORDER BY coalesce(part, 0), size_bytes DESC, id LIMIT 1) AS contentId
       FROM item i WHERE i.id IN (
           SELECT id FROM item WHERE id = :itemId UNION SELECT id FROM item WHERE parent_id = :itemId
           UNION SELECT id FROM item WHERE top_id = :itemId)
         AND i.kind IN ('film', 'episode', 'track') AND ${inScope('i.library_id')}`,
  ).all(bound);
}

/** What a favourite keeps of an item: also of a show or album, which has no bytes of its own. Null out of scope. */
export function keptItem(read: ReadDb, scope: Scope, itemId: string): KeptItem | null {
  const bound = { ...scope, itemId };
  const row = prepared<
    [typeof bound],
    Omit<KeptItem, 'contentId'> & { readonly contentId: string | null } & {
      readonly libraryId: string;
      readonly naturalKey: string | null;
    }
  >(
    read,
    `SELECT i.id AS itemId, i.title, i.year, i.kind, i.duration_ms AS durationMs, i.library_id AS libraryId,
         i.natural_key AS naturalKey,
         (SELECT content_id FROM file WHERE item_id = i.id ORDER BY coalesce(part, 0), size_bytes DESC, id LIMIT 1) AS contentId
       FROM item i WHERE i.id = :itemId AND ${inScope('i.library_id')}`,
  ).get(bound);
  if (!row) return null;
  const { libraryId, naturalKey, ...kept } = row;
  return { ...kept, contentId: kept.contentId ?? holderContentId(libraryId, row.kind, naturalKey ?? '') };
}

/** Where a file lies: `path` is `root` joined with what the scan stored. */
export type FileLocation = {
  readonly root: string;
  readonly path: string;
  readonly container: string;
  readonly sizeBytes: number;
  readonly mtimeMs: number;
  readonly contentId: string;
};

/** null when the file or its library is gone, or out of scope. */
export function fileLocation(read: ReadDb, scope: Scope, fileId: string): FileLocation | null {
  const bound = { ...scope, fileId };
  const row = prepared<[typeof bound], FileLocation>(
    read,
    `SELECT l.path AS root, x.path, x.container, x.size_bytes AS sizeBytes, x.mtime_ms AS mtimeMs,
         x.content_id AS contentId
       FROM file x JOIN manager.library l ON l.id = x.library_id
       WHERE x.id = :fileId AND l.kind <> 'photo' AND ${inScope('x.library_id')}`,
  ).get(bound);
  return row ? { ...row, path: join(row.root, row.path) } : null;
}

/** All the worker needs to convert a file; found by id alone, because the server has checked who may see it. */
export type EncodingSource = {
  readonly fileId: FileId;
  readonly root: string;
  readonly path: string;
  readonly demuxer: Demuxer;
  readonly durationMs: number | null;
  readonly sizeBytes: number;
  readonly mtimeMs: number;
  readonly contentId: string;
  readonly streams: readonly MediaStream[];
};

/** null when there is no such file, or its library was removed. `manager` must be attached. */
export function encodingSource(read: ReadDb, fileId: string): EncodingSource | null {
  const row = prepared<[string], Omit<EncodingSource, 'streams'>>(
    read,
    `SELECT x.id AS fileId, l.path AS root, x.path, x.demuxer, x.duration_ms AS durationMs,
         x.size_bytes AS sizeBytes, x.mtime_ms AS mtimeMs, x.content_id AS contentId
       FROM file x JOIN manager.library l ON l.id = x.library_id WHERE x.id = ?`,
  ).get(fileId);
  if (!row) return null;
  const streams = preparedValue<[string], string>(
    read,
    'SELECT detail FROM stream WHERE file_id = ? ORDER BY stream_index',
  ).all(fileId);
  return {
    ...row,
    path: join(row.root, row.path),
    streams: streams.map((detail) => JSON.parse(detail) as MediaStream),
  };
}

/** Whether a picture belongs to an item in scope. */
export function artworkInScope(read: ReadDb, scope: Scope, artworkId: string): boolean {
  const bound = { ...scope, artworkId };
  return (
    prepared<[typeof bound], number>(
      read,
      `SELECT 1 FROM artwork a JOIN item i ON i.id = a.item_id
         WHERE a.id = :artworkId AND ${inScope('i.library_id')}`,
    ).get(bound) !== undefined
  );
}
