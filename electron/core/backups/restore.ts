import { closeSync, fsyncSync, openSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, isAbsolute, join, sep } from 'node:path';
import { fail, ok, type Result } from '../../../shared/result.ts';
import { openAudit, record, startNewSegment } from '../audit/index.ts';
import {
  currentGeneration,
  flipTo,
  generationFiles,
  generationFolder,
  isOpen,
  newEpoch,
  newId,
  newToken,
  openWritable,
  raiseGlobalEpoch,
  readHouse,
  SecretsUnavailable,
  syncFolder,
  writePermit,
  type Clock,
  type GenerationFiles,
  type Instance,
  type LibraryDb,
  type ManagerDb,
  type Migration,
  type SecretStore,
  type ServerDb,
} from '../kernel/index.ts';
import { carryBans, carryOver, settleWhoIsOut } from './carry-over.ts';
import { applyKeys, keepKeys } from './generation-keys.ts';
import { newIdentity } from './age-file.ts';
import { markInUse, markRetired, placeGeneration, stagingFiles } from './generations.ts';
import { ourMigrations, type Manifest, type Migrations } from './manifest.ts';
import { asResult, backupFailure, BackupError, type BackupProblem } from './problem.ts';
import { gatherSecrets, type CarriedSecrets } from './secrets-payload.ts';
import { layOut } from './verify.ts';

export type StageInput = {
  readonly file: string;
  readonly identities: readonly string[];
  /** Where the generation is built; removed again when the backup is not fit. */
  readonly folder: string;
};

export type Staged = { readonly manifest: Manifest; readonly secrets: CarriedSecrets };

/** The half that reads and checks everything while the present generation still serves: nothing of it is touched. */
export function stageGeneration(
  input: StageInput,
  onProgress: (fraction: number) => void,
  migrations: Migrations = ourMigrations,
): Promise<Result<Staged, BackupProblem>> {
  return asResult(async () => {
    const { file, identities, folder } = input;
    let isFit = false;
    try {
      const { manifest, secrets } = await layOut({ file, identities, workFolder: folder }, migrations, onProgress);
      const files = generationFiles(folder);
      migrate(files, migrations);
      // Here and not at the flip: the disk may take seconds, and this half is the one that holds nobody up.
      for (const path of [files.managerDb, files.serverDb, files.libraryDb]) {
        syncFile(path);
        syncFolder(dirname(path));
      }
      syncFolder(folder);
      isFit = true;
      return { manifest, secrets };
    } finally {
      if (!isFit) rmSync(folder, { recursive: true, force: true });
    }
  });
}

/** Bring an older schema to ours, and move what is in the logs into the files. A database the backup had not is made new. */
function migrate(files: GenerationFiles, migrations: Migrations): void {
  const opened = [
    openWritable<ManagerDb>(files.managerDb, migrations.manager, 'power-cut'),
    openWritable<ServerDb>(files.serverDb, migrations.server, 'power-cut'),
    openWritable<LibraryDb>(files.libraryDb, migrations.library, 'power-cut'),
  ];
  for (const database of opened) if (database.ok) database.value.close();
  for (const database of opened) if (!database.ok) throw new BackupError('damaged', database.failure.message);
}

/** A folder that has another path here; everything below it moves along. */
export type FolderMove = { readonly from: string; readonly to: string };

export type RestoreRequest = {
  readonly file: string;
  readonly identities: readonly string[];
  readonly folders: readonly FolderMove[];
};

export type RestoreDeps = {
  readonly instance: Instance;
  readonly secrets: SecretStore;
  readonly clock: Clock;
  /** `stageGeneration`, here or in another thread. */
  readonly stage: (input: StageInput) => Promise<Result<Staged, BackupProblem>>;
  /** End everything that uses the present generation; resolves when its files are closed. */
  readonly stop: () => Promise<void>;
  /** Start on a generation and see whether it is healthy. Must be possible again after a failure. */
  readonly start: (generation: string) => Promise<Result<unknown>>;
};

export type Restored = {
  readonly generation: string;
  /** The point to go back to, kept for 7 days. */
  readonly previous: string;
  readonly manifest: Manifest;
  /** False when the owner has to open the house, because it was not open before. */
  readonly isOpen: boolean;
};

