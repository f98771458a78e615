import type { Migration } from '../database.ts';

/** library.db: what there is to play. Paths are relative to the library's folder, '/'-separated. */
export const libraryMigrations: readonly Migration[] = [
  {
    name: 'items, files, streams, artwork, search, scans',
    sql: `
      CREATE TABLE item (
        key INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        library_id TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('film', 'show', 'season', 'episode')),
        title TEXT NOT NULL,
        sort_title TEXT NOT NULL,
        year INTEGER,
        duration_ms INTEGER,
        added_at INTEGER NOT NULL,
        parent_id TEXT REFERENCES item (id),
        top_id TEXT REFERENCES item (id),
        natural_key TEXT,
        child_key TEXT,
        number INTEGER,
        last_number INTEGER,
        aired_on TEXT,
        child_count INTEGER
      ) STRICT;
      CREATE INDEX item_title ON item (kind, sort_title, id);
      CREATE INDEX item_library_title ON item (library_id, kind, sort_title, id);
      CREATE INDEX item_added ON item (kind, added_at, id);
      CREATE INDEX item_year ON item (kind, coalesce(year, 0), id);
      CREATE INDEX item_child ON item (parent_id, child_key, id) WHERE parent_id IS NOT NULL;
      CREATE INDEX item_top ON item (top_id, kind, child_key) WHERE top_id IS NOT NULL;
      CREATE UNIQUE INDEX item_natural ON item (library_id, kind, natural_key) WHERE natural_key IS NOT NULL;

      CREATE VIRTUAL TABLE item_search USING fts5 (
        title, content = '', contentless_delete = 1, tokenize = "unicode61 remove_diacritics 2", prefix = '1 2 3'
      );
      -- Nobody looks for "Season 2"; its show is what is found.
      CREATE TRIGGER item_search_insert AFTER INSERT ON item WHEN new.kind <> 'season' BEGIN
        INSERT INTO item_search (rowid, title) VALUES (new.key, new.title);
      END;
      CREATE TRIGGER item_search_update AFTER UPDATE OF title ON item WHEN new.title <> old.title AND new.kind <> 'season' BEGIN
        DELETE FROM item_search WHERE rowid = old.key;
        INSERT INTO item_search (rowid, title) VALUES (new.key, new.title);
      END;
      CREATE TRIGGER item_search_delete AFTER DELETE ON item BEGIN
        DELETE FROM item_search WHERE rowid = old.key;
      END;

      CREATE TABLE file (
        id TEXT PRIMARY KEY,
        item_id TEXT NOT NULL REFERENCES item (id) ON DELETE CASCADE,
        library_id TEXT NOT NULL,
        path TEXT NOT NULL,
        size_bytes INTEGER NOT NULL,
        mtime_ms INTEGER NOT NULL,
        content_id TEXT NOT NULL,
        edition TEXT,
        part INTEGER,
        container TEXT NOT NULL,
        demuxer TEXT NOT NULL,
        duration_ms INTEGER,
        bitrate_bps INTEGER,
        chapters TEXT NOT NULL,
        UNIQUE (library_id, path)
      ) STRICT;
      CREATE INDEX file_item ON file (item_id);
      CREATE INDEX file_content ON file (content_id);

      CREATE TABLE stream (
        file_id TEXT NOT NULL REFERENCES file (id) ON DELETE CASCADE,
        stream_index INTEGER NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('video', 'audio', 'subtitle')),
        detail TEXT NOT NULL,
        PRIMARY KEY (file_id, stream_index)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE artwork (
        id TEXT PRIMARY KEY,
        item_id TEXT NOT NULL REFERENCES item (id) ON DELETE CASCADE,
        role TEXT NOT NULL CHECK (role IN ('poster', 'backdrop')),
        source TEXT NOT NULL CHECK (source IN ('image', 'frame')),
        path TEXT NOT NULL,
        stamp TEXT NOT NULL,
        UNIQUE (item_id, role)
      ) STRICT;

      CREATE TABLE media_error (
        library_id TEXT NOT NULL,
        path TEXT NOT NULL,
        size_bytes INTEGER NOT NULL,
        mtime_ms INTEGER NOT NULL,
        code TEXT NOT NULL,
        message TEXT NOT NULL,
        at INTEGER NOT NULL,
        PRIMARY KEY (library_id, path)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE reading (
        library_id TEXT NOT NULL,
        path TEXT NOT NULL,
        attempts INTEGER NOT NULL,
        PRIMARY KEY (library_id, path)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE folder (
        library_id TEXT PRIMARY KEY,
        available INTEGER NOT NULL,
        away_reason TEXT,
        fingerprint TEXT,
        scanned_at INTEGER
      ) STRICT, WITHOUT ROWID;
    `,
  },
];
