import { createHash, type Hash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  type Stats,
} from 'node:fs';
import { join, relative } from 'node:path';
import type { CutConnection } from '../../../shared/contract/incident.ts';
import type { Result } from '../../../shared/result.ts';
import { listAuditChain } from '../audit/index.ts';
import {
  asResult,
  backupSettings,
  BackupError,
  snapshot,
  tarEnd,
  tarHeader,
  tarPadding,
  writeAge,
  type AgeWriter,
  type BackupProblem,
} from '../backups/index.ts';
import {
  FILE_MODE,
  makePrivateFolder,
  openReadOnly,
  readHostNames,
  readHouse,
  syncFolder,
  systemClock,
  writeFileAtomically,
  type Clock,
} from '../kernel/index.ts';
import { listOurProcesses, listSockets } from './system-facts.ts';

export const EVIDENCE_MANIFEST = 'manifest.json';
const READ_BYTES = 256 * 1024;
/** Nothing more is begun once this much of the time is gone, so that what is there can still be sealed (ARCHITECTURE 5: 60 s). */
const GATHERING_MS = 40_000;
/** A copy that cannot be sealed by then is not begun to be. */
const SEALING_MS = 50_000;
/** Sealing hashes, encrypts and writes what copying only read and wrote. */
const SEALING_PER_COPYING = 2;

export type EvidenceInput = {
  readonly incident: {
    readonly id: string;
    readonly reason: string;
    readonly actor: string;
    readonly openedAt: number;
  };
  /** Who was cut off; null when nobody can tell. */
  readonly connected: readonly CutConnection[] | null;
  readonly holdfast: string;
  readonly installationId: string;
  readonly databases: Readonly<Record<'manager' | 'server' | 'library', string>>;
  /** The data folder. Its cache can be made again and is left out; backups are named with size and time. */
  readonly root: string;
  readonly logs: string;
  readonly cache: string;
  readonly backups: string;
  /** Only takes room. */
  readonly reserve: string;
  /** Program files; the media tools are files of their own. */
  readonly programFolders: readonly string[];
  readonly programFiles: readonly string[];
  /** Where it goes, a file that is replaced when it is taken again. */
  readonly target: string;
  /** For copies while the work lasts; made private, removed at the end. */
  readonly workFolder: string;
  readonly recipients: readonly string[];
  /** ms since 1970. */
  readonly now: number;
  /** The manager's process. */
  readonly pid: number;
};

export type EvidencePart = { readonly name: string; readonly sizeBytes: number; readonly sha256: string };
export type EvidenceManifest = {
  readonly format: 1;
  readonly incident: EvidenceInput['incident'];
  readonly holdfast: string;
  readonly installationId: string;
  readonly madeAt: number;
  readonly parts: readonly EvidencePart[];
  /** What is not in it and why, one sentence each. */
  readonly leftOut: readonly string[];
};
export type Evidence = {
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly parts: number;
  /** What should be in it and is not, one sentence each: there was no time, or it is damaged. */
  readonly missing: readonly string[];
};

/** `incident-2026-11-21T20-41-07Z-1a2b3c4d.hfe`: an age file around a tar, as backups are. */
export const evidenceFileName = (incident: { readonly id: string; readonly openedAt: number }): string =>
  `incident-${new Date(incident.openedAt).toISOString().slice(0, 19).replaceAll(':', '-')}Z-${incident.id.slice(0, 8)}.hfe`;

/**
 * Keep what there is to know of an incident before anything of it is changed (INC-04): databases, audit, logs, settings,
 * sockets, processes and file hashes, with the SHA-256 of each, sealed so that only the holder of a recovery kit reads it.
 * Beside it lies the hash of the whole, which needs no key. May be repeated; the last one stays. Small parts come first:
 * what there is no time for is left out, said, and no reason to keep nothing.
 */
export function takeEvidence(
  input: EvidenceInput,
  onProgress: (fraction: number) => void,
  clock: Pick<Clock, 'monotonic'> = systemClock,
): Promise<Result<Evidence, BackupProblem>> {
  return asResult(async () => {
    const begunAt = clock.monotonic();
    const tookMs = () => clock.monotonic() - begunAt;
    const temporary = `${input.target}.part`;
    makePrivateFolder(input.workFolder);
    rmSync(temporary, { force: true });
    try {
      const { parts, missing } = await seal(temporary, input, onProgress, tookMs);
      const { sizeBytes, sha256 } = hashWhole(temporary);
      renameSync(temporary, input.target);
      writeFileAtomically(`${input.target}.sha256`, `${sha256}  ${relative(join(input.target, '..'), input.target)}\n`);
      syncFolder(join(input.target, '..'));
      return { sizeBytes, sha256, parts: parts.length, missing };
    } finally {
      rmSync(temporary, { force: true });
      rmSync(input.workFolder, { recursive: true, force: true });
    }
  });
}

