import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fail, ok, type Result } from '../../shared/result.ts';
import { record } from '../core/audit/index.ts';
import {
  addBackup,
  backupSettings,
  changeBackupSettings,
  databasesOf,
  forgetBackup,
  gatherSecrets,
  isDue,
  isSameDisk,
  issueKit,
  listBackups,
  newIdentity,
  noteCopy,
  recipientOf,
  restore,
  toThin,
  type BackupProblem,
  type BackupRow,
  type BackupSettings,
  type FolderMove,
  type Kit,
  type Place,
  type Preview,
  type Restored,
  type Staged,
  type StageInput,
  type Verified,
} from '../core/backups/index.ts';
import {
  newId,
  readHouse,
  SecretsUnavailable,
  type Clock,
  type Instance,
  type Log,
  type ManagerDb,
  type SecretStore,
} from '../core/kernel/index.ts';
import { drill } from './drill.ts';
import type { Scheduler } from './scheduler.ts';
import { createVault, type Vault } from './vault-thread.ts';

/** How often we look whether something is due: what was missed asleep runs within this after waking. */
const LOOK = '*/5 * * * *';
/** A backup that failed, a disk that is away: tried again after this. */
const RETRY_MS = 15 * 60_000;
const DAY_MS = 24 * 60 * 60_000;
const DRILL_EVERY_MS = 7 * DAY_MS;
/** DB-05: this old is worth a word. */
const STALE_MS = 2 * DAY_MS;

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

export type BackupJobs = ReturnType<typeof createBackupJobs>;

