import { realpathSync, statSync, accessSync, constants } from 'node:fs';
import { homedir } from 'node:os';
import { basename, isAbsolute, parse, resolve, sep } from 'node:path';
import { fail, ok, type Result } from '../../../shared/result.ts';
import type { LibraryKind } from '../../../shared/lan/schemas.ts';
import { record } from '../audit/index.ts';
import { isInside, newId, type Clock, type LibraryId, type ManagerDb, type ReadDb } from '../kernel/index.ts';

export type LibraryRow = {
  readonly id: LibraryId;
  readonly kind: LibraryKind;
  readonly name: string;
  readonly path: string;
};

/** Folders that hold a computer and not a collection (MED-13); with everything below them. */
const SYSTEM_FOLDERS: Readonly<Record<string, readonly string[]>> = {
  win32: ['C:\\Windows', 'C:\\Program Files', 'C:\\Program Files (x86)', 'C:\\ProgramData'],
  darwin: ['/System', '/Library', '/private', '/usr', '/bin', '/sbin', '/etc', '/dev', '/Applications'],
  linux: ['/bin', '/boot', '/dev', '/etc', '/lib', '/lib64', '/proc', '/run', '/sbin', '/sys', '/usr', '/var'],
};
/** Below a system folder, yet where drives are mounted or servers keep media. */
const MEDIA_PLACES = ['/run/media', '/var/media', '/var/lib/media', '/private/tmp', '/private/var/folders'];
/** Whole-machine roots: too wide themselves, fine below. */
const TOO_WIDE = ['/home', '/Users', '/mnt', '/media', '/Volumes', '/opt', '/srv', '/root', '/tmp', 'C:\\Users'];

/**
 * Whether a folder may become a library (MED-13).
 *
 * @param path what the owner gave; must be absolute.
 * @param ownFolders Holdfast's own folders, which may neither hold nor lie in a library.
 * @returns the real path, links followed.
 */
export function checkFolder(path: string, ownFolders: readonly string[]): Result<string, 'bad-folder'> {
  if (process.platform === 'win32' && path.startsWith('\\\\'))
    return fail('bad-folder', 'A network path cannot be a library. Connect it as a drive letter first.');
  if (!isAbsolute(path))
    return fail('bad-folder', 'Give the whole path of the folder, from the top, such as /home/me/Films or D:\\Films.');
  let real: string;
  try {
    real = realpathSync(resolve(path));
    if (!statSync(real).isDirectory()) return fail('bad-folder', 'That is a file. Give the folder it is in.');
    accessSync(real, constants.R_OK | constants.X_OK);
  } catch (error) {
    return fail('bad-folder', whyUnreadable(error as NodeJS.ErrnoException));
  }
  if (real === parse(real).root || real === realHome() || TOO_WIDE.some((wide) => same(real, wide)))
    return fail(
      'bad-folder',
      'That is too wide: it holds more than media. Choose the folder your films, shows, music or photos are in.',
    );
  const system = SYSTEM_FOLDERS[process.platform] ?? SYSTEM_FOLDERS['linux']!;
  const isMediaPlace = MEDIA_PLACES.some((place) => isInside(place, real) && !same(real, place));
  if (!isMediaPlace && system.some((folder) => isInside(folder, real)))
    return fail(
      'bad-folder',
      'That folder belongs to the operating system. Choose the folder your films, shows, music or photos are in.',
    );
  for (const own of ownFolders.map(realOrSame)) {
    if (isInside(own, real) || isInside(real, own))
      return fail('bad-folder', 'Holdfast keeps its own data there. Choose a folder that holds only media.');
  }
  return ok(real);
}

function whyUnreadable({ code }: NodeJS.ErrnoException): string {
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return 'There is no such folder. Check how it is written, and that its drive is connected.';
  if (code === 'EACCES' || code === 'EPERM')
    return 'Holdfast may not open that folder. Let the user it runs as read it, then try again.';
  return 'That folder cannot be read. Check its drive, then try again.';
}

