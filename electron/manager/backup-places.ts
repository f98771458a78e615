import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fail, ok, type Result } from '../../shared/result.ts';
import { record } from '../core/audit/index.ts';
import {
  backupSettings,
  changeBackupSettings,
  forgetBackup,
  listBackups,
  newestFirst,
  noteCopy,
  toThin,
  type BackupRow,
  type CopyRow,
  type Place,
} from '../core/backups/index.ts';
import type { Clock, DataFolder, Log, ManagerDb } from '../core/kernel/index.ts';
import { createSecondFolder, tryFolder } from './second-folder.ts';
import type { Vault } from './vault-thread.ts';

export type BackupPlaces = ReturnType<typeof createBackupPlaces>;

/** The two places backups lie in: our own folder, and a second one the owner chose, whose disk may be away. */
export function createBackupPlaces(deps: {
  readonly db: ManagerDb;
  readonly data: DataFolder;
  readonly clock: Clock;
  readonly log: Log;
  readonly vault: Vault;
  readonly changed: () => void;
}) {
  const { db, data, clock, log, vault } = deps;
  const pathOf = (fileName: string, place: Place): string | null => {
    const folder = place === 'own' ? data.backups : backupSettings(db).secondFolder;
    return folder === null ? null : join(folder, fileName);
  };

  const second = createSecondFolder(deps);

  function removeCopy(fileName: string, place: Place): boolean {
    const path = pathOf(fileName, place);
    if (path === null) return true;
    if (place === 'second' && second.state() === 'away') return false;
    try {
      rmSync(path, { force: true });
      return true;
    } catch (error) {
      log.warn('backup.not-removed', { code: (error as NodeJS.ErrnoException).code });
      return false;
    }
  }

  async function copyNewest(): Promise<void> {
    const { secondFolder } = backupSettings(db);
    const newest = newestFirst(listBackups(db), clock.now()).find((backup) => provenAt(backup, 'own') !== null);
    if (secondFolder === null || newest === undefined || provenAt(newest, 'second') !== null) return;
    await second.look();
    if (second.state() === 'away' || !db.open) return; // said by `warnings`
    // What a disk taken out in the middle kept; by name, because another house may write there too.
    for (const { fileName } of listBackups(db)) rmSync(join(secondFolder, `.${fileName}.part`), { force: true });
    const file = join(data.backups, newest.fileName);
    const copied = await vault.run('copy', { file, folder: secondFolder, sha256: newest.sha256 });
    // Ended, or another folder was chosen meanwhile, which has none of this.
    if (!db.open || backupSettings(db).secondFolder !== secondFolder) return;
    const problem = copied.ok ? null : copied.failure.message;
    if (!copied.ok) log.warn('backup.not-copied', { code: copied.failure.code });
    if (copied.ok) {
      const now = clock.now();
      noteCopy(db, newest.id, 'second', { provenAt: now, checkedAt: now, problem: null });
    }
    if (problem !== backupSettings(db).secondProblem) changeBackupSettings(db, { secondProblem: problem });
  }
  let copying: Promise<void> = Promise.resolve();

  return {
    /** Where a backup lies in a place; null where there is no such place. */
    pathOf,
    second,

    /** Bring the second folder up to date with the newest proved backup; when its disk is away, it is tried again. */
    copyToSecond(): Promise<void> {
      // One after the other: what the next one removes first is what this one writes.
      copying = copying.then(copyNewest, copyNewest);
      return copying;
    },

    /** Every copy there is to read, with where it lies. */
    copies: (): (CopyRow & { readonly backupId: string; readonly path: string })[] =>
      listBackups(db).flatMap(({ id, fileName, copies }) =>
        copies.flatMap((copy) => {
          const path = pathOf(fileName, copy.place);
          if (path === null || (copy.place === 'second' && second.state() === 'away') || !existsSync(path)) return [];
          return [{ ...copy, backupId: id, path }];
        }),
      ),

    /** Remove what the plan of 7 days, 4 weeks and 12 months no longer holds, in both places. */
    thin(): void {
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
    },

    async setSecondFolder(path: string | null, actor: string): Promise<Result<{ isSameDisk: boolean }, 'bad-folder'>> {
      const tried = path === null ? ok({ isSameDisk: false }) : await tryFolder(path, data.root);
      if (!tried.ok) return tried;
      if (!db.open) return fail('bad-folder', 'Nothing was changed: Holdfast is being stopped.');
      const isSame = tried.value.isSameDisk;
      if (path === backupSettings(db).secondFolder) return tried;
      db.transaction(() => {
        changeBackupSettings(db, { secondFolder: path, secondSameDisk: path === null ? null : Number(isSame), secondProblem: null }); // prettier-ignore
        db.prepare("DELETE FROM backup_copy WHERE place = 'second'").run();
        record(db, { at: clock.now(), actor, event: 'backup.folder-changed', detail: { isSet: path !== null } });
      }).immediate();
      if (path !== null) second.chosen(path, isSame);
      return tried;
    },
  };
}

/** When a copy was last proved, ms since 1970; null when it is not there or not sound. */
export const provenAt = (backup: BackupRow, place: Place): number | null =>
  backup.copies.find((copy) => copy.place === place)?.provenAt ?? null;
