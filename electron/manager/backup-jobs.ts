import { existsSync, mkdirSync, readdirSync, realpathSync, rmSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { fail, ok, type Failure, type Result } from '../../shared/result.ts';
import { record } from '../core/audit/index.ts';
import {
  addBackup,
  BACKUP_FILE,
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
  isInside,
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

type Made = { readonly id: string; readonly path: string; readonly sizeBytes: number };

export type BackupJobs = ReturnType<typeof createBackupJobs>;

/** Backups as the manager runs them: made daily, proved, copied, thinned, drilled, restored. */
export function createBackupJobs(deps: Deps) {
  const { db, instance, clock, log, secrets, version, generations, changed } = deps;
  const { data } = instance;
  const vault = deps.vault ?? createVault(changed);
  const stage = (input: StageInput) => vault.run('stage', input);
  let triedAt: number | null = null;
  let isLooking = false;
  let isMaking = false;
  let drilling = new AbortController();
  /** Files in our folder that are no backup this computer can open; looked at once. */
  const strangers = new Set<string>();
  removeLeftovers(data.cache, /^vault-/);
  removeLeftovers(data.backups, PARTS);

  /** Give a job a folder for open copies; it goes with the job, also when the thread was stopped and could not. */
  const withWorkFolder = async <T>(run: (workFolder: string) => Promise<T>): Promise<T> => {
    const folder = join(data.cache, `vault-${newId()}`);
    try {
      return await run(folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
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

  async function create(actor: string): Promise<Result<Made, JobProblem>> {
    const made = await makeAndNote(actor);
    if (made.ok) {
      await copyToSecond();
      thin();
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

  /** Bring the second folder up to date with the newest proved backup; when its disk is away, it is tried again. */
  async function copyToSecond(): Promise<void> {
    const { secondFolder, secondProblem } = backupSettings(db);
    const newest = listBackups(db).find((backup) => provenAt(backup, 'own') !== null);
    if (secondFolder === null || newest === undefined || provenAt(newest, 'second') !== null) return;
    if (secondState(backupSettings(db)) === 'away') return; // said by `warnings`
    // What a disk taken out in the middle kept; by name, because another house may write there too.
    for (const { fileName } of listBackups(db)) rmSync(join(secondFolder, `.${fileName}.part`), { force: true });
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
      const backup = backups.find((one) => one.id === id)!;
      let isGone = true;
      for (const { place } of backup.copies) {
        // The plan counts both places as one; a second disk that takes nothing new for months must not end up empty.
        const isLast = !backups.some((other) => other.madeAt > backup.madeAt && provenAt(other, place) !== null);
        isGone = !isLast && removeCopy(backup.fileName, place) && isGone;
      }
      // A disk that is away keeps its copy and we keep its row, until it can be removed there too.
      if (isGone) forgetBackup(db, id);
    }
  }

  function removeCopy(fileName: string, place: Place): boolean {
    const path = pathOf(fileName, place);
    if (path === null) return true;
    if (place === 'second' && secondState(backupSettings(db)) === 'away') return false;
    try {
      rmSync(path, { force: true });
      return true;
    } catch (error) {
      log.warn('backup.not-removed', { code: (error as NodeJS.ErrnoException).code });
      return false;
    }
  }

  async function verify(chosen: ChosenBackup, actor: string): Promise<Result<Verified, JobProblem>> {
    const identities = await identitiesFor(chosen);
    if (!identities.ok) return identities;
    const found = await withWorkFolder((workFolder) =>
      vault.run('verify', { file: chosen.file, identities: identities.value, workFolder }),
    );
    if (found.ok || found.failure.code !== 'stopped') noteProof(chosen, found, actor);
    return found;
  }

  function noteProof({ file, identity }: ChosenBackup, found: Result<Verified, JobProblem>, actor: string): void {
    const now = clock.now();
    const state = found.ok ? { provenAt: now, problem: null } : { provenAt: null, problem: found.failure.message };
    const listed = listBackups(db).flatMap((backup) =>
      backup.copies.map(({ place }) => ({ id: backup.id, place, path: pathOf(backup.fileName, place) })),
    );
    const copy = listed.find(({ path }) => path === file);
    // That somebody's key does not fit says nothing about the file.
    const isAboutFile = found.ok || identity === undefined || found.failure.code !== 'wrong-key';
    db.transaction(() => {
      if (copy && isAboutFile) noteCopy(db, copy.id, copy.place, state);
      const detail = { id: found.ok ? found.value.manifest.id : (copy?.id ?? null), problem: found.ok ? null : found.failure.code }; // prettier-ignore
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
    const newest = listBackups(db).find((backup) => provenAt(backup, 'own') !== null);
    if (newest === undefined) return fail('no-backup', 'There is no backup to drill with yet. Make one first.');
    const identity = await ownIdentity();
    if (!identity.ok) return identity;
    const backup = { file: join(data.backups, newest.fileName), identities: [identity.value] };
    const done = await drill({ data, clock, log, node: deps.node, version, stage, signal: drilling.signal }, backup);
    if (!done.ok && done.failure.code === 'stopped') return done;
    db.transaction(() => {
      changeBackupSettings(db, { drilledAt: clock.now(), drillProblem: done.ok ? null : done.failure.message });
      const detail = { id: newest.id, passed: done.ok };
      record(db, { at: clock.now(), actor, event: 'backup.drilled', detail });
    }).immediate();
    changed();
    return done;
  }

  /** Make what we know of and what lies there one: a file that went is no copy, one that came is proved and known. */
  async function takeStock(): Promise<void> {
    const backups = listBackups(db);
    for (const { id, fileName, copies } of backups)
      for (const { place, provenAt } of copies) {
        if (provenAt === null || (place === 'second' && secondState(backupSettings(db)) === 'away')) continue;
        const path = pathOf(fileName, place);
        if (path !== null && !existsSync(path))
          noteCopy(db, id, place, { provenAt: null, problem: 'The file is gone.' });
      }
    if (isMaking) return; // what it has renamed and not noted yet is not unknown
    const known = new Set([...backups.map(({ fileName }) => fileName), ...strangers]);
    for (const fileName of readdirSync(data.backups)) {
      if (!BACKUP_FILE.test(fileName) || known.has(fileName)) continue;
      const file = join(data.backups, fileName);
      const identities = await identitiesFor({ file });
      if (!identities.ok) return; // said where a backup is made
      const found = await withWorkFolder((workFolder) =>
        vault.run('verify', { file, identities: identities.value, workFolder }),
      );
      if (!found.ok && found.failure.code === 'stopped') return;
      if (found.ok && !backups.some(({ id }) => id === found.value.manifest.id)) {
        addBackup(db, { ...found.value, fileName, sizeBytes: statSync(file).size }, clock.now());
        log.info('backup.found', { id: found.value.manifest.id });
      } else {
        strangers.add(fileName);
        log.warn('backup.not-ours', { code: found.ok ? 'twice' : found.failure.code });
      }
    }
  }

  /** Whatever is due: a backup, a copy that could not be made, a drill. */
  async function look(): Promise<void> {
    if (isLooking || !db.open || readHouse(db).setUpAt === null) return;
    isLooking = true;
    try {
      await takeStock();
      const { dailyAt, drilledAt } = backupSettings(db);
      const now = clock.now();
      const backups = listBackups(db).filter((backup) => backup.copies.some(({ provenAt }) => provenAt !== null));
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
  function abort(): void {
    vault.abort();
    drilling.abort();
    drilling = new AbortController();
  }
  const endLooks = deps.scheduler.every(LOOK, look);

  const secondState = ({ secondFolder, secondSameDisk }: BackupSettings): 'ready' | 'same-disk' | 'away' | null => {
    if (secondFolder === null) return null;
    if (!existsSync(secondFolder)) return 'away';
    if (!isSameDisk(secondFolder, data.root)) return 'ready';
    // Chosen on another disk and on ours now: what is there is the empty folder that disk was mounted on.
    return secondSameDisk === 0 ? 'away' : 'same-disk';
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
      const wrong = path === null ? null : folderProblem(path, data.root);
      if (wrong !== null) return fail('bad-folder', wrong);
      const isSame = path !== null && isSameDisk(path, data.root);
      if (path === backupSettings(db).secondFolder) return ok({ isSameDisk: isSame });
      db.transaction(() => {
        changeBackupSettings(db, { secondFolder: path, secondSameDisk: path === null ? null : Number(isSame), secondProblem: null }); // prettier-ignore
        db.prepare("DELETE FROM backup_copy WHERE place = 'second'").run();
        record(db, { at: clock.now(), actor, event: 'backup.folder-changed', detail: { isSet: path !== null } });
      }).immediate();
      return ok({ isSameDisk: isSame });
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
    abort,
    stop(): void {
      endLooks();
      abort();
    },
  };
}

const provenAt = (backup: BackupRow, place: Place): number | null =>
  backup.copies.find((copy) => copy.place === place)?.provenAt ?? null;

function folderProblem(path: string, root: string): string | null {
  if (!isAbsolute(path)) return `${path} is not a whole path. Give it from the top.`;
  try {
    if (isInside(realpathSync(root), realpathSync(path)))
      return `${path} is inside the data folder and would be lost with it. Give another folder, best on another disk.`;
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