/** Why a folder cannot stand beside others, in a sentence, or null: what is in both would appear twice. */
export function overlap(
  path: string,
  others: readonly { readonly path: string; readonly name: string }[],
): string | null {
  const other = others.find((one) => isInside(one.path, path) || isInside(path, one.path));
  return other === undefined ? null : `That folder overlaps with "${other.name}". Choose another.`;
}

/** Add a folder as a library. A folder inside another library is refused. */
export function addLibrary(
  deps: { readonly db: ManagerDb; readonly clock: Clock },
  input: { readonly kind: LibraryKind; readonly path: string; readonly name?: string | undefined },
  ownFolders: readonly string[],
  actor: string,
): Result<{ id: LibraryId }, 'bad-folder'> {
  const { db, clock } = deps;
  const checked = checkFolder(input.path, ownFolders);
  if (!checked.ok) return checked;
  const doubled = overlap(checked.value, listLibraries(db));
  if (doubled !== null) return fail('bad-folder', doubled);
  const id = newId<LibraryId>();
  const name = input.name?.trim() || basename(checked.value);
  db.transaction(() => {
    db.prepare('INSERT INTO library (id, kind, name, path, created_at) VALUES (?, ?, ?, ?, ?)').run(
      id,
      input.kind,
      name,
      checked.value,
      clock.now(),
    );
    const detail = { id, kind: input.kind, name, path: checked.value };
    record(db, { at: clock.now(), actor, event: 'library.added', detail });
  }).immediate();
  return ok({ id });
}

/** Give a library another name; the folder is not touched. `bad-name`: nothing but blanks, or control characters. */
export function renameLibrary(
  { db, clock }: { readonly db: ManagerDb; readonly clock: Clock },
  id: string,
  name: string,
  actor: string,
): Result<Record<string, never>, 'no-such-library' | 'bad-name'> {
  const to = name.trim();
  if (to === '' || /\p{C}/u.test(to)) return fail('bad-name', 'Give the library a name of letters and digits.');
  return db
    .transaction(() => {
      const library = listLibraries(db).find((one) => one.id === id);
      if (!library) return fail('no-such-library', 'There is no such library. See: holdfast call library.list');
      db.prepare('UPDATE library SET name = ? WHERE id = ?').run(to, id);
      const detail = { id, from: library.name, to };
      record(db, { at: clock.now(), actor, event: 'library.renamed', detail });
      return ok({});
    })
    .immediate();
}

/** Take a library out; grants to it go with it. False when there is none. */
export function removeLibrary(
  deps: { readonly db: ManagerDb; readonly clock: Clock },
  id: string,
  actor: string,
): boolean {
  return deps.db
    .transaction(() => {
      const removed = deps.db
        .prepare<[string], Omit<LibraryRow, 'id'>>('DELETE FROM library WHERE id = ? RETURNING kind, name, path')
        .get(id);
      if (!removed) return false;
      record(deps.db, { at: deps.clock.now(), actor, event: 'library.removed', detail: { id, ...removed } });
      return true;
    })
    .immediate();
}

/** Every library. `schema` is where the table is: `main` in the manager, `manager` where it is attached. */
export function listLibraries(db: ManagerDb | ReadDb, schema: 'main' | 'manager' = 'main'): LibraryRow[] {
  return db.prepare<[], LibraryRow>(`SELECT id, kind, name, path FROM ${schema}.library ORDER BY created_at, id`).all();
}

function same(a: string, b: string): boolean {
  return process.platform === 'win32' ? a.toLowerCase() === b.toLowerCase() : a.replace(/(.)\/$/, '$1') === b;
}

/** Our own folders may be known by a link, too; one that is not there yet is taken as it is written. */
function realOrSame(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}

function realHome(): string {
  try {
    return realpathSync(homedir());
  } catch {
    return homedir() + sep; // no home on this machine: nothing equals it
  }
}
