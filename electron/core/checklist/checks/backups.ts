// Whether what was lost can be had back: looked for where backups lie, not where they are listed.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { BACKUP_FILE, backupSettings, isSameDisk, listBackups } from '../../backups/index.ts';
import { ago, check, count, DAY_MS, fail, pass, some, warn } from '../check.ts';
import { isBelievable } from '../../kernel/index.ts';
import { findFiles, isOpenToOthers, modeText, type FoundFile } from '../look-files.ts';
import type { Look } from '../look.ts';
import { Unobservable } from '../unobservable.ts';

/** DB-05. */
const STALE_MS = 2 * DAY_MS;
const LOST_MS = 7 * DAY_MS;
/** DB-10. */
const DRILL_MS = 30 * DAY_MS;
/** A hash of this much fits into a probe's time on a slow disk. */
const MOST_HASHED_BYTES = 512 * 1024 ** 2;
/** age-encryption.org/v1; SQLite's file format, 1.3. */
const AGE = 'age-encryption.org/v1';
const SQLITE = 'SQLite format 3';

const ownFolder = (look: Look): string => look.house.data.backups;
const secondFolder = (look: Look): string | null => look.readManager((db) => backupSettings(db).secondFolder);

/** Backup files in a folder, newest first by their own time. */
async function backupFiles(folder: string): Promise<FoundFile[]> {
  const names = (await readdir(folder)).filter((name) => BACKUP_FILE.test(name));
  const found = (await Promise.all(names.map((name) => findFiles(join(folder, name))))).flat();
  return found.filter(({ isFolder }) => !isFolder).toSorted((a, b) => b.changedAt - a.changedAt);
}

/** Backups and their folder that others may open (DB-08). A disk without modes says the same of every file. */
export async function exposedBackups(look: Look): Promise<FoundFile[]> {
  const second = secondFolder(look);
  const files = [...(await findFiles(ownFolder(look)))];
  if (second !== null) files.push(...(await backupFiles(second).catch(() => [])));
  return files.filter(isOpenToOthers);
}

async function startOf(path: string): Promise<string> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(512), 0, 512, 0);
    return buffer.toString('latin1', 0, bytesRead);
  } finally {
    await file.close();
  }
}

