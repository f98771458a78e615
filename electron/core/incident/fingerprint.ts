import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { openReadOnly, type DataFolder, type GenerationFiles } from '../kernel/index.ts';

/** What a closing changes, by table; of sessions not when they were used last, which goes on meanwhile. */
const MANAGER_TABLES = ['house', 'account', 'password_history', 'library', 'library_grant', 'session_revocation', 'secret_in_use', 'host_name', 'incident', 'incident_step'] as const; // prettier-ignore
const SERVER_ROWS = [
  'SELECT id, account_id, account_epoch, global_epoch, expires_at, ended_at FROM session',
  'SELECT token_hash, playback_id, purpose, expires_at FROM capability',
  'SELECT id, session_id, ended_at FROM playback',
  'SELECT * FROM ban',
] as const;

/** The hash of every row a closing would touch, and of the permit. */
export type Fingerprint = ReadonlySet<string>;

export function fingerprint(data: DataFolder, files: GenerationFiles): Fingerprint {
  const hashes = new Set<string>();
  const add = (of: string, content: unknown) =>
    hashes.add(`${of} ${createHash('sha256').update(JSON.stringify(content)).digest('hex')}`);
  add('permit', existsSync(data.permit) ? readFileSync(data.permit, 'utf8') : null);
  const rows = (path: string, queries: readonly (readonly [string, string])[]) => {
    if (!existsSync(path)) return;
    const db = openReadOnly(path);
    try {
      for (const [of, sql] of queries) for (const row of db.prepare(sql).raw().iterate()) add(of, row);
    } finally {
      db.close();
    }
  };
  rows(files.managerDb, MANAGER_TABLES.map((table) => [table, `SELECT * FROM ${table}`])); // prettier-ignore
  rows(files.serverDb, SERVER_ROWS.map((sql) => [/FROM (\w+)/.exec(sql)![1]!, sql])); // prettier-ignore
  return hashes;
}

/** Of what was there before: the tables that lost or changed a row. What came since is nobody's doing. */
export function changedTables(before: Fingerprint, after: Fingerprint): string[] {
  return [...new Set([...before].filter((hash) => !after.has(hash)).map((hash) => hash.split(' ')[0]!))];
}
