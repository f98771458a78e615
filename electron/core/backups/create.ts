import { createHash } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Result } from '../../../shared/result.ts';
import { auditHead } from '../audit/index.ts';
import { FILE_MODE, makePrivateFolder, newId, openReadOnly, readHouse, syncFolder } from '../kernel/index.ts';
import { writeAge, type AgeWriter } from './age-file.ts';
import { describe, snapshot } from './databases.ts';
import { requireSpace } from './disk-space.ts';
import {
  DATABASE_NAMES,
  databaseEntry,
  MANIFEST_ENTRY,
  SECRETS_ENTRY,
  type DatabaseFacts,
  type DatabaseName,
  type Manifest,
} from './manifest.ts';
import { asResult, BackupError, type BackupProblem } from './problem.ts';
import type { CarriedSecrets } from './secrets-payload.ts';
import { tarEnd, tarHeader, tarPadding } from './tar.ts';
import { verifyBackup } from './verify.ts';

const READ_BYTES = 256 * 1024;

export type CreateInput = {
  /** The live databases; server and library may not have been made yet. */
  readonly databases: Readonly<Record<DatabaseName, string>>;
  /** Where backups go. */
  readonly folder: string;
  /** For copies while the work lasts; made private, emptied at the end. */
  readonly workFolder: string;
  readonly recipients: readonly string[];
  /** Opens what was made, to prove it: the identity of the first recipient. */
  readonly identity: string;
  readonly secrets: CarriedSecrets;
  readonly holdfast: string;
  readonly installationId: string;
  /** ms since 1970. */
  readonly now: number;
};

export type BackupFile = {
  readonly fileName: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly manifest: Manifest;
};

/**
 * Make a backup and prove it: consistent copies, sealed to every recipient under a temporary name, synced, renamed, then
 * read back, opened, and checked row by row (DB-05, DB-06, DB-09). What fails the check is removed and does not count.
 */
export function createBackup(
  input: CreateInput,
  onProgress: (fraction: number) => void,
): Promise<Result<BackupFile, BackupProblem>> {
  return asResult(async () => {
    const { folder, workFolder, now } = input;
    if (!existsSync(folder))
      throw new BackupError('place-gone', `The folder ${folder} is not there. Connect its disk, or choose another.`);
    makePrivateFolder(workFolder);
    const id = newId();
    const fileName = backupFileName(now, id);
    const temporary = join(folder, `.${fileName}.part`);
    try {
      const present = DATABASE_NAMES.filter((name) => existsSync(input.databases[name]));
      if (!present.includes('manager'))
        throw new BackupError('source-damaged', 'There is no database to back up yet. Set Holdfast up first.');
      const bytes = present.reduce((sum, name) => sum + statSync(input.databases[name]).size, 0);
      requireSpace(workFolder, 2 * bytes); // the copy, and later the copy that proves
      requireSpace(folder, bytes);
      const copies = await copyAll(input, present, (fraction) => onProgress(0.3 * fraction));
      const manifest = manifestOf(input, id, copies);
      const sealing = (fraction: number) => onProgress(0.3 + 0.4 * fraction);
      const { sizeBytes } = await seal(temporary, input, manifest, copies, sealing);
      for (const { path } of copies) rmSync(path);
      renameSync(temporary, join(folder, fileName));
      syncFolder(folder);
      const verified = await verifyBackup(
        { file: join(folder, fileName), identities: [input.identity], workFolder },
        (fraction) => onProgress(0.7 + 0.3 * fraction),
      );
      if (!verified.ok) {
        rmSync(join(folder, fileName), { force: true });
        // What was just sealed under a held key can be unsound only if what was copied is.
        const code = verified.failure.code === 'damaged' ? 'source-damaged' : verified.failure.code;
        throw new BackupError(
          code,
          `The new backup did not pass its check and was removed. ${verified.failure.message}`,
        );
      }
      return { fileName, sizeBytes, sha256: verified.value.sha256, manifest };
    } finally {
      rmSync(temporary, { force: true });
      rmSync(workFolder, { recursive: true, force: true });
    }
  });
}