/**
 * Replace everything by what a backup holds (DB-11). Checked and built beside the present generation, then `current` is
 * flipped by one rename; what does not start flips back. The present one stays untouched for 7 days. Ends every session;
 * this installation keeps its own id.
 */
export async function restore(
  deps: RestoreDeps,
  request: RestoreRequest,
  actor: string,
): Promise<Result<Restored, BackupProblem | 'no-keys' | 'not-started' | 'bad-folder'>> {
  const { instance, secrets, clock } = deps;
  const { data, generation: previous } = instance;
  for (const { from, to } of request.folders)
    if (!isAbsolute(to)) return fail('bad-folder', `${to} is not a whole path. Give it from the top, for ${from}.`);
  const generation = newId();
  const staging = stagingFiles(data, generation);
  const staged = await deps.stage({ file: request.file, identities: request.identities, folder: staging.folder });
  if (!staged.ok) {
    await rm(staging.folder, { recursive: true, force: true }); // a thread that was stopped could not
    return staged;
  }
  const { manifest } = staged.value;
  const present = await readPresentKeys(secrets, staged.value.secrets);
  if (!present.ok) {
    await rm(staging.folder, { recursive: true, force: true });
    return present;
  }
  const { identity, carried: presentKeys, signingKey: presentSigningKey } = present.value;
  const hasAuditKey = staged.value.secrets['audit-key'] !== undefined;
  const keys = { ...staged.value.secrets, 'audit-key': staged.value.secrets['audit-key'] ?? newToken() };
  try {
    await deps.stop();
    renew(staging, { present: instance.files, folders: request.folders, clock, actor, manifest, auditKey: { value: keys['audit-key'], isNew: !hasAuditKey } }); // prettier-ignore
    await keepKeys(staging.folder, keys, identity);
    await keepKeys(instance.files.folder, presentKeys, identity);
    placeGeneration(data, generation);
    markRetired(data, previous, clock.now());
    // While both are named, a process that ends here leaves the house as open as it was, whichever is current.
    if (isOpen(data.permit, previous)) writePermit(data.permit, previous, generation);
    flipTo(data, generation);
    await applyKeys(generationFolder(data, generation).folder, secrets);
    await secrets.set('signing-key', newToken());
    const started = await deps.start(generation);
    if (!started.ok) throw new BackupError('damaged', started.failure.message);
    if (isOpen(data.permit, generation)) writePermit(data.permit, generation);
  } catch (error) {
    const sentence = sentenceOf(error);
    const back = await goBack(deps, generation, presentSigningKey);
    if (sentence === null) throw error;
    return fail('not-started', `The backup was read, but Holdfast did not start with it: ${sentence} ${back}`);
  }
  markInUse(data, generation);
  return ok({ generation, previous, manifest, isOpen: isOpen(data.permit, generation) });
}

/** What went wrong, for the owner; null for a bug of ours. */
const sentenceOf = (error: unknown): string | null =>
  error instanceof SecretsUnavailable ? error.message : (backupFailure(error)?.message ?? null);

/** Everything as it was before. @returns how that went, in a sentence. */
async function goBack(
  { instance, secrets, stop, start }: RestoreDeps,
  generation: string,
  presentSigningKey: string | null,
): Promise<string> {
  const { data, generation: previous } = instance;
  let keys = '';
  markInUse(data, previous);
  // Asked of the disk: on a full one the flip may have failed before its rename, or after.
  if (currentGeneration(data) !== previous) {
    await stop();
    flipTo(data, previous);
    if (isOpen(data.permit, previous)) writePermit(data.permit, previous);
    try {
      await applyKeys(instance.files.folder, secrets);
      if (presentSigningKey !== null) await secrets.set('signing-key', presentSigningKey);
    } catch (error) {
      if (!(error instanceof SecretsUnavailable)) throw error;
      // They lie sealed beside that generation, and the next start puts them into the store.
      keys = ` Its keys could not be put back yet: ${error.message}`;
    }
  }
  for (const folder of [stagingFiles(data, generation).folder, generationFolder(data, generation).folder])
    await rm(folder, { recursive: true, force: true });
  const started = await start(previous);
  return started.ok
    ? `Everything is as it was before.${keys}`
    : `The data is as it was before, but the house did not start again: ${started.failure.message}${keys}`;
}

