import type { Migration } from '../database.ts';

/**
 * What is searched apart: a search looks at a bounded number of hits, and a thousand photos of 2024 or tracks about love
 * must not crowd out the one film or artist of that name. Nobody looks for "Season 2"; its show is what is found.
 */
const SEARCHED = {
  item_search: "'film', 'show', 'artist', 'album', 'photo-album'",
  part_search: "'episode', 'track'",
  photo_search: "'photo'",
};

const WORDS = "new.title || ' ' || coalesce(new.search_words, '')";

const search = Object.entries(SEARCHED)
  .map(
    ([table, kinds]) => `
      CREATE VIRTUAL TABLE ${table} USING fts5 (
        title, content = '', contentless_delete = 1, tokenize = "unicode61 remove_diacritics 2", prefix = '1 2 3'
      );
      CREATE TRIGGER ${table}_insert AFTER INSERT ON item WHEN new.kind IN (${kinds}) BEGIN
        INSERT INTO ${table} (rowid, title) VALUES (new.key, ${WORDS});
      END;
      CREATE TRIGGER ${table}_update AFTER UPDATE OF title, search_words ON item
        WHEN new.kind IN (${kinds}) AND (new.title <> old.title OR new.search_words IS NOT old.search_words) BEGIN
        DELETE FROM ${table} WHERE rowid = old.key;
        INSERT INTO ${table} (rowid, title) VALUES (new.key, ${WORDS});
      END;
      CREATE TRIGGER ${table}_delete AFTER DELETE ON item WHEN old.kind IN (${kinds}) BEGIN
        DELETE FROM ${table} WHERE rowid = old.key;
      END;`,
  )
  .join('\n');

/** library.db: what there is to play. Paths are relative to the library's folder, '/'-separated. */
export const libraryMigrations: readonly Migration[] = [
  {
    name: 'items, files, streams, artwork, search, scans',
    sql: `
      CREATE TABLE item (
        key INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        library_id TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN
          ('film', 'show', 'season', 'episode', 'artist', 'album', 'track', 'photo-album', 'photo')),
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
        child_count INTEGER,
        artist TEXT,
        disc INTEGER,
        genre TEXT,
        taken_at INTEGER,
        width INTEGER,
        height INTEGER,
        camera TEXT,
        search_words TEXT
      ) STRICT;
      CREATE INDEX item_title ON item (kind, sort_title, id);
      CREATE INDEX item_library_title ON item (library_id, kind, sort_title, id);
      CREATE INDEX item_added ON item (kind, added_at, id);
      CREATE INDEX item_year ON item (kind, coalesce(year, 0), id);
      CREATE INDEX item_taken ON item (kind, coalesce(taken_at, 0), id);
      CREATE INDEX item_child ON item (parent_id, child_key, id) WHERE parent_id IS NOT NULL;
      CREATE INDEX item_top ON item (top_id, kind, child_key) WHERE top_id IS NOT NULL;
      CREATE UNIQUE INDEX item_natural ON item (library_id, kind, natural_key) WHERE natural_key IS NOT NULL;

      ${search}

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
        source TEXT NOT NULL CHECK (source IN ('image', 'frame', 'cover')),
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
  {
    name: 'years and moments a list can be read by from any place in it',
    // SQLite goes straight to a cursor of two values along columns only, never along an expression (P12).
    sql: `
      DROP INDEX item_year;
      DROP INDEX item_taken;
      ALTER TABLE item ADD COLUMN year_or_zero INTEGER AS (coalesce(year, 0)) VIRTUAL;
      ALTER TABLE item ADD COLUMN taken_or_zero INTEGER AS (coalesce(taken_at, 0)) VIRTUAL;
      CREATE INDEX item_year ON item (kind, year_or_zero, id);
      CREATE INDEX item_taken ON item (kind, taken_or_zero, id);
    `,
  },
];
