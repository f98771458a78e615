import type { Handlers } from '../../../shared/contract/index.ts';
import { fail, ok } from '../../../shared/result.ts';
import { openIfMigrated, type ReadDb } from '../../core/kernel/index.ts';
import {
  addLibrary,
  librarySummary,
  listLibraries,
  newestTitles,
  removeLibrary,
  renameLibrary,
  titlesNamed,
  unreadableFiles,
} from '../../core/library/index.ts';
import type { ManagerCore } from '../core.ts';

type Methods = Pick<Handlers, Extract<keyof Handlers, `library.${string}`>>;
type Core = Pick<
  ManagerCore,
  | 'db'
  | 'clock'
  | 'instance'
  | 'scans'
  | 'ownFolders'
  | 'startScan'
  | 'cancelScan'
  | 'forgetLibrary'
  | 'sessionsChanged'
  | 'changed'
>;

/** One screen and a bit. */
const UNREADABLE_PAGE = 100;
const NEWEST = 8;
/** They stand in a list with pages, settings and people. */
const FOUND = 6;

const noSuchLibrary = () => fail('no-such-library', 'There is no such library. See: holdfast call library.list');
const workerAway = () => fail('worker-away', 'The process that reads media is not running. See: holdfast status');

export function libraryHandlers(core: Core): Methods {
  const exists = (id: string) => listLibraries(core.db).some((library) => library.id === id);

  return {
    'library.list': () =>
      withLibraryDb(core, (read) =>
        ok({
          libraries: listLibraries(core.db).map((library) => {
            const { scannedAt, ...summary } = read
              ? librarySummary(read, library.id)
              : { available: true, awayReason: null, items: 0, kinds: {}, files: 0, unreadable: 0, scannedAt: null };
            return {
              ...library,
              ...summary,
              scannedAt: scannedAt === null ? null : new Date(scannedAt).toISOString(),
              scan: core.scans.get(library.id) ?? null,
            };
          }),
        }),
      ),
    'library.add': (input, actor) => {
      const added = addLibrary(core, input, core.ownFolders, actor);
      if (added.ok) {
        core.startScan(added.value.id);
        core.changed('library');
      }
      return added;
    },
    'library.rename': ({ id, name }, actor) => {
      const renamed = renameLibrary(core, id, name, actor);
      if (renamed.ok) core.changed('library');
      return renamed;
    },
    'library.remove': ({ id }, actor) => {
      if (!removeLibrary(core, id, actor)) return noSuchLibrary();
      core.forgetLibrary(id);
      core.sessionsChanged();
      core.changed('library');
      return ok({});
    },
    'library.scan': ({ id }) => {
      if (!exists(id)) return noSuchLibrary();
      return core.startScan(id) ? ok({}) : workerAway();
    },
    'library.cancelScan': ({ id }) => {
      if (!exists(id)) return noSuchLibrary();
      return core.cancelScan(id) ? ok({}) : workerAway();
    },
    'library.unreadable': ({ id, after = '', limit = UNREADABLE_PAGE }) => {
      if (!exists(id)) return noSuchLibrary();
      return withLibraryDb(core, (read) => {
        const found = read ? unreadableFiles(read, id, { after, limit: limit + 1 }) : [];
        const files = found.slice(0, limit);
        const next = found.length > limit ? (files.at(-1)?.path ?? null) : null;
        return ok({ files, total: read ? librarySummary(read, id).unreadable : 0, next });
      });
    },
    'library.find': ({ text }) =>
      withLibraryDb(core, (read) => ok({ titles: read ? titlesNamed(read, text, FOUND) : [] })),
    'library.newest': ({ id, limit = NEWEST }) => {
      if (!exists(id)) return noSuchLibrary();
      return withLibraryDb(core, (read) => ok({ items: read ? newestTitles(read, id, limit) : [] }));
    },
  };
}

/** The library belongs to the worker; it is opened for one question, and is not there before its first start (null). */
function withLibraryDb<T>(core: Core, ask: (read: ReadDb | null) => T): T {
  const read = openIfMigrated(core.instance.files.libraryDb);
  try {
    return ask(read);
  } finally {
    read?.close();
  }
}
