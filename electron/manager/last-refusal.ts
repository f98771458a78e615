import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FILE_MODE, type DataFolder } from '../core/kernel/index.ts';

/** Why the last start was refused, for `status` when nothing runs that it could ask. */
const path = (data: DataFolder): string => join(data.run, 'last-refusal');

export function noteRefusal(data: DataFolder, message: string): void {
  writeFileSync(path(data), `${message}\n`, { mode: FILE_MODE });
}

/** The keys are here again. */
export function forgetRefusal(data: DataFolder): void {
  rmSync(path(data), { force: true });
}

/** One sentence, or null when the last start was not refused. */
export function lastRefusal(data: DataFolder): string | null {
  return existsSync(path(data)) ? readFileSync(path(data), 'utf8').trim() : null;
}
