import { existsSync, readFileSync } from 'node:fs';
import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import { writeFileAtomically, type Log } from '../../core/kernel/index.ts';

/** What is kept about updates from one start to the next; nothing the house depends on. */
const Memory = Type.Object({
  /** UPD-02: look by itself, once a day. */
  isAutomatic: Type.Boolean(),
  /** The version that was installed and did not serve: it is not tried again. */
  takenBack: Type.Union([Type.String(), Type.Null()]),
  /** Why the last one was not installed, for the next start to tell. */
  toTell: Type.Union([Type.String(), Type.Null()]),
});
export type UpdateMemory = Static<typeof Memory>;

const FIRST: UpdateMemory = { isAutomatic: true, takenBack: null, toTell: null };

export type MemoryFile = {
  readonly read: () => UpdateMemory;
  /**
   * Holds for this run, and for the next ones when it could be written. Never throws: a full disk must keep nobody from
   * starting or quitting.
   *
   * @returns whether it was written.
   */
  readonly write: (changes: Partial<UpdateMemory>) => boolean;
};

export function createMemory(file: string, log: Log): MemoryFile {
  let unwritten: UpdateMemory | null = null;
  const read = (): UpdateMemory => {
    if (unwritten !== null) return unwritten;
    if (!existsSync(file)) return FIRST;
    try {
      const found: unknown = JSON.parse(readFileSync(file, 'utf8'));
      if (Value.Check(Memory, found)) return found;
    } catch (error) {
      if (!(error instanceof SyntaxError)) log.warn('update.memory-not-read', { error });
    }
    // Of another hand. Asking nobody is what an owner may have wished for.
    return { ...FIRST, isAutomatic: false };
  };
  return {
    read,
    write(changes) {
      const next = { ...read(), ...changes };
      try {
        writeFileAtomically(file, JSON.stringify(next));
        unwritten = null;
        return true;
      } catch (error) {
        log.warn('update.memory-not-written', { error });
        unwritten = next;
        return false;
      }
    },
  };
}
