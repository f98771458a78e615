import type { Migration } from '../database.ts';

/** server.db: what happens on the LAN side. Moments are ms since 1970. */
export const serverMigrations: readonly Migration[] = [
  {
    name: 'sessions, sign-in protection, playback, progress',
    sql: `
      CREATE TABLE session (
        id TEXT PRIMARY KEY,
        account_id TEXT NOT NULL,
        account_epoch TEXT NOT NULL,
        global_epoch TEXT NOT NULL,
        device TEXT NOT NULL,
        address TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        last_seen_at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL,
        idle_ms INTEGER,
        ended_at INTEGER
      ) STRICT;
      CREATE INDEX session_account ON session (account_id, last_seen_at);

      CREATE TABLE failed_sign_in (
        address TEXT NOT NULL,
        name_key TEXT NOT NULL,
        at INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX failed_sign_in_address ON failed_sign_in (address, at);
      CREATE INDEX failed_sign_in_at ON failed_sign_in (at);

      CREATE TABLE ban (
        address TEXT PRIMARY KEY,
        banned_at INTEGER NOT NULL,
        until INTEGER NOT NULL,
        reason TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE playback (
        id TEXT PRIMARY KEY,
        session_id TEXT NOT NULL REFERENCES session (id),
        account_id TEXT NOT NULL,
        item_id TEXT NOT NULL,
        file_id TEXT NOT NULL,
        mode TEXT NOT NULL,
        job TEXT,
        plan TEXT,
        started_at INTEGER NOT NULL,
        last_seen_at INTEGER NOT NULL,
        ended_at INTEGER
      ) STRICT;
      CREATE INDEX playback_session ON playback (session_id);

      CREATE TABLE capability (
        token_hash TEXT PRIMARY KEY,
        playback_id TEXT NOT NULL REFERENCES playback (id),
        purpose TEXT NOT NULL CHECK (purpose IN ('file', 'hls')),
        expires_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE track_choice (
        account_id TEXT NOT NULL,
        series_id TEXT NOT NULL,
        audio_language TEXT,
        subtitle_language TEXT,
        PRIMARY KEY (account_id, series_id)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE progress (
        account_id TEXT NOT NULL,
        item_id TEXT NOT NULL,
        position_ms INTEGER NOT NULL DEFAULT 0,
        duration_ms INTEGER,
        watched INTEGER NOT NULL DEFAULT 0,
        favorite INTEGER NOT NULL DEFAULT 0,
        last_played_at INTEGER,
        content_id TEXT NOT NULL,
        kind TEXT NOT NULL,
        title TEXT NOT NULL,
        year INTEGER,
        PRIMARY KEY (account_id, item_id)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX progress_recent ON progress (account_id, last_played_at);
      CREATE INDEX progress_content ON progress (content_id);

      -- What the manager is to put into the audit chain; gone once it has. The id keeps it from being chained twice.
      CREATE TABLE audit_outbox (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        at INTEGER NOT NULL,
        event TEXT NOT NULL,
        account_id TEXT,
        detail TEXT NOT NULL
      ) STRICT;
    `,
  },
  {
    name: 'playbacks: why they are converted, and whether the owner stopped them',
    sql: `
      ALTER TABLE playback ADD COLUMN reasons TEXT NOT NULL DEFAULT '[]';
      ALTER TABLE playback ADD COLUMN stopped_at INTEGER;
    `,
  },
];
