import { existsSync, readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import { syncFolder, writeFileAtomically } from '../../core/kernel/index.ts';

/**
 * How far an update has come; written before each step that cannot be taken back by itself, so that a power cut at any
 * moment leaves a file that says what to do.
 */
const Journal = Type.Object({
  step: Type.Union([
    Type.Literal('installing', { description: 'the restore point is whole; which program starts next is not known' }),
    Type.Literal('proving', { description: 'the new program began: it may have touched the data' }),
    Type.Literal('rolling-back', { description: 'the new program did not serve; the old one is being put back' }),
  ]),
  from: Type.String(),
  to: Type.String(),
  /** The generation of the data as the old program left it. */
  restorePoint: Type.String({ pattern: '^[0-9a-f]{32}$' }),
  /** Whether the house was open then. */
  wasOpen: Type.Boolean(),
});
export type Journal = Static<typeof Journal>;

/** @throws when there is a file that says nothing we know: guessing could take a person's data back. */
export function readJournal(file: string): Journal | null {
  if (!existsSync(file)) return null;
  const found: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (!Value.Check(Journal, found)) throw new Error(`${file} is not what an update writes.`);
  return found;
}

export const writeJournal = (file: string, journal: Journal): void =>
  writeFileAtomically(file, JSON.stringify(journal));

export function endJournal(file: string): void {
  rmSync(file, { force: true });
  syncFolder(dirname(file));
}
