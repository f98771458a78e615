import { existsSync, readFileSync, rmSync } from 'node:fs';
import { writeFileAtomically } from '../kernel/index.ts';

/** Why the house was closed, by whom and when (ms since 1970). */
export type LockNote = { readonly reason: string; readonly actor: string; readonly lockedAt: number };

/**
 * Keep the reason of a closing beside the database until that has it: for a manager that is killed in between, or that
 * does not run. Only the reason depends on it; the house is closed without it.
 *
 * @returns false when the disk refused, which closes the house all the same.
 */
export function writeLockNote(path: string, note: LockNote): boolean {
  try {
    writeFileAtomically(path, JSON.stringify(note));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return false;
  }
}

/** The note of a closing that is not in the database yet; null when there is none that can be read. */
export function readLockNote(path: string): LockNote | null {
  if (!existsSync(path)) return null;
  try {
    const { reason, actor, lockedAt } = JSON.parse(readFileSync(path, 'utf8')) as Partial<LockNote>;
    if (typeof reason !== 'string' || typeof actor !== 'string' || typeof lockedAt !== 'number') return null;
    return { reason: reason.slice(0, 200), actor: actor.slice(0, 100), lockedAt };
  } catch (error) {
    if (error instanceof SyntaxError) return null; // cut short by the full disk it was written on
    throw error;
  }
}

export const removeLockNote = (path: string): void => rmSync(path, { force: true });
