import type { Migration } from '../database.ts';

/** manager.db: what the owner decides. Moments are ms since 1970; epochs are 16 random hex digits. */
export const managerMigrations: readonly Migration[] = [
  {
    name: 'house, accounts, libraries, network, incidents',
    sql: `
      CREATE TABLE house (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        server_name TEXT NOT NULL,
        global_epoch TEXT NOT NULL,
        set_up_at INTEGER,
        access_rule TEXT NOT NULL
      ) STRICT;

      -- Which version of each key this database was sealed with; settles a rotation that was cut off.
      CREATE TABLE secret_in_use (
        name TEXT PRIMARY KEY,
        version INTEGER NOT NULL,
        created_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE host_name (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

      CREATE TABLE account (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        name_key TEXT NOT NULL UNIQUE,
        role TEXT NOT NULL CHECK (role IN ('owner', 'member', 'child', 'guest')),
        disabled INTEGER NOT NULL DEFAULT 0,
        password_hash TEXT NOT NULL,
        password_changed_at INTEGER NOT NULL,
        epoch TEXT NOT NULL,
        created_at INTEGER NOT NULL
      ) STRICT;

      CREATE TABLE password_history (
        account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
        password_hash TEXT NOT NULL,
        changed_at INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX password_history_account ON password_history (account_id, changed_at);

      CREATE TABLE library (
        id TEXT PRIMARY KEY,
        kind TEXT NOT NULL CHECK (kind IN ('film', 'show', 'music', 'photo')),
        name TEXT NOT NULL,
        path TEXT NOT NULL UNIQUE,
        created_at INTEGER NOT NULL
      ) STRICT;

      CREATE TABLE library_grant (
        account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
        library_id TEXT NOT NULL REFERENCES library (id) ON DELETE CASCADE,
        PRIMARY KEY (account_id, library_id)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE session_revocation (
        session_id TEXT PRIMARY KEY,
        revoked_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE incident (
        id TEXT PRIMARY KEY,
        reason TEXT NOT NULL,
        actor TEXT NOT NULL,
        opened_at INTEGER NOT NULL,
        closed_at INTEGER
      ) STRICT;
      CREATE UNIQUE INDEX incident_open ON incident ((closed_at IS NULL)) WHERE closed_at IS NULL;

      CREATE TABLE incident_step (
        incident_id TEXT NOT NULL REFERENCES incident (id),
        step TEXT NOT NULL,
        done_at INTEGER NOT NULL,
        detail TEXT NOT NULL,
        PRIMARY KEY (incident_id, step)
      ) STRICT, WITHOUT ROWID;

      -- Chained by core/audit; docs/decisions/0009 says how. outbox_id: which note of the server this is, so that none is
      -- chained twice.
      CREATE TABLE audit (
        seq INTEGER PRIMARY KEY,
        at INTEGER NOT NULL,
        actor TEXT NOT NULL,
        event TEXT NOT NULL,
        detail TEXT NOT NULL,
        outbox_id TEXT UNIQUE,
        hash TEXT NOT NULL,
        seal TEXT NOT NULL
      ) STRICT;
      CREATE INDEX audit_segment ON audit (seq) WHERE event = 'audit.segment-started';

      -- 'head': the last entry. 'checkpoint': the last entry that was pruned.
      CREATE TABLE audit_mark (
        kind TEXT PRIMARY KEY CHECK (kind IN ('head', 'checkpoint')),
        seq INTEGER NOT NULL,
        hash TEXT NOT NULL,
        seal TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;

      -- LOG-07: what is written stays. Triggers stop a mistake of ours; a stranger's hand is what the seals find.
      CREATE TRIGGER audit_only_grows BEFORE INSERT ON audit WHEN NEW.seq <= (SELECT max(seq) FROM audit)
        BEGIN SELECT raise(ABORT, 'audit entries are only added at the end'); END;
      CREATE TRIGGER audit_never_changes BEFORE UPDATE ON audit
        BEGIN SELECT raise(ABORT, 'audit entries are never changed'); END;
      CREATE TRIGGER audit_goes_by_pruning BEFORE DELETE ON audit
        WHEN OLD.seq > coalesce((SELECT seq FROM audit_mark WHERE kind = 'checkpoint'), 0)
        BEGIN SELECT raise(ABORT, 'audit entries go by pruning alone'); END;
      CREATE TRIGGER audit_mark_stays BEFORE DELETE ON audit_mark
        BEGIN SELECT raise(ABORT, 'the marks of the audit are never deleted'); END;
      CREATE TRIGGER audit_mark_goes_forward BEFORE UPDATE ON audit_mark WHEN NEW.seq < OLD.seq
        BEGIN SELECT raise(ABORT, 'the marks of the audit only go forward'); END;

      CREATE TABLE backup_settings (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        daily_at TEXT NOT NULL,
        second_folder TEXT,
        -- Whether it was on our own disk when it was chosen.
        second_same_disk INTEGER,
        second_problem TEXT,
        recovery_recipient TEXT,
        kit_issued_at INTEGER,
        kit_group INTEGER,
        kit_group_hash TEXT,
        kit_confirmed_at INTEGER,
        problem TEXT,
        drilled_at INTEGER,
        drill_problem TEXT
      ) STRICT;

      CREATE TABLE backup (
        id TEXT PRIMARY KEY,
        file_name TEXT NOT NULL UNIQUE,
        made_at INTEGER NOT NULL,
        size_bytes INTEGER NOT NULL,
        sha256 TEXT NOT NULL,
        holdfast TEXT NOT NULL,
        counts TEXT NOT NULL
      ) STRICT;
      CREATE INDEX backup_made ON backup (made_at);

      CREATE TABLE backup_copy (
        backup_id TEXT NOT NULL REFERENCES backup (id) ON DELETE CASCADE,
        place TEXT NOT NULL CHECK (place IN ('own', 'second')),
        proven_at INTEGER,
        problem TEXT,
        PRIMARY KEY (backup_id, place)
      ) STRICT, WITHOUT ROWID;
    `,
  },
  {
    name: 'when the bytes of a backup were last read through',
    sql: `
      -- Whatever came of it; null while there is nothing to read.
      ALTER TABLE backup_copy ADD COLUMN checked_at INTEGER;
      UPDATE backup_copy SET checked_at = proven_at;
    `,
  },
  {
    name: 'passwords that must be changed at the next sign-in',
    sql: `
      -- INC-03 and a password the owner gave: it opens nothing but the form for a new one.
      CREATE TABLE password_change_due (
        account_id TEXT PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
        since INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
    `,
  },
  {
    name: 'the maintenance calendar',
    sql: `
      -- Tasks stand in core/maintenance/tasks.ts.
      CREATE TABLE maintenance_done (
        task_id TEXT NOT NULL,
        at INTEGER NOT NULL,
        actor TEXT NOT NULL,
        -- What Holdfast could say about it then.
        evidence TEXT NOT NULL,
        note TEXT,
        PRIMARY KEY (task_id, at)
      ) STRICT, WITHOUT ROWID;

      -- Put off and not done since. at: when it was put off first.
      CREATE TABLE maintenance_snooze (
        task_id TEXT PRIMARY KEY,
        at INTEGER NOT NULL,
        until INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
    `,
  },
  {
    name: 'the journal of an incident',
    sql: `
      -- How far the house is open again while the incident goes on.
      ALTER TABLE incident ADD COLUMN stage TEXT NOT NULL DEFAULT 'closed' CHECK (stage IN ('closed', 'computer'));
      -- When the owner said that closing was a mistake.
      ALTER TABLE incident ADD COLUMN mistake_at INTEGER;

      -- Kept out until the house is reopened; apart from \`disabled\`, which is the owner's own decision.
      ALTER TABLE account ADD COLUMN locked_out INTEGER NOT NULL DEFAULT 0;

      -- A step that failed and is tried again; gone once it is done.
      CREATE TABLE incident_problem (
        incident_id TEXT NOT NULL REFERENCES incident (id),
        step TEXT NOT NULL,
        tries INTEGER NOT NULL,
        failed_at INTEGER NOT NULL,
        retry_at INTEGER NOT NULL,
        message TEXT NOT NULL,
        PRIMARY KEY (incident_id, step)
      ) STRICT, WITHOUT ROWID;

      -- What the owner decided about a difference between the last good backup and now.
      CREATE TABLE incident_decision (
        incident_id TEXT NOT NULL REFERENCES incident (id),
        difference TEXT NOT NULL,
        decision TEXT NOT NULL CHECK (decision IN ('keep', 'undo')),
        decided_at INTEGER NOT NULL,
        actor TEXT NOT NULL,
        PRIMARY KEY (incident_id, difference)
      ) STRICT, WITHOUT ROWID;
    `,
  },
  {
    name: 'what the checklist found, and what was accepted and mended',
    sql: `
      -- A check was in one state from "since" until at least "at".
      CREATE TABLE checklist_state (
        check_id TEXT NOT NULL,
        since INTEGER NOT NULL,
        at INTEGER NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('pass', 'warn', 'fail', 'unknown')),
        evidence TEXT NOT NULL,
        PRIMARY KEY (check_id, since)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE checklist_run (
        at INTEGER PRIMARY KEY,
        took_ms INTEGER NOT NULL,
        score INTEGER NOT NULL
      ) STRICT;

      CREATE TABLE checklist_accepted (
        check_id TEXT PRIMARY KEY,
        at INTEGER NOT NULL,
        until INTEGER NOT NULL,
        reason TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;

      -- undo: what was there before the last mending, as JSON; null where nothing can bring it back.
      CREATE TABLE checklist_mended (
        check_id TEXT PRIMARY KEY,
        at INTEGER NOT NULL,
        undo TEXT
      ) STRICT, WITHOUT ROWID;
    `,
  },
  {
    name: 'what Holdfast took of the computer, hour by hour',
    sql: `
      -- MNT-03: seven days of hours; an hour nobody measured in has no row. Processor in percent of what is allowed (DSK-04).
      CREATE TABLE usage_hour (
        at INTEGER PRIMARY KEY,
        processor_looks INTEGER NOT NULL,
        processor_sum REAL NOT NULL,
        processor_peak REAL NOT NULL,
        processor_peak_at INTEGER NOT NULL,
        memory_looks INTEGER NOT NULL,
        memory_sum REAL NOT NULL,
        memory_peak REAL NOT NULL,
        memory_peak_at INTEGER NOT NULL
      ) STRICT;
    `,
  },
  {
    name: 'the reports of the maintenance calendar',
    sql: `
      -- MNT-15, MNT-18: what the whole checklist said when the task was done, at the moment of its row in maintenance_done.
      CREATE TABLE maintenance_report (
        task_id TEXT NOT NULL,
        at INTEGER NOT NULL,
        markdown TEXT NOT NULL,
        json TEXT NOT NULL,
        PRIMARY KEY (task_id, at)
      ) STRICT, WITHOUT ROWID;
    `,
  },
  {
    name: 'guests who are paused stay so when the house was closed in between',
    sql: `
      -- The owner's pause, beside locked_out, which is what keeps them out: reopening takes back a closing and nothing else.
      ALTER TABLE account ADD COLUMN paused INTEGER NOT NULL DEFAULT 0;
      UPDATE account SET paused = locked_out
      WHERE role = 'guest' AND NOT EXISTS (SELECT 1 FROM incident WHERE closed_at IS NULL);
    `,
  },
];