export const BACKUPS = [
  check({
    id: 'DB-05',
    group: 'backups',
    title: 'There is a backup of today or yesterday',
    wrong: { warn: 'The newest backup is older than two days', fail: 'There is no backup of this week' },
    severity: 'critical',
    why: 'What was not backed up is gone with the disk.',
    observe: async (look) =>
      (await backupFiles(ownFolder(look))).find(({ changedAt }) => isBelievable(changedAt, look.now)) ?? null,
    judge(newest, now) {
      if (newest === null) return fail('No backup lies in the backup folder.');
      const age = now - newest.changedAt;
      const words = `The newest file is ${basename(newest.path)}, made ${ago(age)}.`;
      return age > LOST_MS ? fail(words) : age > STALE_MS ? warn(words) : pass(words);
    },
  }),
  check({
    id: 'DB-06',
    group: 'backups',
    title: 'Backups can be opened by nobody else',
    wrong: 'A backup is not sealed: others could open it',
    severity: 'high',
    why: 'A backup holds everybody’s name, history and password hashes.',
    async observe(look) {
      const second = secondFolder(look);
      const own = (await findFiles(ownFolder(look))).filter(({ isFolder }) => !isFolder);
      const files = second === null ? own : [...own, ...(await backupFiles(second).catch(() => []))];
      const bare: string[] = [];
      for (const { path } of files) {
        const start = await startOf(path);
        const isBackup = BACKUP_FILE.test(basename(path));
        if (start.startsWith(SQLITE) || (isBackup && !start.startsWith(AGE))) bare.push(path);
      }
      return { bare, looked: files.length };
    },
    judge: ({ bare, looked }) =>
      looked === 0
        ? pass('There is no backup yet, so there is none that others could open.')
        : bare.length === 0
          ? pass(`${count(looked, 'file')}, every one sealed.`)
          : fail(`Not sealed: ${some(bare.map((path) => basename(path)))}. Remove what Holdfast did not make.`),
  }),
  check({
    id: 'DB-07',
    group: 'backups',
    title: 'Backups lie in a second place',
    wrong: { warn: 'No fresh backup lies on a second disk', fail: 'The second place for backups is not there' },
    severity: 'medium',
    why: 'One broken disk, one fire or one thief would take the house and its only backup.',
    observe: async (look) => {
      const { secondFolder: folder, secondSameDisk } = look.readManager((db) => backupSettings(db));
      if (folder === null) return { folder, state: 'none' as const, newest: null };
      const isThere = await stat(folder).then(
        (found) => found.isDirectory(),
        () => false,
      );
      const isSame = isThere && isSameDisk(folder, look.house.data.root);
      // Chosen on another disk and on ours now: what is there is the empty folder that disk was mounted on.
      if (!isThere || (isSame && secondSameDisk === 0)) return { folder, state: 'away' as const, newest: null };
      const newest =
        (await backupFiles(folder)).map(({ changedAt }) => changedAt).find((at) => isBelievable(at, look.now)) ?? null;
      return { folder, state: isSame ? ('same-disk' as const) : ('ready' as const), newest };
    },
    judge({ folder, state, newest }, now) {
      switch (state) {
        case 'none':
          return warn('There is none. Choose a folder on another disk under Backups.');
        case 'away':
          return fail(`${folder} is not there. Connect its disk.`);
        case 'same-disk':
          return warn(`${folder} is on the same disk as the house.`);
        case 'ready':
          if (newest === null) return warn(`${folder} is there, and no backup lies in it yet.`);
          return now - newest > LOST_MS
            ? warn(`The newest in ${folder} was made ${ago(now - newest)}.`)
            : pass(`${folder}, another disk; the newest there was made ${ago(now - newest)}.`);
      }
    },
  }),
  check({
    id: 'DB-08',
    group: 'backups',
    title: 'Backup files are yours alone',
    wrong: 'Others on this computer may open backup files',
    severity: 'medium',
    why: 'Another user of this computer could copy or delete them.',
    observe: exposedBackups,
    judge: (exposed) =>
      exposed.length === 0
        ? pass('No other user of this computer may open them.')
        : fail(`Others may open ${some(exposed.map((file) => `${basename(file.path)} (${modeText(file)})`))}.`),
  }),
  check({
    id: 'DB-09',
    group: 'backups',
    title: 'The newest backup is whole',
    wrong: {
      warn: 'The newest backup is not known here',
      fail: 'The newest backup is damaged, or did not pass its proof',
    },
    severity: 'high',
    why: 'A damaged backup is found out on the day it is needed.',
    async observe(look) {
      const newest = (await backupFiles(ownFolder(look)))[0];
      if (newest === undefined) throw new Unobservable('There is no backup to look at.');
      const row = look.readManager((db) => listBackups(db)).find(({ fileName }) => fileName === basename(newest.path));
      const proof = row?.copies.find(({ place }) => place === 'own') ?? null;
      const isSmall = newest.sizeBytes <= MOST_HASHED_BYTES;
      const hash = createHash('sha256');
      if (isSmall) await pipeline(createReadStream(newest.path), hash, { signal: look.signal });
      const isSame = row !== undefined && newest.sizeBytes === row.sizeBytes && (!isSmall || hash.digest('hex') === row.sha256); // prettier-ignore
      return { name: basename(newest.path), isKnown: row !== undefined, isSame, isSmall, proof };
    },
    judge({ name, isKnown, isSame, isSmall, proof }, now) {
      if (!isKnown) return warn(`${name} was not made by this house, or was not looked at yet.`);
      if (!isSame) return fail(`${name} is not what was written: it was changed or damaged.`);
      if (proof === null || proof.provenAt === null)
        return fail(`${name} did not pass its proof. ${proof?.problem ?? ''}`);
      const how = isSmall ? 'Every byte is as it was written' : 'Its size is as it was written';
      return pass(`${how}; opened and checked ${ago(now - proof.provenAt)}.`);
    },
  }),
  check({
    id: 'DB-10',
    group: 'backups',
    title: 'A restore has been rehearsed',
    wrong: { warn: 'No restore was rehearsed within a month', fail: 'The last rehearsal of a restore failed' },
    severity: 'medium',
    why: 'That a backup exists does not mean that a house can be made of it.',
    observe: async (look) => look.readManager((db) => backupSettings(db)),
    judge({ drilledAt, drillProblem }, now) {
      if (drilledAt === null || !isBelievable(drilledAt, now))
        return warn('Not yet. The first rehearsal comes a day after the first backup, or now.');
      const when = `Rehearsed ${ago(now - drilledAt)}`;
      if (drillProblem !== null) return fail(`${when}, and it failed. ${drillProblem}`);
      return now - drilledAt > DRILL_MS ? warn(`${when}.`) : pass(`${when}: somebody made up could sign in.`);
    },
  }),
  check({
    id: 'DB-12',
    group: 'backups',
    title: 'The last backup went well',
    wrong: 'The last backup failed',
    severity: 'high',
    why: 'What fails once in silence fails every night.',
    observe: async (look) => {
      const seen = look.readManager((db) => ({ ...backupSettings(db), made: listBackups(db).length }));
      if (seen.made === 0 && seen.problem === null) throw new Unobservable('None was made yet.');
      return seen;
    },
    judge({ problem, secondProblem }) {
      if (problem !== null) return fail(`It was not made. ${problem}`);
      return secondProblem === null
        ? pass('It was made and copied without a problem.')
        : fail(`It was not copied. ${secondProblem}`);
    },
  }),
];
