import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Result } from '../../shared/result.ts';
import {
  addBackup,
  BACKUP_FILE,
  backupSettings,
  isDue,
  isFaultOfFile,
  listBackups,
  newestFirst,
  noteCopy,
  toProve,
  type Verified,
} from '../core/backups/index.ts';
import {
  isBelievable,
  readHouse,
  type Clock,
  type DataFolder,
  type Log,
  type ManagerDb,
} from '../core/kernel/index.ts';
import type { BackupPlaces } from './backup-places.ts';

/** A backup that failed, a disk that is away: tried again after this. */
const RETRY_MS = 15 * 60_000;
const DAY_MS = 24 * 60 * 60_000;
const DRILL_EVERY_MS = 7 * DAY_MS;

/** Whether a file was read at all: not when we were stopped meanwhile, nor without this computer's key. */
export const wasRead = (code: string): boolean => code !== 'stopped' && code !== 'no-keys';

type Read = Result<Verified, string>;

/** What is due of backups, looked for every few minutes: whatever was missed asleep is made up for at the next look. */
export function createBackupLook(deps: {
  readonly db: ManagerDb;
  readonly data: DataFolder;
  readonly clock: Clock;
  readonly log: Log;
  readonly places: BackupPlaces;
  readonly changed: () => void;
  readonly jobs: {
    readonly create: (actor: string) => Promise<unknown>;
    readonly drill: (actor: string) => Promise<unknown>;
    readonly verify: (backup: { readonly file: string }, actor: string) => Promise<Read>;
    readonly read: (backup: { readonly file: string }) => Promise<Read>;
    readonly isMaking: () => boolean;
    /** When one was last to be made, ms since 1970; null before the first. */
    readonly triedAt: () => number | null;
  };
}): () => Promise<void> {
  const { db, data, clock, log, places, changed, jobs } = deps;
  /** When a kept copy could not be looked at for a reason that was not its own, ms since 1970. */
  let unreadableAt = 0;
  let isLooking = false;
  /** Files in our folder that are no backup this computer can open; looked at once. */
  const strangers = new Set<string>();

  /** Make what we know of and what lies there one: a file that went is no copy, one that came is proved and known. */
  async function takeStock(): Promise<void> {
    await places.second.look();
    const backups = listBackups(db);
    for (const { id, fileName, copies } of backups)
      for (const { place, checkedAt } of copies) {
        if (checkedAt === null || (place === 'second' && places.second.state() === 'away')) continue;
        const path = places.pathOf(fileName, place);
        if (path !== null && !existsSync(path))
          noteCopy(db, id, place, { provenAt: null, checkedAt: null, problem: 'The file is gone.' });
      }
    if (jobs.isMaking()) return; // what it has renamed and not noted yet is not unknown
    const known = new Set([...backups.map(({ fileName }) => fileName), ...strangers]);
    for (const fileName of readdirSync(data.backups)) {
      if (!BACKUP_FILE.test(fileName) || known.has(fileName)) continue;
      const file = join(data.backups, fileName);
      const found = await jobs.read({ file });
      if (!found.ok && !wasRead(found.failure.code)) return;
      if (found.ok && !backups.some(({ id }) => id === found.value.manifest.id)) {
        addBackup(db, { ...found.value, fileName, sizeBytes: statSync(file).size }, clock.now());
        log.info('backup.found', { id: found.value.manifest.id });
      } else if (found.ok || isFaultOfFile(found.failure.code)) {
        strangers.add(fileName);
        log.warn('backup.not-ours', { code: found.ok ? 'twice' : found.failure.code });
      }
    }
  }

  /** MNT-13: one copy a look, so that a drill or a backup never waits for all of them. */
  async function proveKept(): Promise<void> {
    if (Math.abs(clock.now() - unreadableAt) < RETRY_MS) return;
    const copy = toProve(places.copies(), clock.now());
    if (copy === null) return;
    const found = await jobs.verify({ file: copy.path }, 'holdfast');
    if (found.ok || found.failure.code === 'stopped') return;
    if (!isFaultOfFile(found.failure.code)) unreadableAt = clock.now();
    log.warn('backup.not-proved', { id: copy.backupId, place: copy.place, code: found.failure.code });
  }

  /** Whatever is due: a backup, a copy that could not be made, a drill, the proof of one that is kept. */
  return async function look(): Promise<void> {
    if (isLooking || !db.open || readHouse(db).setUpAt === null) return;
    isLooking = true;
    try {
      await takeStock();
      const { dailyAt, drilledAt } = backupSettings(db);
      const now = clock.now();
      const backups = newestFirst(listBackups(db), now).filter((backup) =>
        backup.copies.some(({ provenAt }) => provenAt !== null),
      );
      const triedAt = jobs.triedAt();
      const mayTry = triedAt === null || Math.abs(now - triedAt) >= RETRY_MS;
      if (isDue(dailyAt, backups[0]?.madeAt ?? null, now)) {
        if (mayTry) await jobs.create('holdfast');
        return;
      }
      await places.copyToSecond();
      changed();
      // The first drill waits a day: a house that was set up today has nothing to lose yet and better to do.
      const drilled = drilledAt !== null && isBelievable(drilledAt, now) ? drilledAt : null;
      const first = backups.findLast(({ madeAt }) => isBelievable(madeAt, now))?.madeAt ?? now;
      const drillSince = drilled ?? first - DRILL_EVERY_MS + DAY_MS;
      if (now - drillSince >= DRILL_EVERY_MS) await jobs.drill('holdfast');
      await proveKept();
    } catch (error) {
      log.error('backup.look-failed', { error });
    } finally {
      isLooking = false;
    }
  };
}