type PresentKeys = {
  readonly identity: string;
  readonly carried: CarriedSecrets;
  readonly signingKey: string | null;
};

/** Before anything is stopped: a rotation that was cut off is settled by what the present database says. */
async function readPresentKeys(secrets: SecretStore, brought: CarriedSecrets): Promise<Result<PresentKeys, 'no-keys'>> {
  try {
    const identity = await ownIdentity(secrets, brought);
    return ok({ identity, carried: await gatherSecrets(secrets), signingKey: await secrets.get('signing-key') });
  } catch (error) {
    if (error instanceof SecretsUnavailable) return fail('no-keys', error.message);
    throw error;
  }
}

/** This machine's backup identity; a fresh machine takes over the one that came along, so that older backups open here. */
async function ownIdentity(secrets: SecretStore, carried: CarriedSecrets): Promise<string> {
  const own = await secrets.get('backup-identity');
  if (own !== null) return own;
  const taken = carried['backup-identity'] ?? (await newIdentity()).identity;
  await secrets.set('backup-identity', taken);
  return taken;
}

/**
 * Make a restored generation today's: new epochs, so that no session of then lives; folders where they are now; what must
 * outlive the restore taken from the present database, when that can still be read; an audit that goes on above both.
 *
 * @throws BackupError when its content is none a house can start with.
 */
function renew(
  files: GenerationFiles,
  to: {
    /** What it replaces. */
    readonly present: GenerationFiles;
    readonly folders: readonly FolderMove[];
    readonly clock: Clock;
    readonly actor: string;
    readonly manifest: Manifest;
    /** What its audit is sealed with; new when none came along. */
    readonly auditKey: { readonly value: string; readonly isNew: boolean };
  },
): void {
  const now = to.clock.now();
  const db = openRestored<ManagerDb>(files.managerDb, ourMigrations.manager);
  try {
    const problem = contentProblem(db);
    if (problem !== null) throw new BackupError('damaged', problem);
    openAudit(db, to.clock, to.auditKey);
    db.transaction(() => {
      raiseGlobalEpoch(db);
      const newEpochOf = db.prepare('UPDATE account SET epoch = ? WHERE id = ?');
      for (const id of db.prepare<[], string>('SELECT id FROM account').pluck().all()) newEpochOf.run(newEpoch(), id);
      moveFolders(db, to.folders);
      startNewSegment(db, to.clock, carryOver(db, to.present.managerDb));
      settleWhoIsOut(db);
      const { id, madeAt, installationId } = to.manifest;
      const detail = { backup: id, madeAt, installationId, folders: to.folders };
      record(db, { at: now, actor: to.actor, event: 'backup.restored', detail });
    }).immediate();
  } finally {
    db.close();
  }
  const server = openRestored<ServerDb>(files.serverDb, ourMigrations.server);
  try {
    server.prepare('UPDATE session SET ended_at = ? WHERE ended_at IS NULL').run(now);
    carryBans(server, to.present.serverDb, now);
  } finally {
    server.close();
  }
  for (const path of [files.managerDb, files.serverDb]) syncFile(path);
}

function openRestored<Db extends ManagerDb | ServerDb>(path: string, migrations: readonly Migration[]): Db {
  const opened = openWritable<Db>(path, migrations, 'power-cut');
  if (!opened.ok) throw new BackupError('damaged', opened.failure.message);
  return opened.value;
}

/** What a start needs from the rows themselves. */
function contentProblem(db: ManagerDb): string | null {
  const house = readHouse(db);
  if (house === undefined || house.setUpAt === null) return 'It is a backup of a house that was never set up.';
  try {
    JSON.parse(house.accessRule);
    return null;
  } catch {
    return 'Its access rule cannot be read.';
  }
}

function moveFolders(db: ManagerDb, moves: readonly FolderMove[]): void {
  const libraries = db.prepare<[], { id: string; path: string }>('SELECT id, path FROM library').all();
  const update = db.prepare('UPDATE library SET path = ? WHERE id = ?');
  for (const { id, path } of libraries) {
    const move = moves.find(
      ({ from }) => path === from || path.startsWith(from.endsWith(sep) ? from : `${from}${sep}`),
    );
    if (move) update.run(join(move.to, path.slice(move.from.length)), id);
  }
}

function syncFile(path: string): void {
  const fd = openSync(path, 'r+');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