/** Backups as the manager runs them: made daily, proved, copied, thinned, drilled, restored. */
export function createBackupJobs(deps: Deps) {
  const { db, instance, clock, log, secrets, version, generations, changed } = deps;
  const { data } = instance;
  const vault = deps.vault ?? createVault(changed);
  const stage = (input: StageInput) => vault.run('stage', input);
  let triedAt: number | null = null;
  let isLooking = false;
  removeLeftovers(data.cache, /^vault-/);
  removeLeftovers(data.backups, PARTS);

  /** Give a job a folder for open copies; it goes with the job, also when the thread was stopped and could not. */
  const withWorkFolder = async <T>(run: (workFolder: string) => Promise<T>): Promise<T> => {
    const folder = join(data.cache, `vault-${newId()}`);
    try {
      return await run(folder);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };

  const pathOf = (fileName: string, place: Place): string | null => {
    const folder = place === 'own' ? data.backups : backupSettings(db).secondFolder;
    return folder === null ? null : join(folder, fileName);
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

  async function create(actor: string): Promise<Result<{ id: string; path: string; sizeBytes: number }, JobProblem>> {
    triedAt = clock.now();
    const made = await make();
    if (!made.ok) {
      changeBackupSettings(db, { problem: made.failure.message });
      log.error('backup.failed', { code: made.failure.code });
      changed();
      return made;
    }
    const { fileName, sizeBytes, manifest } = made.value;
    db.transaction(() => {
      addBackup(db, made.value, clock.now());
      changeBackupSettings(db, { problem: null });
      record(db, { at: clock.now(), actor, event: 'backup.created', detail: { id: manifest.id, sizeBytes } });
    }).immediate();
    log.info('backup.created', { id: manifest.id, sizeBytes });
    await copyToSecond();
    thin();
    changed();
    return ok({ id: manifest.id, path: join(data.backups, fileName), sizeBytes });
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

  /** Bring the second folder up to date with the newest proved backup; when its disk is away, it is tried again. */
  async function copyToSecond(): Promise<void> {
    const { secondFolder, secondProblem } = backupSettings(db);
    const newest = listBackups(db).find((backup) => provenAt(backup, 'own') !== null);
    if (secondFolder === null || newest === undefined || provenAt(newest, 'second') !== null) return;
    removeLeftovers(secondFolder, PARTS);
    const file = join(data.backups, newest.fileName);
    const copied = await vault.run('copy', { file, folder: secondFolder, sha256: newest.sha256 });
    const problem = copied.ok ? null : copied.failure.message;
    if (!copied.ok) log.warn('backup.not-copied', { code: copied.failure.code });
    if (copied.ok) noteCopy(db, newest.id, 'second', { provenAt: clock.now(), problem: null });
    if (problem !== secondProblem) changeBackupSettings(db, { secondProblem: problem });
  }

  /** Remove what the plan of 7 days, 4 weeks and 12 months no longer holds, in both places. */
  function thin(): void {
    const backups = listBackups(db);
    const kept = backups.map((backup) => ({
      ...backup,
      provenAt: provenAt(backup, 'own') ?? provenAt(backup, 'second'),
    }));
    for (const id of toThin(kept)) {
      const { fileName, copies } = backups.find((backup) => backup.id === id)!;
      let isGone = true;
      for (const { place } of copies) isGone = removeCopy(pathOf(fileName, place)) && isGone;
      // A disk that is away keeps its copy and we keep its row, until it can be removed there too.
      if (isGone) forgetBackup(db, id);
    }
  }

  function removeCopy(path: string | null): boolean {
    if (path === null) return true;
    if (!existsSync(join(path, '..'))) return false;
    try {
      rmSync(path, { force: true });
      return true;
    } catch (error) {
      log.warn('backup.not-removed', { code: (error as NodeJS.ErrnoException).code });
      return false;
    }
  }

  async function verify(chosen: ChosenBackup): Promise<Result<Verified, JobProblem>> {
    const identities = await identitiesFor(chosen);
    if (!identities.ok) return identities;
    const found = await withWorkFolder((workFolder) =>
      vault.run('verify', { file: chosen.file, identities: identities.value, workFolder }),
    );
    for (const backup of listBackups(db))
      for (const { place } of backup.copies)
        if (pathOf(backup.fileName, place) === chosen.file && (found.ok || found.failure.code !== 'stopped')) {
          const state = found.ok
            ? { provenAt: clock.now(), problem: null }
            : { provenAt: null, problem: found.failure.message };
          noteCopy(db, backup.id, place, state);
        }
    changed();
    return found;
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
    const identities = await identitiesFor(chosen);
    if (!identities.ok) return identities;
    const request = { file: chosen.file, identities: identities.value, folders: chosen.folders };
    const done = await restore({ instance, secrets, clock, stage, ...generations }, request, actor);
    // From here on this manager is over; what it knows of is closed.
    log.warn(done.ok ? 'backup.restored' : 'backup.not-restored', done.ok ? {} : { code: done.failure.code });
    return done;
  }

  async function drillNewest(actor: string): Promise<Result<Staged, JobProblem | 'no-backup' | 'drill-failed'>> {
    const newest = listBackups(db).find((backup) => provenAt(backup, 'own') !== null);
    if (newest === undefined) return fail('no-backup', 'There is no backup to drill with yet. Make one first.');
    const identity = await ownIdentity();
    if (!identity.ok) return identity;
    const backup = { file: join(data.backups, newest.fileName), identities: [identity.value] };
    const done = await drill({ data, clock, log, node: deps.node, version, stage }, backup);
    if (!done.ok && done.failure.code === 'stopped') return done;
    db.transaction(() => {
      changeBackupSettings(db, { drilledAt: clock.now(), drillProblem: done.ok ? null : done.failure.message });
      const detail = { id: newest.id, passed: done.ok };
      record(db, { at: clock.now(), actor, event: 'backup.drilled', detail });
    }).immediate();
    changed();
    return done;
  }

  /** Whatever is due: a backup, a copy that could not be made, a drill. */
  async function look(): Promise<void> {
    if (isLooking || !db.open || readHouse(db).setUpAt === null) return;
    isLooking = true;
    try {
      const { dailyAt, drilledAt } = backupSettings(db);
      const now = clock.now();
      const backups = listBackups(db);
      const mayTry = triedAt === null || Math.abs(now - triedAt) >= RETRY_MS;
      if (isDue(dailyAt, backups[0]?.madeAt ?? null, now)) {
        if (mayTry) await create('holdfast');
        return;
      }
      await copyToSecond();
      // The first drill waits a day: a house that was set up today has nothing to lose yet and better to do.
      const drillSince = drilledAt ?? (backups.at(-1)?.madeAt ?? now) - DRILL_EVERY_MS + DAY_MS;
      if (now - drillSince >= DRILL_EVERY_MS) await drillNewest('holdfast');
    } catch (error) {
      log.error('backup.look-failed', { error });
    } finally {
      isLooking = false;
    }
  }
  const endLooks = deps.scheduler.every(LOOK, look);

  const secondState = ({ secondFolder }: BackupSettings): 'ready' | 'same-disk' | 'away' | null => {
    if (secondFolder === null) return null;
    if (!existsSync(secondFolder)) return 'away';
    return isSameDisk(secondFolder, data.root) ? 'same-disk' : 'ready';
  };

  return {
    create,
    verify,
    preview,
    restore: restoreFrom,
    drill: drillNewest,
    running: vault.running,
    list: () => listBackups(db),
    settings: () => backupSettings(db),
    secondState: () => secondState(backupSettings(db)),
    pathOf,

    setSecondFolder(path: string | null, actor: string): Result<{ isSameDisk: boolean }, 'bad-folder'> {
      const wrong = path === null ? null : folderProblem(path);
      if (wrong !== null) return fail('bad-folder', wrong);
      if (path === backupSettings(db).secondFolder)
        return ok({ isSameDisk: path !== null && isSameDisk(path, data.root) });
      db.transaction(() => {
        changeBackupSettings(db, { secondFolder: path, secondProblem: null });
        db.prepare("DELETE FROM backup_copy WHERE place = 'second'").run();
        record(db, { at: clock.now(), actor, event: 'backup.folder-changed', detail: { isSet: path !== null } });
      }).immediate();
      return ok({ isSameDisk: path !== null && isSameDisk(path, data.root) });
    },

    setSchedule(dailyAt: string, actor: string): void {
      db.transaction(() => {
        changeBackupSettings(db, { dailyAt });
        record(db, { at: clock.now(), actor, event: 'backup.schedule-changed', detail: { dailyAt } });
      }).immediate();
    },

    /** The key is in the answer and nowhere else. */
    async issueKit(actor: string): Promise<Kit> {
      const now = clock.now();
      const kit = await issueKit({ serverName: readHouse(db).serverName, now });
      db.transaction(() => {
        changeBackupSettings(db, {
          recoveryRecipient: kit.recipient,
          kitIssuedAt: now,
          kitGroup: kit.group,
          kitGroupHash: kit.groupHash,
          kitConfirmedAt: null,
        });
        record(db, { at: now, actor, event: 'backup.kit-issued' });
      }).immediate();
      changed();
      return kit;
    },

    confirmKit(hash: string, actor: string): 'confirmed' | 'no-kit' | 'wrong-group' {
      const { kitGroupHash } = backupSettings(db);
      if (kitGroupHash === null) return 'no-kit';
      if (kitGroupHash !== hash) return 'wrong-group';
      db.transaction(() => {
        changeBackupSettings(db, { kitConfirmedAt: clock.now() });
        record(db, { at: clock.now(), actor, event: 'backup.kit-confirmed' });
      }).immediate();
      changed();
      return 'confirmed';
    },

    /** DB-05, DB-07, DB-12, SEC-08 in words, as far as something is to be done. */
    warnings(): string[] {
      const settings = backupSettings(db);
      const warnings: string[] = [];
      const newest = listBackups(db)[0];
      if (settings.problem !== null) warnings.push(`The last backup was not made. ${settings.problem}`);
      else if (newest !== undefined && clock.now() - newest.madeAt > STALE_MS)
        warnings.push('The last backup is older than two days. Run: npx holdfast backup create');
      if (settings.recoveryRecipient === null)
        warnings.push(
          'There is no recovery kit: if this computer is lost, its backups cannot be opened. Run: npx holdfast backup kit',
        );
      const second = secondState(settings);
      if (second === 'same-disk')
        warnings.push(
          'The second folder for backups is on the same disk; one failure would take both. Choose another.',
        );
      if (second === 'away')
        warnings.push(`The second folder for backups is not there: ${settings.secondFolder}. Connect its disk.`); // prettier-ignore
      else if (settings.secondProblem !== null) warnings.push(`The last copy was not made. ${settings.secondProblem}`);
      if (settings.drillProblem !== null) warnings.push(`The last restore drill failed. ${settings.drillProblem}`);
      return warnings;
    },

    /** Closing the house waits for nothing: what runs is ended, and made up for later. */
    abort: vault.abort,
    stop(): void {
      endLooks();
      vault.abort();
    },
  };
}

const provenAt = (backup: BackupRow, place: Place): number | null =>
  backup.copies.find((copy) => copy.place === place)?.provenAt ?? null;

function folderProblem(path: string): string | null {
  try {
    if (!statSync(path).isDirectory()) return `${path} is a file. Give a folder.`;
    const probe = join(path, `.holdfast-probe-${newId()}`);
    mkdirSync(probe);
    rmSync(probe, { recursive: true });
    return null;
  } catch (error) {
    return `${path} cannot be written (${(error as NodeJS.ErrnoException).code}). Connect its disk, or give another folder.`;
  }
}

/** What a process that was ended in the middle left. */
function removeLeftovers(folder: string, name: RegExp): void {
  if (!existsSync(folder)) return;
  for (const found of readdirSync(folder))
    if (name.test(found)) rmSync(join(folder, found), { recursive: true, force: true });
}
