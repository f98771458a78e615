import type { ItemKind } from '../../../shared/lan/schemas.ts';
import type { ItemId, LibraryDb, LibraryId, ReadDb } from '../kernel/index.ts';

/**
 * What a folder looked like when it was last scanned: the file system it is on and up to 20 names in it. Compared
 * before a scan believes that files are gone: an unplugged drive leaves an empty folder behind (MED-14, R-46).
 */
export type Fingerprint = { readonly device: string; readonly names: readonly string[] };

export type FolderState = {
  readonly libraryId: LibraryId;
  readonly available: boolean;
  readonly awayReason: string | null;
  readonly scannedAt: number | null;
};

export function readFingerprint(db: LibraryDb, libraryId: LibraryId): Fingerprint | null {
  const text = db
    .prepare<[string], string | null>('SELECT fingerprint FROM folder WHERE library_id = ?')
    .pluck()
    .get(libraryId);
  return text ? (JSON.parse(text) as Fingerprint) : null;
}

/** The folder is here. With a fingerprint and time when a scan went through it. */
export function markAvailable(
  db: LibraryDb,
  libraryId: LibraryId,
  scan: { readonly fingerprint: Fingerprint; readonly at: number } | null,
): void {
  db.prepare(
    `INSERT INTO folder (library_id, available, away_reason, fingerprint, scanned_at) VALUES (:libraryId, 1, NULL, :fingerprint, :at)
     ON CONFLICT (library_id) DO UPDATE SET available = 1, away_reason = NULL,
       fingerprint = coalesce(:fingerprint, fingerprint), scanned_at = coalesce(:at, scanned_at)`,
  ).run({ libraryId, fingerprint: scan ? JSON.stringify(scan.fingerprint) : null, at: scan?.at ?? null });
}

/** The folder is away: its titles stay, greyed. */
export function markAway(db: LibraryDb, libraryId: LibraryId, reason: string): void {
  db.prepare(
    `INSERT INTO folder (library_id, available, away_reason) VALUES (?, 0, ?)
     ON CONFLICT (library_id) DO UPDATE SET available = 0, away_reason = excluded.away_reason`,
  ).run(libraryId, reason);
}

/** Counts and state of one library for the owner. */
export function librarySummary(read: ReadDb | LibraryDb, libraryId: string) {
  const count = (table: string) =>
    read.prepare<[string], number>(`SELECT count(*) FROM ${table} WHERE library_id = ?`).pluck().get(libraryId)!;
  const state = read
    .prepare<[string], { available: number; awayReason: string | null; scannedAt: number | null }>(
      'SELECT available, away_reason AS awayReason, scanned_at AS scannedAt FROM folder WHERE library_id = ?',
    )
    .get(libraryId);
  return {
    available: state ? state.available === 1 : true,
    awayReason: state?.awayReason ?? null,
    scannedAt: state?.scannedAt ?? null,
    items: count('item'),
    kinds: Object.fromEntries(
      read
        .prepare<[string], [ItemKind, number]>('SELECT kind, count(*) FROM item WHERE library_id = ? GROUP BY kind')
        .raw()
        .all(libraryId),
    ) as Partial<Record<ItemKind, number>>,
    files: count('file'),
    unreadable: count('media_error'),
  };
}

export type UnreadableFile = { readonly path: string; readonly code: string; readonly message: string };

/**
 * Files that were set aside, by path.
 *
 * @param page.after the path the page before ended with; an empty text for the first page.
 */
export function unreadableFiles(
  read: ReadDb | LibraryDb,
  libraryId: string,
  page: { readonly after: string; readonly limit: number },
): UnreadableFile[] {
  return read
    .prepare<[string, string, number], UnreadableFile>(
      'SELECT path, code, message FROM media_error WHERE library_id = ? AND path > ? ORDER BY path LIMIT ?',
    )
    .all(libraryId, page.after, page.limit);
}

export type FoundTitle = {
  readonly id: ItemId;
  readonly kind: ItemKind;
  readonly title: string;
  readonly year: number | null;
};

/** What a scan found last, newest first, for the owner to see that the right things arrive; titles and not their parts. */
export function newestTitles(read: ReadDb | LibraryDb, libraryId: string, limit: number): FoundTitle[] {
  // By key, which is the order they were found in: `added_at` of a first scan is one moment for thousands.
  return read
    .prepare<[string, number], FoundTitle>(
      `SELECT id, kind, title, year FROM item
       WHERE library_id = ? AND kind IN ('film', 'show', 'album', 'photo-album') ORDER BY key DESC LIMIT ?`,
    )
    .all(libraryId, limit);
}
