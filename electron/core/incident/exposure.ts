import type { ExposedAccount } from '../../../shared/contract/incident.ts';
import { readHouse, type ReadDb } from '../kernel/index.ts';

export type Exposure = {
  readonly accounts: readonly ExposedAccount[];
  readonly libraries: readonly { readonly name: string; readonly path: string; readonly titles: number }[];
  readonly addresses: readonly string[];
  readonly kept: readonly string[];
};

/** What somebody who was inside could not read, whatever else they read. */
const KEPT: readonly string[] = [
  'Passwords: only their Argon2id hashes are kept. A short or common one can still be guessed from its hash.',
  'Keys, and what is sealed with them: they lie in the key store of this computer and not in the databases.',
  'Backups: they are sealed to this computer’s key and to the recovery kit.',
];

/**
 * What data was within reach of somebody who was inside (INC-15), as facts from the databases: nobody can tell afterwards
 * what was looked at, so everything is named that was there. With a letter for each account.
 *
 * @param read library.db as `main`, with `manager` and `server` attached.
 * @param lockedAt ms since 1970; null: nothing happened, and the letter leaves the day open.
 */
export function findExposure(read: ReadDb, lockedAt: number | null): Exposure {
  const { serverName } = readHouse(read);
  const libraries = read
    .prepare<[], { id: string; name: string; path: string; titles: number }>(
      `SELECT l.id, l.name, l.path, (SELECT count(*) FROM main.item i WHERE i.library_id = l.id
         AND i.kind IN ('film', 'show', 'album', 'photo-album')) AS titles
       FROM manager.library l ORDER BY l.created_at, l.id`,
    )
    .all();
  const list = (sql: string) => read.prepare<[string], string>(sql).pluck();
  const granted = list('SELECT library_id FROM manager.library_grant WHERE account_id = ?');
  const devices = list("SELECT DISTINCT device FROM server.session WHERE account_id = ? AND device <> '' ORDER BY device"); // prettier-ignore
  const addressesOf = list('SELECT DISTINCT address FROM server.session WHERE account_id = ? ORDER BY address');
  const count = (sql: string) => read.prepare<[string], number>(sql).pluck();
  const watched = count('SELECT count(*) FROM server.progress WHERE account_id = ?');
  const hashes = count('SELECT count(*) FROM manager.password_history WHERE account_id = ?');
  const accounts = read
    .prepare<[], { id: string; name: string; role: string }>(
      'SELECT id, name, role FROM manager.account ORDER BY name_key',
    )
    .all()
    .map(({ id, name, role }): ExposedAccount => {
      const may = role === 'owner' ? null : new Set(granted.all(id));
      const facts = {
        name,
        role,
        sees: libraries.filter((library) => may === null || may.has(library.id)).map((library) => library.name),
        passwordHashes: 1 + hashes.get(id)!,
        devices: devices.all(id),
        addresses: addressesOf.all(id),
        watched: watched.get(id)!,
      };
      return { ...facts, letter: letterTo(facts, serverName, lockedAt) };
    });
  return {
    accounts,
    libraries: libraries.map(({ name, path, titles }) => ({ name, path, titles })),
    addresses: read
      .prepare<[], string>(
        `SELECT address FROM server.session UNION SELECT address FROM server.failed_sign_in
         UNION SELECT address FROM server.ban ORDER BY address`,
      )
      .pluck()
      .all(),
    kept: KEPT,
  };
}

function letterTo(
  { name, devices, addresses, watched, sees }: Omit<ExposedAccount, 'letter'>,
  serverName: string,
  lockedAt: number | null,
): string {
  const day = lockedAt === null ? '[day]' : new Date(lockedAt).toISOString().slice(0, 10);
  const list = (values: readonly string[]) => (values.length === 0 ? 'none' : values.join(', '));
  return [
    `Hello ${name},`,
    '',
    `on ${day} I closed our media server "${serverName}" because somebody may have been inside who should not be there.`,
    'I cannot tell what was looked at. What it knows of you:',
    '',
    `- your name on it: ${name}`,
    '- your password, as an Argon2id hash: not the password itself, but a short or common one can be guessed from it',
    `- devices you signed in with: ${list(devices)}`,
    `- their addresses at home: ${list(addresses)}`,
    `- what you watched or marked: ${watched} titles`,
    `- what you may see: ${list(sees)}`,
    '',
    'What to do: choose a new password when you sign in the next time. If you use the old one anywhere else, change it there',
    'today. Be careful with messages that know what you watched.',
    '',
    'Questions: [your name and telephone number]',
  ].join('\n');
}
