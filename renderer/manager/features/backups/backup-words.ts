import type { BackupContents, BackupEntry } from '../../../../shared/contract/backups.ts';
import type { Output } from '../../../../shared/contract/index.ts';
import { momentWords } from '../../../ui/moment-words.ts';

export type BackupsFacts = Output<'backups.list'>;
export type { BackupContents, BackupEntry };

const DAY_MS = 24 * 60 * 60 * 1_000;
/** A daily backup that is older than this was missed. */
const STALE_MS = 2 * DAY_MS;

export type BackupState = 'verified' | 'one-place' | 'damaged';

/** `verified`: sound wherever it should lie. `one-place`: sound in one place and not in the other. `damaged`: nowhere. */
export function stateOf({ copies }: BackupEntry): BackupState {
  const sound = copies.filter(({ provenAt }) => provenAt !== null).length;
  if (sound === 0) return 'damaged';
  return sound < copies.length ? 'one-place' : 'verified';
}

export const STATE_WORDS: Record<BackupState, string> = {
  verified: 'Verified',
  'one-place': 'Sound in one place only',
  damaged: 'Damaged',
};

/** Of a day: the state of its newest backup. */
export type DayState = BackupState | 'none';

export const DAY_STATE_WORDS: Record<DayState, string> = { ...STATE_WORDS, none: 'No backup' };

/** The last seven days by this computer's clock, oldest first. @param backups newest first. @returns `at` is noon. */
export function weekOf(backups: readonly BackupEntry[], now: number): { at: number; state: DayState }[] {
  return Array.from({ length: 7 }, (_, index) => {
    const day = new Date(now);
    // A day is not always 24 hours long; noon is never skipped.
    day.setHours(12, 0, 0, 0);
    day.setDate(day.getDate() - 6 + index);
    const newest = backups.find(({ madeAt }) => new Date(madeAt).toDateString() === day.toDateString());
    return { at: day.getTime(), state: newest === undefined ? 'none' : stateOf(newest) };
  });
}

/** The copy to read: a sound one before any other, ours before the one on another disk. */
export const bestCopy = ({ copies }: BackupEntry) => copies.find(({ provenAt }) => provenAt !== null) ?? copies[0];

/** The last drill restored the newest backup there was then. */
export function drilledId({ backups, drill }: BackupsFacts): string | null {
  if (drill === null || drill.problem !== null) return null;
  const at = Date.parse(drill.at);
  return backups.find(({ madeAt }) => Date.parse(madeAt) <= at)?.id ?? null;
}

/** A moment inside a sentence: "today 03:00", "19 November 03:00". */
export const whenWords = (at: string, now: number): string =>
  momentWords(Date.parse(at), now).replace(/^[TY]/, (letter) => letter.toLowerCase());

/** The state of it all in one sentence. */
export function headline({ backups, problem }: BackupsFacts, now: number): string {
  const [newest] = backups;
  if (newest === undefined) return problem === null ? 'No backup yet' : 'No backup could be made';
  if (problem !== null) return 'The last backup could not be made';
  const at = Date.parse(newest.madeAt);
  const when = whenWords(newest.madeAt, now);
  if (now - at > STALE_MS) return `Not backed up since ${when}`;
  const sound = newest.copies.filter(({ provenAt }) => provenAt !== null).length;
  const how = stateOf(newest) === 'damaged' ? 'damaged' : sound > 1 ? 'verified, in two places' : 'verified';
  return `Backed up ${when}, ${how}`;
}

/** "Every day at 03:00" */
export const scheduleWords = (dailyAt: string): string => `Every day at ${dailyAt}`;

/** What the vault does, in words. */
export const JOB_WORDS: Readonly<Record<string, string>> = {
  create: 'Making a backup',
  verify: 'Checking a backup',
  preview: 'Reading a backup',
  copy: 'Copying to the second folder',
  stage: 'Laying a backup out',
  count: 'Counting what a backup holds',
};

