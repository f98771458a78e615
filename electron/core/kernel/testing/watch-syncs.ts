/**
 * What a power cut would take: the calls of node:fs are watched, and happen as ever. A file's bytes are safe after an fsync
 * of the file, its name (that it exists, is gone, or is called so) after an fsync of its folder. What SQLite writes by itself
 * is not seen.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { basename, dirname, sep } from 'node:path';

export type SyncWatch = {
  /** What a power cut now would take of a folder and all below it: `bytes of a`, `name of b`; sorted. */
  readonly lost: (folder: string) => string[];
  /** What it would have taken just before something was renamed to this name. */
  readonly lostBeforeRenamingTo: (name: string, folder: string) => string[];
  readonly end: () => void;
};

type Loss = { readonly path: string; readonly what: 'bytes' | 'name' };

export function watchSyncs(): SyncWatch {
  const real = { ...fs };
  const openFiles = new Map<number, string>();
  const unsyncedBytes = new Set<string>();
  const unsyncedNames = new Set<string>();
  const before = new Map<string, readonly Loss[]>();

  const losses = (): Loss[] => [
    ...[...unsyncedBytes].map((path) => ({ path, what: 'bytes' as const })),
    ...[...unsyncedNames].map((path) => ({ path, what: 'name' as const })),
  ];
  const forget = (path: string): void => {
    for (const set of [unsyncedBytes, unsyncedNames])
      for (const one of set) if (one === path || one.startsWith(path + sep)) set.delete(one);
  };
  const gone = (path: string): void => {
    forget(path);
    unsyncedNames.add(path);
  };
  const move = (set: Set<string>, from: string, to: string): void => {
    for (const path of [...set])
      if (path === from || path.startsWith(from + sep)) {
        set.delete(path);
        set.add(to + path.slice(from.length));
      }
  };

  const watched: Partial<typeof fs> = {
    openSync(path, flags, mode) {
      const isNew = !real.existsSync(path);
      const fd = real.openSync(path, flags, mode);
      openFiles.set(fd, String(path));
      if (/^[wa]|\+/.test(String(flags))) {
        unsyncedBytes.add(String(path));
        if (isNew) unsyncedNames.add(String(path));
      }
      return fd;
    },
    closeSync(fd) {
      openFiles.delete(fd);
      real.closeSync(fd);
    },
    fsyncSync(fd) {
      real.fsyncSync(fd);
      const path = openFiles.get(fd)!;
      unsyncedBytes.delete(path);
      if (real.fstatSync(fd).isDirectory())
        for (const one of [...unsyncedNames]) if (dirname(one) === path) unsyncedNames.delete(one);
    },
    renameSync(from, to) {
      before.set(basename(String(to)), losses());
      real.renameSync(from, to);
      unsyncedNames.delete(String(from)); // its new name is what must last
      move(unsyncedBytes, String(from), String(to));
      move(unsyncedNames, String(from), String(to));
      unsyncedNames.add(String(to));
    },
    mkdirSync: ((path: string, options?: fs.MakeDirectoryOptions) => {
      for (let one = path; !real.existsSync(one); one = dirname(one)) unsyncedNames.add(one);
      return real.mkdirSync(path, options);
    }) as typeof fs.mkdirSync,
    rmSync(path, options) {
      const wasThere = real.existsSync(path);
      real.rmSync(path, options);
      if (wasThere) gone(String(path));
    },
    unlinkSync(path) {
      real.unlinkSync(path);
      gone(String(path));
    },
  };
  Object.assign(fs, watched);
  syncBuiltinESMExports();

  const within = (folder: string, list: readonly Loss[]): string[] =>
    list
      .filter(({ path }) => path.startsWith(folder + sep))
      .map(({ path, what }) => `${what} of ${path.slice(folder.length + 1)}`)
      .sort();
  return {
    lost: (folder) => within(folder, losses()),
    lostBeforeRenamingTo: (name, folder) => within(folder, before.get(name) ?? []),
    end() {
      Object.assign(fs, Object.fromEntries(Object.keys(watched).map((name) => [name, real[name as keyof typeof fs]])));
      syncBuiltinESMExports();
    },
  };
}
