import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Result } from '../../../shared/result.ts';
import { auditHead } from '../audit/index.ts';
import { generationFiles, makePrivateFolder, openReadOnly, type GenerationFiles } from '../kernel/index.ts';
import { checkDatabase } from './databases.ts';
import { DATABASE_NAMES, ourMigrations, type DatabaseName, type Manifest, type Migrations } from './manifest.ts';
import { asResult, BackupError, type BackupProblem } from './problem.ts';
import { unpack, type Unpacked } from './unpack.ts';

export type VerifyInput = {
  readonly file: string;
  readonly identities: readonly string[];
  /** Where the databases are laid out meanwhile; made private, removed at the end. */
  readonly workFolder: string;
};

export type Verified = { readonly manifest: Manifest; readonly sha256: string };

/** Prove a backup: it opens, its parts are the ones the manifest names, its databases are sound and complete (DB-09). */
export function verifyBackup(
  input: VerifyInput,
  onProgress: (fraction: number) => void,
): Promise<Result<Verified, BackupProblem>> {
  return asResult(async () => {
    try {
      const { manifest } = await layOut(input, ourMigrations, onProgress);
      return { manifest, sha256: hashFile(input.file) };
    } finally {
      rmSync(input.workFolder, { recursive: true, force: true });
    }
  });
}

/** The databases of a generation by name. */
export const databasesOf = (files: GenerationFiles): Record<DatabaseName, string> => ({
  manager: files.managerDb,
  server: files.serverDb,
  library: files.libraryDb,
});

/**
 * Unpack into a folder, as a generation, and check every database there. The folder stays, also after a failure: it is the caller's.
 *
 * @throws BackupError
 */
export async function layOut(
  input: VerifyInput,
  migrations: Migrations,
  onProgress: (fraction: number) => void,
): Promise<Unpacked> {
  const { file, identities, workFolder } = input;
  for (const name of DATABASE_NAMES) makePrivateFolder(join(workFolder, name));
  const targets = databasesOf(generationFiles(workFolder));
  const unpacked = await unpack({ file, identities, targets, folder: workFolder }, (part) => onProgress(0.6 * part));
  for (const [at, name] of DATABASE_NAMES.entries()) {
    const facts = unpacked.manifest.databases[name];
    if (facts !== null) checkDatabase(name, targets[name], facts, migrations);
    onProgress(0.6 + (0.4 * (at + 1)) / DATABASE_NAMES.length);
  }
  checkAuditHead(targets.manager, unpacked.manifest.auditHead);
  return unpacked;
}

/** The manifest's word on where the audit stood is what a chain put back from elsewhere is compared with (0009). */
function checkAuditHead(managerDb: string, claimed: Manifest['auditHead']): void {
  const db = openReadOnly(managerDb);
  try {
    const found = auditHead(db);
    if (found?.seq === claimed?.seq && found?.hash === claimed?.hash) return;
    throw new BackupError('hostile', 'The audit in this file is not the one it names. Nothing was changed.');
  } finally {
    db.close();
  }
}

/** SHA-256 of a file, to know a copy of it by. */
export function hashFile(path: string): string {
  const hash = createHash('sha256');
  const fd = openSync(path, 'r');
  try {
    const buffer = Buffer.allocUnsafe(256 * 1024);
    for (let got = readSync(fd, buffer); got > 0; got = readSync(fd, buffer)) hash.update(buffer.subarray(0, got));
  } finally {
    closeSync(fd);
  }
  return hash.digest('hex');
}
