import { existsSync, readdirSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, ok, type Failure, type Result } from '../../shared/result.ts';
import { record } from '../core/audit/index.ts';
import {
  addBackup,
  backupSettings,
  changeBackupSettings,
  databasesOf,
  gatherSecrets,
  isFaultOfFile,
  listBackups,
  newestFirst,
  newIdentity,
  noteCopy,
  recipientOf,
  restore,
  type BackupProblem,
  type BackupRow,
  type FolderMove,
  type Preview,
  type Restored,
  type Staged,
  type StageInput,
  type Verified,
} from '../core/backups/index.ts';
import {
  SecretsUnavailable,
  type Clock,
  type Instance,
  type Log,
  type ManagerDb,
  type SecretStore,
  workFolder,
} from '../core/kernel/index.ts';
import { createBackupPlaces, provenAt } from './backup-places.ts';
import { createBackupLook, wasRead } from './backup-look.ts';
import { backupWarnings } from './backup-warnings.ts';
import { drill } from './drill.ts';
import { createRecoveryKit } from './recovery-kit.ts';
import type { Scheduler } from './scheduler.ts';
import { createVault, type Vault } from './vault-thread.ts';

/** How often we look whether something is due: what was missed asleep runs within this after waking. */
const LOOK = '*/5 * * * *';

/** Half a backup, of a process that was ended while it wrote. */
const PARTS = /^\.holdfast-.*\.part$/;

/** Ends the manager on this generation and starts one on another; see `generations.ts`. */
export type Generations = {
  readonly stop: () => Promise<void>;
  readonly start: (generation: string) => Promise<Result<unknown>>;
};

type Deps = {
  readonly db: ManagerDb;
  readonly instance: Instance;
  readonly clock: Clock;
  readonly log: Log;
  readonly secrets: SecretStore;
  readonly scheduler: Scheduler;
  readonly node: string;
  readonly version: string;
  readonly generations: Generations;
  readonly changed: () => void;
  /** For tests; the thread by default. */
  readonly vault?: Vault;
};

export type JobProblem = BackupProblem | 'no-keys';
/** A backup file somebody chose, and the key for it; without one, this computer's own. */
export type ChosenBackup = { readonly file: string; readonly identity?: string | undefined };

type Made = { readonly id: string; readonly path: string; readonly sizeBytes: number };

export type BackupJobs = ReturnType<typeof createBackupJobs>;

