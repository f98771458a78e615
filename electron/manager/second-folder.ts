import { mkdir, realpath, rm, stat as statFile, statfs } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { fail, ok, type Result } from '../../shared/result.ts';
import { backupSettings } from '../core/backups/index.ts';
import { isInside, newId, type Clock, type DataFolder, type ManagerDb } from '../core/kernel/index.ts';

export type SecondState = 'ready' | 'same-disk' | 'away';

type Seen = { readonly folder: string; readonly state: SecondState; readonly freeBytes: number | null };

/** A disk that answers later than this is as good as away. */
const DEADLINE_MS = 5_000;
/** Whoever asks for the state has it looked at anew after this. */
const LOOK_AGAIN_MS = 5_000;

/**
 * What the second folder's disk is, asked aside: one of the network that is switched off may hold up whoever asks for it for
 * minutes, and the manager has a house to close meanwhile. One question at a time for each, so that a disk that does not
 * answer takes one thread and no more.
 */
export function createSecondFolder(deps: {
  readonly db: ManagerDb;
  readonly data: DataFolder;
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly changed: () => void;
  /** Of the system, or a fake of a disk that does not answer. */
  readonly stat?: (path: string) => Promise<{ readonly dev: number }>;
}) {
  const { db, data, clock, changed, stat = statFile } = deps;
  let seen: Seen | null = null;
  let asking: { readonly folder: string; readonly answer: Promise<void> } | null = null;
  let askedAt = Number.NEGATIVE_INFINITY;

  const note = (folder: string, state: SecondState, freeBytes: number | null): void => {
    const isNews = seen?.folder !== folder || seen.state !== state;
    seen = { folder, state, freeBytes };
    if (isNews) changed();
  };
  const ask = async (folder: string, wasSameDisk: boolean): Promise<void> => {
    let state: SecondState;
    let freeBytes: number | null = null;
    try {
      const [there, here] = await Promise.all([stat(folder), stat(data.root)]);
      // Chosen on another disk and on ours now: what is there is the empty folder that disk was mounted on.
      state = there.dev !== here.dev ? 'ready' : wasSameDisk ? 'same-disk' : 'away';
      if (state !== 'away') {
        const { bavail, bsize } = await statfs(folder);
        freeBytes = bavail * bsize;
      }
    } catch {
      state = 'away'; // not there, or not ours to see: the owner's word for both is that it is not there
    }
    if (db.open && backupSettings(db).secondFolder === folder) note(folder, state, freeBytes);
  };

  /** Look now. @returns when that is known, or when it took too long and counts as away. */
  async function look(): Promise<void> {
    const { secondFolder, secondSameDisk } = backupSettings(db);
    if (secondFolder === null) return;
    askedAt = clock.monotonic();
    // Another folder is another disk: it does not wait for the one that does not answer.
    if (asking?.folder !== secondFolder) {
      const mine = { folder: secondFolder, answer: ask(secondFolder, secondSameDisk !== 0) };
      asking = mine;
      void mine.answer.then(() => {
        if (asking === mine) asking = null;
      });
    }
    const isLate = (await inTime(asking.answer.then(() => true))) === null;
    if (isLate && db.open && backupSettings(db).secondFolder === secondFolder) note(secondFolder, 'away', null);
  }

  return {
    look,
    /** What it was at the last look; null: there is no second folder. Before the first answer nothing is held against it. */
    state(): SecondState | null {
      const { secondFolder } = backupSettings(db);
      if (secondFolder === null) return null;
      if (clock.monotonic() - askedAt >= LOOK_AGAIN_MS) void look();
      return seen?.folder === secondFolder ? seen.state : 'ready';
    },
    /** Bytes left on it at the last look; null while that is not known. */
    freeBytes: (): number | null => (seen?.folder === backupSettings(db).secondFolder ? seen.freeBytes : null),
    /** The owner chose it, and it was written to. */
    chosen: (folder: string, isSameDisk: boolean): void => note(folder, isSameDisk ? 'same-disk' : 'ready', null),
  };
}

/** @returns null: the disk has not answered yet. */
async function inTime<T>(answer: Promise<T>): Promise<T | null> {
  const late = Promise.withResolvers<null>();
  const deadline = setTimeout(() => late.resolve(null), DEADLINE_MS);
  try {
    return await Promise.race([answer, late.promise]);
  } finally {
    clearTimeout(deadline);
  }
}

/**
 * Whether backups may lie in a folder too: it is tried by writing there, aside and with a deadline like everything of its disk.
 *
 * @param root of the data, which backups are to outlive.
 */
export async function tryFolder(path: string, root: string): Promise<Result<{ isSameDisk: boolean }, 'bad-folder'>> {
  if (!isAbsolute(path)) return fail('bad-folder', `${path} is not a whole path. Give it from the top.`);
  const tried = await inTime(tryWriting(path, root));
  return tried ?? fail('bad-folder', `${path} does not answer. Connect its disk, or give another folder.`);
}

async function tryWriting(path: string, root: string): Promise<Result<{ isSameDisk: boolean }, 'bad-folder'>> {
  try {
    const [ours, theirs] = await Promise.all([root, path].map((folder) => realpath(folder)));
    if (isInside(ours!, theirs!))
      return fail('bad-folder', `${path} is inside the data folder and would be lost with it. Give another folder, best on another disk.`); // prettier-ignore
    const [here, there] = await Promise.all([root, path].map((folder) => statFile(folder)));
    if (!there!.isDirectory()) return fail('bad-folder', `${path} is a file. Give a folder.`);
    const probe = join(path, `.holdfast-probe-${newId()}`);
    await mkdir(probe);
    await rm(probe, { recursive: true });
    return ok({ isSameDisk: here!.dev === there!.dev });
  } catch (error) {
    return fail('bad-folder', `${path} cannot be written (${(error as NodeJS.ErrnoException).code}). Connect its disk, or give another folder.`); // prettier-ignore
  }
}
