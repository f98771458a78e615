import { rmSync } from 'node:fs';
import type { BackupContents } from '../../../shared/contract/backups.ts';
import type { Result } from '../../../shared/result.ts';
import { generationFiles, openReadOnly, readHostNames, readHouse, type GenerationFiles } from '../kernel/index.ts';
import { ourMigrations, type Manifest } from './manifest.ts';
import { asResult, type BackupProblem } from './problem.ts';
import { databasesOf, layOut, type VerifyInput } from './verify.ts';

export type Preview = { readonly manifest: Manifest; readonly contents: BackupContents };

/** Check a backup as `verifyBackup` does and say what is in it, without changing anything. */
export function previewBackup(
  input: VerifyInput,
  onProgress: (fraction: number) => void,
): Promise<Result<Preview, BackupProblem>> {
  return asResult(async () => {
    try {
      const { manifest } = await layOut(input, ourMigrations, onProgress);
      const { server, library } = manifest.databases;
      const has = { server: server !== null, library: library !== null };
      return { manifest, contents: readContents(generationFiles(input.workFolder), has) };
    } finally {
      rmSync(input.workFolder, { recursive: true, force: true });
    }
  });
}

/**
 * What an owner recognises of a state of the house.
 *
 * @param has which of the two others are there yet.
 */
export function readContents(
  files: GenerationFiles,
  has: { readonly server: boolean; readonly library: boolean },
): BackupContents {
  const paths = databasesOf(files);
  const db = openReadOnly(paths.manager, {
    ...(has.server ? { server: paths.server } : {}),
    ...(has.library ? { library: paths.library } : {}),
  });
  try {
    const count = (table: string) => db.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get()!;
    const { serverName, accessRule } = readHouse(db);
    const names = readHostNames(db);
    return {
      serverName,
      accounts: db.prepare<[], string>('SELECT name FROM account ORDER BY name').pluck().all(),
      libraries: db
        .prepare<[], { name: string; path: string }>('SELECT name, path FROM main.library ORDER BY name')
        .all(),
      items: has.library ? count('library.item') : 0,
      progress: has.server ? count('server.progress') : 0,
      settings: JSON.stringify({ access: JSON.parse(accessRule) as unknown, names }),
    };
  } finally {
    db.close();
  }
}

/**
 * Items of libraries the house no longer has: the copies of its databases are not simultaneous (ARCHITECTURE 3), and a
 * library that is taken out goes from manager.db first. They count as rows and are shown to nobody.
 */
export function countOrphans(files: GenerationFiles): number {
  const paths = databasesOf(files);
  const db = openReadOnly(paths.library, { manager: paths.manager });
  try {
    const known = 'SELECT id FROM manager.library';
    return db.prepare<[], number>(`SELECT count(*) FROM item WHERE library_id NOT IN (${known})`).pluck().get()!;
  } finally {
    db.close();
  }
}