/** Backups as the manager runs them: made daily, proved, copied, thinned, drilled, restored. */
export function createBackupJobs(deps: Deps) {
  const { db, instance, clock, log, secrets, version, generations, changed } = deps;
  const { data } = instance;
  const vault = deps.vault ?? createVault(changed);
  const places = createBackupPlaces({ db, data, clock, log, vault, changed });
  const { pathOf, second } = places;
  const stage = (input: StageInput) => vault.run('stage', input);
  let triedAt: number | null = null;
  let isMaking = false;
  let isRestoring = false;
  let drilling = new AbortController();
  removeLeftovers(data.cache, /^vault-/);
  removeLeftovers(data.backups, PARTS);

  /** Give a job a folder for open copies; it goes with the job, also when the thread was stopped and could not. */
  const withWorkFolder = async <T>(run: (workFolder: string) => Promise<T>): Promise<T> => {
    const folder = workFolder(data, 'vault');
    try {
      return await run(folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };

  /** This machine's identity, made with the first backup; null with a sentence while the store does not answer. */
  const ownIdentity = async (): Promise<Result<string, 'no-keys'>> => {
    try {
      const found = await secrets.get('backup-identity');
      if (found !== null) return ok(found);
      const { identity } = await newIdentity();
      await secrets.set('backup-identity', identity);
      if (listBackups(db).length > 0) log.warn('backup.identity-lost', {});
      return ok(identity);
    } catch (error) {
      if (error instanceof SecretsUnavailable) return fail('no-keys', error.message);
      throw error;
    }
  };
  const identitiesFor = async ({ identity }: ChosenBackup): Promise<Result<string[], 'no-keys'>> => {
    if (identity !== undefined) return ok([identity]);
    const own = await ownIdentity();
    return own.ok ? ok([own.value]) : own;
  };

  async function create(actor: string): Promise<Result<Made, JobProblem>> {
    const made = await makeAndNote(actor);
    if (made.ok) {
      await places.copyToSecond();
      places.thin();
      changed();
    }
    return made;
  }

  async function makeAndNote(actor: string): Promise<Result<Made, JobProblem>> {
    triedAt = clock.now();
    isMaking = true;
    try {
      const made = await make();
      if (!made.ok) {
        failed(made.failure, actor);
        return made;
      }
      const { fileName, sizeBytes, manifest } = made.value;
      db.transaction(() => {
        addBackup(db, made.value, clock.now());
        changeBackupSettings(db, { problem: null });
        record(db, { at: clock.now(), actor, event: 'backup.created', detail: { id: manifest.id, sizeBytes } });
      }).immediate();
      log.info('backup.created', { id: manifest.id, sizeBytes });
      return ok({ id: manifest.id, path: join(data.backups, fileName), sizeBytes });
    } catch (error) {
      failed({ code: 'internal', message: 'It ended in a way nobody foresaw; the log says how.' }, actor);
      throw error;
    } finally {
      isMaking = false;
    }
  }

  /** DB-12: a backup that was not made is said until one is. */
  function failed({ code, message }: Failure<string>, actor: string): void {
    log.error('backup.failed', { code });
    if (!db.open) return; // ended meanwhile; the next start makes it
    db.transaction(() => {
      changeBackupSettings(db, { problem: message });
      record(db, { at: clock.now(), actor, event: 'backup.failed', detail: { code } });
    }).immediate();
    changed();
  }

  async function make() {
    const identity = await ownIdentity();
    if (!identity.ok) return identity;
    const { recoveryRecipient } = backupSettings(db);
    const own = (await recipientOf(identity.value))!;
    const carried = await gatherSecrets(secrets);
    const made = await withWorkFolder((workFolder) =>
      vault.run('create', {
        databases: databasesOf(instance.files),
        folder: data.backups,
        workFolder,
        recipients: recoveryRecipient === null ? [own] : [own, recoveryRecipient],
        identity: identity.value,
        secrets: carried,
        holdfast: version,
        installationId: instance.installationId,
        now: clock.now(),
      }),
    );
    if (!made.ok && made.failure.code === 'stopped') removeLeftovers(data.backups, PARTS);
    return made;
  }

  /** Read a file through and note nothing. */
  async function read(chosen: ChosenBackup): Promise<Result<Verified, JobProblem>> {
    const identities = await identitiesFor(chosen);
    if (!identities.ok) return identities;
    return withWorkFolder((workFolder) =>
      vault.run('verify', { file: chosen.file, identities: identities.value, workFolder }),
    );
  }

  async function verify(chosen: ChosenBackup, actor: string): Promise<Result<Verified, JobProblem>> {
    const found = await read(chosen);
    if (found.ok || wasRead(found.failure.code)) noteProof(chosen, found, actor);
    return found;
  }

  function noteProof({ file, identity }: ChosenBackup, found: Result<Verified, JobProblem>, actor: string): void {
    const now = clock.now();
    const listed = listBackups(db).flatMap((backup) =>
      backup.copies.map(({ place }) => ({ id: backup.id, place, path: pathOf(backup.fileName, place) })),
    );
    const copy = listed.find(({ path }) => path === file);
    const code = found.ok ? null : found.failure.code;
    // That somebody's key does not fit says nothing about the file, nor does a full disk.
    const isAboutFile = code === null || (isFaultOfFile(code) && (identity === undefined || code !== 'wrong-key'));
    const state = {
      provenAt: found.ok ? now : null,
      checkedAt: code === 'no-such-file' ? null : now,
      problem: found.ok ? null : found.failure.message,
    };
    db.transaction(() => {
      if (copy && isAboutFile) noteCopy(db, copy.id, copy.place, state);
      const detail = { id: found.ok ? found.value.manifest.id : (copy?.id ?? null), problem: code };
      record(db, { at: now, actor, event: 'backup.verified', detail });
    }).immediate();
    changed();
  }

  async function preview(chosen: ChosenBackup): Promise<Result<Preview, JobProblem>> {
    const identities = await identitiesFor(chosen);
    if (!identities.ok) return identities;
    return withWorkFolder((workFolder) =>
      vault.run('preview', { file: chosen.file, identities: identities.value, workFolder }),
    );
  }

  async function restoreFrom(
    chosen: ChosenBackup & { readonly folders: readonly FolderMove[] },
    actor: string,
  ): Promise<Result<Restored, JobProblem | 'not-started' | 'bad-folder'>> {
    if (isRestoring) return fail('stopped', 'Another restore is running. Nothing was changed by this one.');
    isRestoring = true;
    try {
      return await restoreAlone(chosen, actor);
    } finally {
      isRestoring = false;
    }
  }

  async function restoreAlone(
    chosen: ChosenBackup & { readonly folders: readonly FolderMove[] },
    actor: string,
  ): ReturnType<typeof restoreFrom> {
    const identities = await identitiesFor(chosen);
    if (!identities.ok) return identities;
    const request = { file: chosen.file, identities: identities.value, folders: chosen.folders };
    const done = await restore({ instance, secrets, clock, stage, ...generations }, request, actor);
    log.warn(done.ok ? 'backup.restored' : 'backup.not-restored', done.ok ? {} : { code: done.failure.code });
    // After a stop this manager is over and its database closed; a file that was refused stopped nothing.
    if (!done.ok && db.open)
      record(db, { at: clock.now(), actor, event: 'backup.not-restored', detail: { code: done.failure.code } });
    return done;
  }

  async function drillNewest(actor: string): Promise<Result<Staged, JobProblem | 'no-backup' | 'drill-failed'>> {
    const newest = newestProven();
    if (newest === null) return fail('no-backup', 'There is no backup to drill with yet. Make one first.');
    return drillWith(newest, actor);
  }

  /** @param before only one that was made earlier, ms since 1970. @returns null when there is none. */
  const newestProven = (before = Number.POSITIVE_INFINITY): BackupRow | null =>
    newestFirst(listBackups(db), clock.now()).find(
      (backup) => backup.madeAt < before && provenAt(backup, 'own') !== null,
    ) ?? null;

  async function drillWith(newest: BackupRow, actor: string): Promise<Result<Staged, JobProblem | 'drill-failed'>> {
    const identity = await ownIdentity();
    if (!identity.ok) return identity;
    const backup = { file: join(data.backups, newest.fileName), identities: [identity.value] };
    const beside = { data, clock, log, node: deps.node, version, signal: drilling.signal };
    const done = await drill({ ...beside, stage, count: (input) => vault.run('count', input) }, backup);
    if (!done.ok && done.failure.code === 'stopped') return done;
    db.transaction(() => {
      changeBackupSettings(db, { drilledAt: clock.now(), drillProblem: done.ok ? null : done.failure.message });
      const detail = { id: newest.id, passed: done.ok };
      record(db, { at: clock.now(), actor, event: 'backup.drilled', detail });
    }).immediate();
    changed();
    return done;
  }

  /** What lies in our folder alone must not do so longer than it takes to copy. */
  async function fillSecond(): Promise<void> {
    try {
      await places.copyToSecond();
      changed();
    } catch (error) {
      log.error('backup.copy-failed', { error }); // the next look tries again
    }
  }

  function abort(): void {
    vault.abort();
    drilling.abort();
    drilling = new AbortController();
  }
  const look = createBackupLook({
    ...{ db, data, clock, log, places, changed },
    jobs: { create, verify, read, drill: drillNewest, isMaking: () => isMaking, triedAt: () => triedAt },
  });
  const endLooks = deps.scheduler.every(LOOK, look);

  return {
    create,
    verify,
    preview,
    restore: restoreFrom,
    drill: drillNewest,
    drillWith,
    newestProven,
    ownIdentity,
    running: vault.running,
    list: () => listBackups(db),
    settings: () => backupSettings(db),
    secondState: () => second.state(),
    secondFreeBytes: () => second.freeBytes(),
    pathOf,
    async setSecondFolder(path: string | null, actor: string) {
      const set = await places.setSecondFolder(path, actor);
      changed();
      if (set.ok) void fillSecond();
      return set;
    },
    ...createRecoveryKit({ db, clock, changed }),

    setSchedule(dailyAt: string, actor: string): void {
      db.transaction(() => {
        changeBackupSettings(db, { dailyAt });
        record(db, { at: clock.now(), actor, event: 'backup.schedule-changed', detail: { dailyAt } });
      }).immediate();
      changed();
    },

    warnings: () =>
      backupWarnings({
        settings: backupSettings(db),
        newest: newestFirst(listBackups(db), clock.now())[0],
        damaged: places.copies().filter(({ provenAt: soundAt, checkedAt }) => soundAt === null && checkedAt !== null),
        second: second.state(),
        now: clock.now(),
      }),

    /** Closing the house waits for nothing: what runs is ended, and made up for later. */
    abort,
    stop(): void {
      endLooks();
      abort();
    },
  };
}

/** What a process that was ended in the middle left. */
function removeLeftovers(folder: string, name: RegExp): void {
  if (!existsSync(folder)) return;
  for (const found of readdirSync(folder))
    if (name.test(found)) rmSync(join(folder, found), { recursive: true, force: true });
}