/** @param tookMs so far. */
async function seal(
  temporary: string,
  input: EvidenceInput,
  onProgress: (fraction: number) => void,
  tookMs: () => number,
): Promise<{ readonly parts: readonly EvidencePart[]; readonly missing: readonly string[] }> {
  const fd = openSync(temporary, 'wx', FILE_MODE);
  try {
    const writer = await writeAge(fd, input.recipients);
    const archive = createArchive(writer, input.now);
    const leftOut: string[] = [];
    const missing: string[] = [];
    archive.text('incident.json', json(input.incident));
    archive.text('connections.json', json(input.connected));
    archive.text('sockets.json', json(listSockets()));
    archive.text('processes.json', json(listOurProcesses(input.pid, input.root)));
    try {
      archive.text('settings.json', json(settingsFromDefaults(input.databases.manager)));
    } catch (error) {
      if (!isDamage(error)) throw error;
      missing.push('The settings cannot be read: the manager database is damaged.');
    }
    for (const name of filesIn(input.logs)) archive.file(`logs/${name}`, join(input.logs, name));
    onProgress(0.05);
    const databases = smallestFirst(input.databases);
    for (const [at, { name, path, sizeBytes }] of databases.entries()) {
      if (sizeBytes === null) {
        leftOut.push(`There is no ${name} database yet.`);
        continue;
      }
      // One after the other, so that on a nearly full disk there is never more than one copy.
      const copy = join(input.workFolder, `${name}.db`);
      try {
        const before = tookMs();
        await snapshot(path, copy, (part) => {
          if (tookMs() > GATHERING_MS) throw new NoTime();
          onProgress(0.05 + (0.6 * (at + part)) / databases.length);
        });
        if (tookMs() + SEALING_PER_COPYING * (tookMs() - before) > SEALING_MS) throw new NoTime();
        if (name === 'manager') archive.lines('audit.jsonl', auditLines(copy));
        archive.file(`databases/${name}.db`, copy);
      } catch (error) {
        if (error instanceof NoTime)
          missing.push(`There was no time for the ${name} database (${(sizeBytes / 1_000_000).toFixed(1)} MB).`);
        else if (isDamage(error)) missing.push(keepDamaged(archive, name, existsSync(copy) ? copy : path, input));
        else throw error;
      }
      rmSync(copy, { force: true });
    }
    onProgress(0.7);
    const isLate = () => tookMs() > GATHERING_MS;
    const hashes = hashFiles(input, isLate, (part) => onProgress(0.7 + 0.25 * part));
    archive.text('hashes.json', json(hashes));
    leftOut.push('Of backups and open databases only names, sizes and times are listed; the cache is left out.');
    if (isLate()) missing.push('There was no time to hash every file; those have no hash.');
    const manifest: EvidenceManifest = {
      format: 1,
      incident: input.incident,
      holdfast: input.holdfast,
      installationId: input.installationId,
      madeAt: input.now,
      parts: [...archive.parts],
      leftOut: [...missing, ...leftOut],
    };
    archive.text(EVIDENCE_MANIFEST, json(manifest));
    writer.write(tarEnd());
    writer.end();
    fsyncSync(fd);
    return { parts: manifest.parts, missing };
  } finally {
    closeSync(fd);
  }
}

/** What is gathered now would not be sealed in time. */
class NoTime extends Error {}

const isDamage = (error: unknown): boolean => /CORRUPT|NOTADB/.test(String((error as { code?: unknown }).code));

type DatabaseName = keyof EvidenceInput['databases'];

/** @returns each with its size, null where there is none yet. Who may do what, and the record of it, comes first. */
function smallestFirst(databases: EvidenceInput['databases']) {
  return (Object.entries(databases) as [DatabaseName, string][])
    .map(([name, path]) => ({ name, path, sizeBytes: statSync(path, { throwIfNoEntry: false })?.size ?? null }))
    .sort((a, b) => Number(b.name === 'manager') - Number(a.name === 'manager') || (a.sizeBytes ?? 0) - (b.sizeBytes ?? 0)); // prettier-ignore
}

