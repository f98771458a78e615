import { createPublicKey } from 'node:crypto';
import { join } from 'node:path';
import { makePrivateFolder, systemClock, type DataFolder, type Log } from '../../core/kernel/index.ts';
import { readFeedAddress } from './feed-address.ts';
import { createFeed } from './feed.ts';
import { readJournal } from './journal.ts';
import { createLooking, type Looking } from './looking.ts';
import { createMemory, type MemoryFile } from './memory.ts';
import { systemPrograms, type Relaunch } from './programs.ts';
import { isOfferSigned } from './signature.ts';
import { beginStart, decideStart, installUpdate, proveUpdate, undoFirstStart, type UpdateDeps } from './update.ts';

/** Everything about newer programs, for the app that runs; the rules are in `update.ts`. */
export type Updating = {
  /** Before anything opens the data: see `beginStart`. */
  readonly begin: () => Promise<'start' | 'prove' | 'restart'>;
  /** A first start that nobody let come so far: see `undoFirstStart`. */
  readonly notBegun: () => void;
  /** The end of a first start: see `proveUpdate`. */
  readonly prove: (problem: string | null) => Promise<'kept' | 'restart'>;
  /** Look for newer ones from now on. */
  readonly startLooking: (onChange: () => void) => Looking;
  readonly memory: MemoryFile;
  /** Whether this program can look for newer ones at all. */
  readonly canLook: boolean;
  /** What became of an update at the last end or this start, once, or null. */
  readonly takeNews: () => { readonly title: string; readonly body: string } | null;
  /** Put what is ready in place. Only after the manager has stopped. */
  readonly installReady: () => Promise<void>;
  /** The last thing before the process ends. @param startsAgain the app, whichever is in place, begins after us. */
  readonly beginNext: (startsAgain: boolean) => void;
};

const NOT_BUILT_FOR_IT = 'It was built without a place to look for newer versions. Install a newer one over it.';
const BY_THE_SYSTEM = 'It was installed by a package of your system. Install the newer package over it.';

export function openUpdating(deps: {
  readonly data: DataFolder;
  /** Ours, for what is fetched and kept. */
  readonly folder: string;
  readonly feedFile: string;
  /** Version of the program that runs. */
  readonly own: string;
  readonly relaunch: Relaunch;
  readonly log: Log;
}): Updating {
  const { data, folder, own, log } = deps;
  makePrivateFolder(folder);
  const address = readFeedAddress(deps.feedFile);
  // A key that is none is a mistake of whoever packed us: said now, and not when an update comes.
  if (address !== null) createPublicKey(address.publicKey);
  const programs = systemPrograms(join(folder, 'kept'), deps.relaunch);
  const memory = createMemory(join(folder, 'memory.json'), log);
  const isSigned =
    address === null
      ? () => false
      : (offer: Parameters<typeof isOfferSigned>[0]) => isOfferSigned(offer, address.publicKey);
  const cannot = async () => {
    throw new Error('This Holdfast cannot put programs in place.');
  };
  const rules: UpdateDeps = {
    data,
    journal: join(folder, 'update.json'),
    own,
    programs: { keepOwn: cannot, install: cannot, putBack: cannot, ...programs, isSigned },
    clock: systemClock,
    log,
  };
  let looking: Looking | null = null;
  let news: ReturnType<Updating['takeNews']> = null;

  return {
    async begin() {
      const journal = readJournal(rules.journal);
      const begun = await beginStart(rules);
      if (decideStart(journal, own).kind === 'return' && journal !== null) {
        memory.write({ takenBack: journal.to });
        news = {
          title: 'An update was taken back',
          body: `Holdfast ${journal.to} did not run here. ${journal.from} is back, with your data as it was before.`,
        };
      }
      return begun;
    },
    notBegun: () => undoFirstStart(rules),
    async prove(problem) {
      const outcome = await proveUpdate(rules, problem);
      if (outcome === 'kept')
        news = { title: 'Holdfast was updated', body: `Version ${own} runs, and your data came with it.` };
      return outcome;
    },
    canLook: address !== null && programs !== null,
    startLooking(onChange) {
      const whyOff = address === null ? NOT_BUILT_FOR_IT : BY_THE_SYSTEM;
      const feed =
        address === null || programs === null
          ? null
          : createFeed({ url: address.url, own, folder: join(folder, 'feed'), log });
      return (looking = createLooking({ feed, whyOff, own, isSigned, memory, onChange, log }));
    },
    memory,
    takeNews() {
      const { toTell } = memory.read();
      if (toTell !== null) memory.write({ toTell: null });
      const told = toTell === null ? news : { title: 'Holdfast was not updated', body: toTell };
      news = null;
      return told;
    },
    async installReady() {
      const ready = looking?.ready() ?? null;
      if (ready === null) return;
      const installed = await installUpdate(rules, ready.file, ready.offer);
      if (!installed.ok) memory.write({ toTell: installed.failure.message });
    },
    beginNext: (startsAgain) => (programs === null ? startsAgain && deps.relaunch() : programs.beginNext(startsAgain)),
  };
}
