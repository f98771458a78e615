import type { Handlers } from '../../../shared/contract/index.ts';
import { fail, ok } from '../../../shared/result.ts';
import { openIfMigrated, type ReadDb } from '../../core/kernel/index.ts';
import { addLibrary, librarySummary, listLibraries, removeLibrary, unreadableFiles } from '../../core/library/index.ts';
import type { ManagerCore } from '../core.ts';

type Methods = Pick<Handlers, Extract<keyof Handlers, `library.${string}`>>;

const noSuchLibrary = () => fail('no-such-library', 'There is no such library. See: holdfast call library.list');
const workerAway = () => fail('worker-away', 'The process that reads media is not running. See: holdfast status');

export function libraryHandlers(core: ManagerCore): Methods {
  const exists = (id: string) => listLibraries(core.db).some((library) => library.id === id);

  return {
    'library.list': () =>
      withLibraryDb(core, (read) =>
        ok({
          libraries: listLibraries(core.db).map((library) => {
            const { scannedAt, ...summary } = read
              ? librarySummary(read, library.id)
              : { available: true, awayReason: null, items: 0, files: 0, unreadable: 0, scannedAt: null };
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
    'library.unreadable': ({ id }) =>
      exists(id)
        ? withLibraryDb(core, (read) => ok({ files: read ? unreadableFiles(read, id) : [] }))
        : noSuchLibrary(),
  };
}

/** The library belongs to the worker; it is opened for one question, and is not there before its first start (null). */
function withLibraryDb<T>(core: ManagerCore, ask: (read: ReadDb | null) => T): T {
  const read = openIfMigrated(core.instance.files.libraryDb);
  try {
    return ask(read);
  } finally {
    read?.close();
  }
}