/** `holdfast-2026-11-21T03-00-00Z-1a2b3c4d.age`: sorts by time, and says what it is to someone who finds it. */
export const backupFileName = (madeAt: number, id: string): string =>
  `holdfast-${new Date(madeAt).toISOString().slice(0, 19).replaceAll(':', '-')}Z-${id.slice(0, 8)}.age`;
export const BACKUP_FILE = /^holdfast-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ-[0-9a-f]{8}\.age$/;

type Copy = { readonly name: DatabaseName; readonly path: string; readonly facts: DatabaseFacts };

async function copyAll(
  input: CreateInput,
  present: readonly DatabaseName[],
  fraction: (fraction: number) => void,
): Promise<Copy[]> {
  const copies: Copy[] = [];
  for (const [at, name] of present.entries()) {
    const path = join(input.workFolder, databaseEntry(name));
    try {
      await snapshot(input.databases[name], path, (part) => fraction((at + part) / present.length));
      const facts = { ...describe(path), ...measure(path) };
      copies.push({ name, path, facts });
    } catch (error) {
      const code = String((error as { code?: unknown }).code);
      if (!/CORRUPT|NOTADB/.test(code)) throw error;
      throw new BackupError('source-damaged', `The ${name} database is damaged, so it cannot be backed up. Restore an earlier backup.`, { cause: error }); // prettier-ignore
    }
  }
  return copies;
}

function measure(path: string): { sizeBytes: number; sha256: string } {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  eachPiece(path, (piece) => {
    hash.update(piece);
    sizeBytes += piece.length;
  });
  return { sizeBytes, sha256: hash.digest('hex') };
}

function manifestOf(input: CreateInput, id: string, copies: readonly Copy[]): Manifest {
  const facts = (name: DatabaseName) => copies.find((copy) => copy.name === name)?.facts ?? null;
  const manager = copies.find((copy) => copy.name === 'manager')!;
  const db = openReadOnly(manager.path);
  try {
    const secrets = Buffer.from(JSON.stringify(input.secrets));
    return {
      format: 1,
      id,
      holdfast: input.holdfast,
      madeAt: input.now,
      installationId: input.installationId,
      serverName: readHouse(db).serverName,
      databases: { manager: manager.facts, server: facts('server'), library: facts('library') },
      secrets: { sizeBytes: secrets.length, sha256: createHash('sha256').update(secrets).digest('hex') },
      auditHead: auditHead(db),
    };
  } finally {
    db.close();
  }
}

async function seal(
  temporary: string,
  input: CreateInput,
  manifest: Manifest,
  copies: readonly Copy[],
  fraction: (fraction: number) => void,
): Promise<{ sizeBytes: number }> {
  const fd = openSync(temporary, 'wx', FILE_MODE);
  try {
    const writer = await writeAge(fd, input.recipients);
    writeWhole(writer, MANIFEST_ENTRY, Buffer.from(JSON.stringify(manifest)), manifest.madeAt);
    writeWhole(writer, SECRETS_ENTRY, Buffer.from(JSON.stringify(input.secrets)), manifest.madeAt);
    const total = copies.reduce((sum, { facts }) => sum + facts.sizeBytes, 0);
    let done = 0;
    for (const { name, path, facts } of copies) {
      writer.write(tarHeader({ name: databaseEntry(name), sizeBytes: facts.sizeBytes }, manifest.madeAt));
      eachPiece(path, (piece) => {
        writer.write(piece);
        done += piece.length;
        fraction(done / total);
      });
      writer.write(tarPadding(facts.sizeBytes));
    }
    writer.write(tarEnd());
    writer.end();
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  return { sizeBytes: statSync(temporary).size };
}

function writeWhole(writer: AgeWriter, name: string, content: Buffer, madeAt: number): void {
  writer.write(tarHeader({ name, sizeBytes: content.length }, madeAt));
  writer.write(content);
  writer.write(tarPadding(content.length));
}

/** Hand a file to `take` piece by piece; a piece is valid until `take` returns. */
function eachPiece(path: string, take: (piece: Buffer) => void): void {
  const fd = openSync(path, 'r');
  try {
    const buffer = Buffer.allocUnsafe(READ_BYTES);
    for (let got = readSync(fd, buffer); got > 0; got = readSync(fd, buffer)) take(buffer.subarray(0, got));
  } finally {
    closeSync(fd);
  }
}