/** Damage may be the very traces: kept as it lies. @param file the database, or the copy of it there was before it showed. */
function keepDamaged(
  archive: ReturnType<typeof createArchive>,
  name: DatabaseName,
  file: string,
  { databases }: EvidenceInput,
): string {
  // Ours is open here, see hashFiles.
  if (file === databases.manager) return 'The manager database is damaged.';
  archive.file(`databases/${name}.damaged`, file);
  return `The ${name} database is damaged. Its file is kept as it is.`;
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 1)}\n`;

/** Entries of the archive as they are written, each with its hash. */
function createArchive(writer: AgeWriter, madeAt: number) {
  const parts: EvidencePart[] = [];
  const add = (name: string, sizeBytes: number, fill: (put: (piece: Buffer) => void) => void) => {
    const hash: Hash = createHash('sha256');
    let left = sizeBytes;
    writer.write(tarHeader({ name, sizeBytes }, madeAt));
    const put = (piece: Buffer) => {
      const taken = piece.subarray(0, left); // a log that grew meanwhile ends where it ended when it was measured
      hash.update(taken);
      writer.write(taken);
      left -= taken.length;
    };
    fill(put);
    if (left > 0) throw new BackupError('damaged', `${name} became shorter while it was read. It is tried again.`);
    writer.write(tarPadding(sizeBytes));
    parts.push({ name, sizeBytes, sha256: hash.digest('hex') });
  };
  const text = (name: string, content: string) => {
    const bytes = Buffer.from(content);
    add(name, bytes.length, (put) => put(bytes));
  };
  return {
    parts,
    text,
    lines: (name: string, lines: Iterable<string>) => text(name, [...lines].join('')),
    file: (name: string, path: string) => add(name, statSync(path).size, (put) => eachPiece(path, put)),
  };
}

function* auditLines(managerDb: string): Generator<string> {
  const db = openReadOnly(managerDb);
  try {
    for (const row of listAuditChain(db)) yield `${JSON.stringify(row)}\n`;
  } finally {
    db.close();
  }
}

/** What the owner set otherwise than a new house has it. */
function settingsFromDefaults(managerDb: string): Record<string, unknown> {
  const db = openReadOnly(managerDb);
  try {
    const { serverName, accessRule } = readHouse(db);
    const hostNames = readHostNames(db);
    const { dailyAt, secondFolder, kitConfirmedAt, kitIssuedAt } = backupSettings(db);
    const found: Record<string, unknown> = { serverName };
    if (accessRule !== '{"kind":"home"}') found['access'] = JSON.parse(accessRule) as unknown;
    if (hostNames.length > 0) found['hostNames'] = hostNames;
    if (dailyAt !== '03:00') found['backupDailyAt'] = dailyAt;
    if (secondFolder !== null) found['secondBackupFolder'] = secondFolder;
    if (kitIssuedAt !== null) found['recoveryKit'] = { issuedAt: kitIssuedAt, confirmedAt: kitConfirmedAt };
    return found;
  } finally {
    db.close();
  }
}

type HashedFile = {
  readonly path: string;
  readonly sizeBytes: number;
  readonly changedAt: number;
  readonly sha256: string | null;
};

/** Every file of the data folder and of the program with its hash; null where the time was over or nobody may read it. */
function hashFiles(
  input: EvidenceInput,
  isLate: () => boolean,
  onProgress: (fraction: number) => void,
): { readonly data: HashedFile[]; readonly program: HashedFile[] } {
  const left = new Set([input.cache, input.workFolder, `${input.target}.part`, input.reserve, `${input.reserve}.part`]);
  // SQLite's locks are the process's: closing any other handle on a database that is open here would drop them, also the
  // one that keeps a second Holdfast out. Databases are in the archive as copies; the lock file says nothing.
  const open = [join(input.root, 'instance.db'), ...Object.values(input.databases)];
  const isNamedOnly = (path: string) => path.startsWith(input.backups) || open.some((one) => path.startsWith(one));
  const hash = (root: string, path: string, stat: Stats, isNamed: boolean): HashedFile => ({
    path: relative(root, path) || path,
    sizeBytes: stat.size,
    changedAt: Math.round(stat.mtimeMs),
    sha256: isNamed || isLate() ? null : hashOrNull(path),
  });
  const data = [...walk(input.root, left)].map(({ path, stat }) => hash(input.root, path, stat, isNamedOnly(path)));
  onProgress(0.5);
  const program = input.programFolders.flatMap((folder) =>
    [...walk(folder, new Set())].map(({ path, stat }) => hash(join(folder, '..'), path, stat, false)),
  );
  for (const path of input.programFiles)
    if (existsSync(path)) program.push({ ...hash('/', path, statSync(path), false), path });
  return { data, program };
}

function* walk(folder: string, without: ReadonlySet<string>): Generator<{ path: string; stat: Stats }> {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (without.has(path)) continue;
    if (entry.isDirectory()) yield* walk(path, without);
    else if (entry.isFile()) {
      const stat = statSync(path, { throwIfNoEntry: false });
      if (stat) yield { path, stat };
    }
  }
}

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
    .sort();
}

function hashOrNull(path: string): string | null {
  try {
    return hashWhole(path).sha256;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return null; // gone, or not ours to read
  }
}

function hashWhole(path: string): { readonly sizeBytes: number; readonly sha256: string } {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  eachPiece(path, (piece) => {
    hash.update(piece);
    sizeBytes += piece.length;
  });
  return { sizeBytes, sha256: hash.digest('hex') };
}

/** A piece is valid until `take` returns. */
function eachPiece(path: string, take: (piece: Buffer) => void): void {
  const fd = openSync(path, 'r');
  try {
    const buffer = Buffer.allocUnsafe(READ_BYTES);
    for (let got = readSync(fd, buffer); got > 0; got = readSync(fd, buffer)) take(buffer.subarray(0, got));
  } finally {
    closeSync(fd);
  }
}
