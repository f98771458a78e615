import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { PROBE_NET } from '../../../shared/own-probe.ts';
import {
  openIfMigrated,
  openReadOnly,
  type DataFolder,
  type GenerationFiles,
  type ReadDb,
  type SecretStore,
} from '../kernel/index.ts';
import { Unobservable } from './unobservable.ts';
import { isDiskEncrypted } from './look-disks.ts';
import { systemFirewalls, type Firewall } from './look-firewall.ts';
import { createHttp, type Http } from './look-http.ts';
import { systemProcesses, type Processes } from './look-processes.ts';

/** A file of the program that is not as it was packed. */
export type ChangedFile = { readonly path: string; readonly kind: 'changed' | 'missing' | 'added' };

/** Where the parts of a house are, for whoever looks at them from outside. */
export type HouseToLookAt = {
  /** URLs it is served at; empty while it is closed. */
  readonly addresses: readonly string[];
  readonly pids: { readonly manager: number; readonly server: number | null; readonly worker: number | null };
  readonly data: DataFolder;
  readonly files: Pick<GenerationFiles, 'managerDb' | 'serverDb' | 'libraryDb' | 'serverFolder' | 'libraryFolder'>;
  readonly secrets: SecretStore;
  /** The file keys lie in when there is no keychain, whether it exists or not. */
  readonly keyFile: string;
  /** Of the program that runs. */
  readonly version: string;
  /** Where the program lies. */
  readonly programFolder: string;
  readonly ffmpeg: string | null;
  /** Compares the program's files with the list made when it was packed; null where there is none. */
  readonly changedFiles: (() => Promise<readonly ChangedFile[]>) | null;
  /** Lets somebody made up in, who may see nothing, until `visit` has ended. */
  readonly asGuest: <T>(
    visit: (guest: { readonly name: string; readonly password: string }) => Promise<T>,
  ) => Promise<T>;
  /** Looks through whole databases off this thread. @returns what is wrong with each that is not sound, in a sentence. */
  readonly integrityProblems: (paths: readonly string[], signal: AbortSignal) => Promise<string[]>;
};

/** What the system itself tells; replaced in tests alone. */
export type System = {
  readonly processes: Processes;
  readonly freeSpace: (path: string) => Promise<{ readonly freeBytes: number; readonly totalBytes: number }>;
  /** Null where the system does not tell. */
  readonly isEncrypted: (folder: string) => Promise<boolean | null>;
  readonly firewalls: () => Promise<readonly Firewall[]>;
  /** See `createHttp`. */
  readonly sourceNet: string | null;
};

export const thisSystem: System = {
  processes: systemProcesses(),
  async freeSpace(path) {
    const { bavail, blocks, bsize } = await statfs(path);
    return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
  },
  isEncrypted: isDiskEncrypted,
  firewalls: systemFirewalls,
  // macOS has 127.0.0.1 alone unless somebody adds more.
  sourceNet: process.platform === 'darwin' ? null : PROBE_NET,
};

/** What a probe looks through: real requests, files, processes and databases, the last of them read-only. */
export type Look = {
  /** ms since 1970, the same for every probe of a run. */
  readonly now: number;
  readonly house: HouseToLookAt;
  readonly system: System;
  readonly http: Http;
  /** Ends what this probe waits for. */
  readonly signal: AbortSignal;
  readonly readManager: <T>(read: (db: ReadDb) => T) => T;
  readonly readServer: <T>(read: (db: ReadDb) => T) => T;
  /** library.db with `manager` and `server` attached, as the server itself reads. */
  readonly readAll: <T>(read: (db: ReadDb) => T) => T;
  /** Look once for several checks of a run, so that probes stay few. */
  readonly once: <T>(name: string, observe: () => Promise<T>) => Promise<T>;
};

/** @param shared what `once` found in this run so far. */
export function createLook(
  given: {
    readonly house: HouseToLookAt;
    readonly system: System;
    readonly now: number;
    /** Counts the looks, see `sourceNumber`. */
    readonly turn?: number | undefined;
  },
  shared: Map<string, Promise<unknown>>,
  signal: AbortSignal,
): Look {
  const { house, system } = given;
  const url = house.addresses.find((one) => one.startsWith('http://127.0.0.1:')) ?? house.addresses[0] ?? null;
  const closing = <T>(db: ReadDb | null, read: (db: ReadDb) => T): T => {
    if (db === null) throw new Unobservable('A database is not there yet.');
    try {
      return read(db);
    } finally {
      db.close();
    }
  };
  return {
    ...given,
    signal,
    http: createHttp(url, system.sourceNet, signal, given.turn),
    readManager: (read) => closing(openIfMigrated(house.files.managerDb), read),
    readServer: (read) => closing(openIfMigrated(house.files.serverDb), read),
    readAll(read) {
      const { libraryDb, managerDb, serverDb } = house.files;
      if (!existsSync(libraryDb) || !existsSync(serverDb)) throw new Unobservable('A database is not there yet.');
      return closing(openReadOnly(libraryDb, { manager: managerDb, server: serverDb }), read);
    },
    once<T>(name: string, observe: () => Promise<T>) {
      const found = shared.get(name) ?? observe();
      shared.set(name, found);
      return found as Promise<T>;
    },
  };
}