/** Before this much is done, the pace says nothing yet. */
const SEEN_SHARE = 0.05;

/**
 * How long it still takes when it goes on as since it was first seen.
 *
 * @returns whole seconds; null while nobody can say.
 */
export function secondsLeft(
  begun: { readonly at: number; readonly fraction: number },
  now: { readonly at: number; readonly fraction: number },
): number | null {
  const done = now.fraction - begun.fraction;
  if (done < SEEN_SHARE || now.at <= begun.at) return null;
  return Math.ceil(((1 - now.fraction) * (now.at - begun.at)) / done / 1_000);
}

/** Only what was typed and differs is told; the rest lies where it lay. */
export const movesOf = (moved: ReadonlyMap<string, string>): { from: string; to: string }[] =>
  [...moved].map(([from, to]) => ({ from, to: to.trim() })).filter(({ from, to }) => to !== '' && to !== from);

/** A recovery kit's key as somebody copied it from paper: small letters, blanks between. Null when nothing was given. */
export function kitKey(typed: string): string | null {
  const key = typed.replaceAll(/\s/g, '').toUpperCase();
  if (key === '') return null;
  return /^AGE-SECRET-KEY-1[A-Z0-9]{58}$/.test(key) ? key : 'not-a-key';
}

export type Change = {
  readonly what: string;
  readonly now: string;
  readonly after: string;
  readonly change: string;
  readonly tone: 'ok' | 'warn' | 'neutral' | 'info';
};

/** What a restore would change, line by line, beside what is there now. */
export function changesOf(present: BackupContents, backup: BackupContents): Change[] {
  const gone = present.accounts.filter((name) => !backup.accounts.includes(name));
  const back = backup.accounts.filter((name) => !present.accounts.includes(name));
  const paths = (contents: BackupContents) =>
    contents.libraries
      .map(({ path }) => path)
      .sort()
      .join('\n');
  return [
    {
      what: 'Accounts',
      now: counted(present.accounts.length, 'person', 'people'),
      after: counted(backup.accounts.length, 'person', 'people'),
      ...(gone.length > 0
        ? { change: `Removes ${gone.join(', ')}`, tone: 'warn' as const }
        : back.length > 0
          ? { change: `Brings back ${back.join(', ')}`, tone: 'info' as const }
          : SAME),
    },
    {
      what: 'Settings',
      now: present.serverName,
      after: backup.serverName,
      ...(present.settings === backup.settings && present.serverName === backup.serverName
        ? SAME
        : { change: 'Differ', tone: 'info' as const }),
    },
    {
      what: 'Folders',
      ...figures(present.libraries.length, backup.libraries.length, 'folder'),
      ...(paths(present) === paths(backup) ? SAME : { change: 'Differ', tone: 'info' as const }),
    },
    {
      what: 'Watch progress',
      ...figures(present.progress, backup.progress, 'mark'),
      ...difference(present.progress, backup.progress, 'Loses', 'Brings back'),
    },
    {
      what: 'Library details',
      ...figures(present.items, backup.items, 'entry', 'entries'),
      ...(present.items === backup.items ? SAME : { change: 'Scanned again', tone: 'neutral' as const }),
    },
    { what: 'Sessions', now: 'signed in', after: 'none', change: 'Everybody signs in again', tone: 'warn' },
    { what: 'Your media files', now: 'where they are', after: 'where they are', change: 'Not touched', tone: 'ok' },
  ];
}

const SAME = { change: 'The same', tone: 'neutral' as const };
const figures = (now: number, after: number, one: string, many?: string) => ({
  now: counted(now, one, many),
  after: counted(after, one, many),
});

function difference(now: number, after: number, less: string, more: string): Pick<Change, 'change' | 'tone'> {
  if (now === after) return SAME;
  return now > after
    ? { change: `${less} ${(now - after).toLocaleString('en')}`, tone: 'warn' }
    : { change: `${more} ${(after - now).toLocaleString('en')}`, tone: 'info' };
}

export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
