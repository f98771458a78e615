import { cpSync, existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  currentGeneration,
  deletePermit,
  flipTo,
  generationFolder,
  isOpen,
  makePrivateFolder,
  syncFolder,
  writePermit,
  type DataFolder,
} from '../../core/kernel/index.ts';
import { markInUse, markRetired } from '../../core/backups/index.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';

export type RestorePoint = { readonly generation: string; readonly wasOpen: boolean };

/** As a half-built one of a restore: swept at the next start. */
const STAGING = '.staging';

/**
 * Keep the data as it is, as a generation of its own (ARCHITECTURE 3). Only while nothing of Holdfast has it open: then the
 * files are the database.
 */
export function makeRestorePoint(data: DataFolder, generation: string): Result<null, 'no-restore-point'> {
  const staging = join(data.generations, `${generation}${STAGING}`);
  try {
    makePrivateFolder(staging);
    cpSync(generationFolder(data, currentGeneration(data)).folder, staging, { recursive: true });
    renameSync(staging, join(data.generations, generation));
    syncFolder(data.generations);
    return ok(null);
  } catch (error) {
    rmSync(staging, { recursive: true, force: true });
    const { code } = error as NodeJS.ErrnoException;
    const room = code === 'ENOSPC' || code === 'EDQUOT' ? ' The disk is full: free some space first.' : '';
    return fail('no-restore-point', `Nothing was updated, because the data could not be kept safe before.${room}`);
  }
}

/** Make the data what it was at a restore point. Safe to repeat, and after a power cut in the middle. */
export function returnTo(data: DataFolder, { generation, wasOpen }: RestorePoint, now: number): void {
  const current = currentGeneration(data);
  if (current === generation) return;
  if (!existsSync(generationFolder(data, generation).folder))
    throw new Error(`The restore point ${generation} is gone.`);
  // A house that was closed since stays closed, whatever it was before.
  const mayOpen = wasOpen && isOpen(data.permit, current);
  // Kept a week, should anyone want to know what went wrong.
  markRetired(data, current, now);
  if (mayOpen) writePermit(data.permit, current, generation);
  flipTo(data, generation);
  if (mayOpen) writePermit(data.permit, generation);
  else deletePermit(data.permit);
  markInUse(data, generation);
}

/** An update that went well needs it no more. */
export function dropRestorePoint(data: DataFolder, generation: string): void {
  if (currentGeneration(data) === generation) throw new Error('The restore point is in use.');
  rmSync(generationFolder(data, generation).folder, { recursive: true, force: true });
}
