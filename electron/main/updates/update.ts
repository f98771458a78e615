import { currentGeneration, isOpen, newId, type Clock, type DataFolder, type Log } from '../../core/kernel/index.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import { markRetired } from '../../core/backups/index.ts';
import { endJournal, readJournal, writeJournal, type Journal } from './journal.ts';
import { judgeFile, type Offer, type OfferProblem } from './judge-offer.ts';
import { dropRestorePoint, makeRestorePoint, returnTo } from './restore-point.ts';

/** What puts programs in place; the system behind it. */
export type Programs = {
  readonly isSigned: (offer: Offer) => boolean;
  /** Keep the program that runs, so that it can be put back. @throws when there is no room. */
  readonly keepOwn: () => Promise<void>;
  /** Put a new program in place; the next start is its. */
  readonly install: (file: string) => Promise<void>;
  /** Put the kept one back; the next start is its. */
  readonly putBack: () => Promise<void>;
};

export type UpdateDeps = {
  readonly data: DataFolder;
  readonly journal: string;
  /** Version of the program that runs. */
  readonly own: string;
  readonly programs: Programs;
  readonly clock: Clock;
  readonly log: Log;
};

/**
 * Install a downloaded update. Only after the manager has stopped: the restore point is the data at rest.
 *
 * @returns the next start decides whether it holds; a failure has changed nothing.
 */
export async function installUpdate(
  deps: UpdateDeps,
  file: string,
  offer: Offer,
): Promise<Result<null, OfferProblem | 'no-restore-point' | 'no-room' | 'not-installed'>> {
  const { data, journal, own, programs, log } = deps;
  const judged = await judgeFile(file, offer, own, programs.isSigned);
  if (!judged.ok) {
    log.warn('update.refused', { code: judged.failure.code });
    return judged;
  }
  try {
    await programs.keepOwn();
  } catch (error) {
    log.warn('update.not-kept', { error });
    return fail('no-room', 'Nothing was updated, because this Holdfast could not be kept to go back to.');
  }
  const generation = newId();
  const wasOpen = isOpen(data.permit, currentGeneration(data));
  try {
    // Before the restore point, so that half of one is found and removed.
    writeJournal(journal, { step: 'installing', from: own, to: offer.version, restorePoint: generation, wasOpen });
  } catch (error) {
    log.warn('update.not-noted', { error });
    return fail('no-restore-point', 'Nothing was updated, because the disk is full. Free some space first.');
  }
  const point = makeRestorePoint(data, generation);
  if (!point.ok) {
    endJournal(journal);
    return point;
  }
  try {
    await programs.install(file);
    log.info('update.installed', { to: offer.version });
    return ok(null);
  } catch (error) {
    log.error('update.not-installed', { error });
    try {
      await programs.putBack();
    } catch (cause) {
      // Nobody knows what is in place now: the journal and the restore point stay, for whichever starts next to decide by.
      log.error('update.not-put-back', { error: cause });
      return fail(
        'not-installed',
        'The update could not be installed whole. If Holdfast does not start, install it again; your data is kept.',
      );
    }
    dropRestorePoint(data, generation);
    endJournal(journal);
    return fail('not-installed', 'The update could not be installed. Nothing was changed.');
  }
}

/** What a start has to do about an update; decided from the journal and the version that runs. */
export type UpdateStart =
  | { readonly kind: 'nothing' }
  /** The power went before the new program was in place. */
  | { readonly kind: 'not-installed' }
  /** The first start of the new program: it has to prove itself. */
  | { readonly kind: 'prove'; readonly journal: Journal }
  /** The new program failed, and runs once more: the old one is put back. */
  | { readonly kind: 'put-back'; readonly journal: Journal }
  /** The old program runs again: its data is put back before anything opens it. */
  | { readonly kind: 'return'; readonly journal: Journal };

export function decideStart(journal: Journal | null, own: string): UpdateStart {
  if (journal === null) return { kind: 'nothing' };
  if (journal.step === 'rolling-back') return { kind: own === journal.from ? 'return' : 'put-back', journal };
  if (journal.step === 'proving') {
    // It began once and never came to its end: it died, or hung until somebody ended it.
    if (own === journal.to) return { kind: 'put-back', journal };
    // Somebody put the old one back by hand; the new one has had the data meanwhile.
    if (own === journal.from) return { kind: 'return', journal };
    return { kind: 'not-installed' };
  }
  if (own === journal.to) return { kind: 'prove', journal };
  // Neither: somebody installed yet another by hand. What they did is theirs; the data has not been touched by it yet.
  return { kind: 'not-installed' };
}

/**
 * Before anything opens the data.
 *
 * @returns `start` the program as it is; `prove` it once it serves (see `proveUpdate`); `restart`, because another program
 *   is in place now.
 */
export async function beginStart(deps: UpdateDeps): Promise<'start' | 'prove' | 'restart'> {
  const { data, journal, programs, clock, log } = deps;
  const found = readJournal(journal);
  const start = decideStart(found, deps.own);
  switch (start.kind) {
    case 'nothing':
      return 'start';
    case 'not-installed':
      log.warn('update.not-installed', {});
      dropRestorePoint(data, found!.restorePoint);
      endJournal(journal);
      return 'start';
    case 'prove':
      writeJournal(journal, { ...start.journal, step: 'proving' });
      return 'prove';
    case 'put-back':
      log.error('update.failed', { to: start.journal.to, problem: 'It did not come to its end.' });
      // As in `proveUpdate`: the old one must know that the data is not its own.
      writeJournal(journal, { ...start.journal, step: 'rolling-back' });
      await programs.putBack();
      return 'restart';
    case 'return':
      returnTo(data, { generation: start.journal.restorePoint, wasOpen: start.journal.wasOpen }, clock.now());
      endJournal(journal);
      log.warn('update.rolled-back', { from: start.journal.to, to: start.journal.from });
      return 'start';
  }
}

/** A first start that came to nothing before it touched the data, by no fault of the program's: the next one is the first. */
export function undoFirstStart({ journal, log }: Pick<UpdateDeps, 'journal' | 'log'>): void {
  const found = readJournal(journal);
  if (found?.step !== 'proving') return;
  writeJournal(journal, { ...found, step: 'installing' });
  log.info('update.not-begun', { to: found.to });
}

/**
 * The first start of a new program ends here: either it serves, or app and data go back together.
 *
 * @param problem why it did not start or does not answer, from outside; null when it does. A house that was closed has
 *   nothing to answer with, and starting is all it proves.
 * @returns `restart`: stop everything and start again; the old program is in place.
 */
export async function proveUpdate(deps: UpdateDeps, problem: string | null): Promise<'kept' | 'restart'> {
  const { data, journal, programs, clock, log } = deps;
  const found = readJournal(journal);
  if (found === null) return 'kept';
  if (problem === null) {
    // Marked while the journal still tells of it: what is not removed below goes with the next sweep that finds it old.
    markRetired(data, found.restorePoint, clock.now());
    endJournal(journal);
    try {
      dropRestorePoint(data, found.restorePoint);
    } catch (error) {
      log.warn('update.restore-point-stays', { error }); // the program is good all the same
    }
    log.info('update.proved', { to: found.to });
    return 'kept';
  }
  log.error('update.failed', { to: found.to, problem });
  // Before the program changes: the old one must know, at its first breath, that the data is not its own.
  writeJournal(journal, { ...found, step: 'rolling-back' });
  await programs.putBack();
  return 'restart';
}
