import type { FileId, LibraryDb, LibraryId } from '../kernel/index.ts';
import type { StreamIndex, SubtitleStream } from './media-info.ts';

/**
 * Streams that lie in files of their own are numbered from here on, beyond any that lies in a film. 255 is the highest
 * number a client may ask for.
 */
const FIRST_INDEX = 128;
const LAST_INDEX = 255;

/** A subtitle file as a stream of the video it belongs to, but for its number. */
export type SubtitleFile = Omit<SubtitleStream, 'index' | 'beside'> & {
  readonly beside: NonNullable<SubtitleStream['beside']>;
};

/** The videos of a library, and the subtitle files each has. */
export function videosWithSubtitleFiles(
  db: LibraryDb,
  libraryId: LibraryId,
): { readonly fileId: FileId; readonly path: string; readonly subtitles: SubtitleFile[] }[] {
  const subtitles = Map.groupBy(
    db
      .prepare<[string, number], { fileId: FileId; detail: string }>(
        `SELECT s.file_id AS fileId, s.detail FROM file x JOIN stream s ON s.file_id = x.id
         WHERE x.library_id = ? AND s.stream_index >= ? AND s.detail ->> '$.beside' IS NOT NULL`,
      )
      .all(libraryId, FIRST_INDEX),
    ({ fileId }) => fileId,
  );
  return db
    .prepare<[string], { fileId: FileId; path: string }>('SELECT id AS fileId, path FROM file WHERE library_id = ?')
    .all(libraryId)
    .map((video) => ({
      ...video,
      subtitles: (subtitles.get(video.fileId) ?? []).map(({ detail }) => {
        const { index: _, ...subtitle } = JSON.parse(detail) as SubtitleFile & { readonly index: StreamIndex };
        return subtitle;
      }),
    }));
}

/**
 * Make these the subtitle files of a video, and no others. One that was there before keeps its number; what there is no
 * number left for is left out.
 *
 * @param subtitles those to be chosen first come first.
 */
export function setSubtitleFiles(db: LibraryDb, fileId: FileId, subtitles: readonly SubtitleFile[]): void {
  db.transaction(() => {
    const streams = db
      .prepare<[string], { index: number; path: string | null }>(
        `SELECT stream_index AS "index", detail ->> '$.beside.path' AS path FROM stream WHERE file_id = ?`,
      )
      .all(fileId);
    const before = new Map(streams.map(({ index, path }) => [path, index]));
    db.prepare(`DELETE FROM stream WHERE file_id = ? AND detail ->> '$.beside' IS NOT NULL`).run(fileId);
    // Numbers of those that are gone are not given to others in the same breath: who plays the film may still ask for them.
    const taken = new Set<number>(streams.map(({ index }) => index));
    const insert = db.prepare(`INSERT INTO stream (file_id, stream_index, kind, detail) VALUES (?, ?, 'subtitle', ?)`);
    let next = FIRST_INDEX;
    for (const subtitle of subtitles) {
      while (taken.has(next)) next += 1;
      const index = before.get(subtitle.beside.path) ?? next;
      if (index > LAST_INDEX) continue;
      taken.add(index);
      insert.run(fileId, index, JSON.stringify({ ...subtitle, index }));
    }
  })();
}
