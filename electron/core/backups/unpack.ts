import { createHash } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import { FILE_MODE } from '../kernel/index.ts';
import { readAge } from './age-file.ts';
import { requireSpace } from './disk-space.ts';
import {
  DATABASE_NAMES,
  databaseEntry,
  LARGEST_MANIFEST_BYTES,
  MANIFEST_ENTRY,
  parseManifest,
  SECRETS_ENTRY,
  type DatabaseName,
  type Manifest,
} from './manifest.ts';
import { BackupError } from './problem.ts';
import { parseSecrets, type CarriedSecrets } from './secrets-payload.ts';
import { readTar, tarSize, type Entry, type TarReader } from './tar.ts';

export type Unpacked = { readonly manifest: Manifest; readonly secrets: CarriedSecrets };

export type UnpackInput = {
  readonly file: string;
  readonly identities: readonly string[];
  /** Where each database goes; the folders exist, the files do not. */
  readonly targets: Readonly<Record<DatabaseName, string>>;
  /** For the check of free space: a folder on the targets' disk. */
  readonly folder: string;
};

/**
 * Open a backup and lay its databases out, believing nothing: every byte was authenticated by its key, every part must be
 * where and what the manifest says, and nothing may follow.
 *
 * @throws BackupError with the reason it is not fit
 */
export async function unpack(input: UnpackInput, onProgress: (fraction: number) => void): Promise<Unpacked> {
  const reader = await readAge(input.file, input.identities);
  let wholeBytes = 0;
  try {
    const tar = readTar(() => {
      const bytes = reader.next();
      onProgress(reader.fraction());
      return bytes;
    });
    const manifestEntry = expectEntry(tar, MANIFEST_ENTRY, null);
    if (manifestEntry.sizeBytes > LARGEST_MANIFEST_BYTES) throw swapped(MANIFEST_ENTRY);
    const manifest = parseManifest(readWhole(tar, manifestEntry).content.toString('utf8'));
    const parts = partsOf(manifest);
    wholeBytes = reader.sizeFor(tarSize([manifestEntry, ...parts]));
    requireSpace(input.folder, parts.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)); // prettier-ignore
    let secrets: CarriedSecrets = {};
    for (const part of parts) {
      const entry = expectEntry(tar, part.name, part.sizeBytes);
      if (part.database === null) {
        const found = readWhole(tar, entry);
        if (found.sha256 !== part.sha256) throw swapped(part.name);
        secrets = parseSecrets(found.content.toString('utf8'));
      } else if (writeOut(tar, entry, input.targets[part.database]) !== part.sha256) throw swapped(part.name);
    }
    const extra = tar.nextEntry();
    if (extra !== null) throw swapped(extra.name);
    return { manifest, secrets };
  } catch (error) {
    // A chunk that was cut does not hold, like one that was changed; the length tells which.
    if (error instanceof BackupError && error.code === 'damaged' && reader.fileBytes < wholeBytes)
      throw new BackupError('truncated', 'The file was cut short: its end is missing. Choose another copy.');
    throw error;
  } finally {
    reader.close();
  }
}

type Part = Entry & { readonly sha256: string; readonly database: DatabaseName | null };

/** What follows the manifest, in this order. */
function partsOf(manifest: Manifest): Part[] {
  const databases = DATABASE_NAMES.flatMap((name): Part[] => {
    const facts = manifest.databases[name];
    return facts === null ? [] : [{ ...facts, name: databaseEntry(name), database: name }];
  });
  return [{ ...manifest.secrets, name: SECRETS_ENTRY, database: null }, ...databases];
}

function expectEntry(tar: TarReader, name: string, sizeBytes: number | null): Entry {
  const entry = tar.nextEntry();
  if (entry === null) throw new BackupError('hostile', `A part of this file is missing: ${name}. Nothing was changed.`);
  if (entry.name !== name || (sizeBytes !== null && entry.sizeBytes !== sizeBytes)) throw swapped(entry.name);
  return entry;
}

function readWhole(tar: TarReader, entry: Entry): { content: Buffer; sha256: string } {
  const pieces: Buffer[] = [];
  tar.content(entry, (piece) => pieces.push(Buffer.from(piece)));
  const content = Buffer.concat(pieces);
  return { content, sha256: createHash('sha256').update(content).digest('hex') };
}

/** @returns the SHA-256 of what was written. */
function writeOut(tar: TarReader, entry: Entry, target: string): string {
  const hash = createHash('sha256');
  // 'wx': what is there already, also a link somebody laid, is never written through.
  const fd = openSync(target, 'wx', FILE_MODE);
  try {
    tar.content(entry, (piece) => {
      hash.update(piece);
      for (let at = 0; at < piece.length;) at += writeSync(fd, piece, at);
    });
  } finally {
    closeSync(fd);
  }
  return hash.digest('hex');
}

const swapped = (name: string) =>
  new BackupError('hostile', `A part of this file does not belong there: ${name.slice(0, 40)}. Nothing was changed.`);
