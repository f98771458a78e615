// The computer Holdfast runs on: who may touch its files, and what its processes may do.
import { join, sep } from 'node:path';
import { ago, check, count, DAY_MS, fail, pass, some, warn } from '../check.ts';
import { findFiles, isOpenToOthers, modeText, MOST_FILES, type FoundFile } from '../look-files.ts';
import { backupSettings } from '../../backups/index.ts';
import { isBelievable, readHouse } from '../../kernel/index.ts';
import { taskStanding } from '../../maintenance/index.ts';
import type { Look } from '../look.ts';
import { Unobservable } from '../unobservable.ts';

/** UPD-01, and the task of the calendar by which it is told that somebody looked. */
const LOOKED_MS = 8 * DAY_MS;
const UPDATES = 'MNT-05';
/** DB-15. */
const LITTLE = 0.1;
const ALMOST_NONE = 0.02;

const modesMeanSomething = (): void => {
  if (process.platform === 'win32') throw new Unobservable('This version cannot read access lists on Windows yet.');
};

/**
 * What of the data folder others may open, without databases and backups, which have checks of their own (MED-03).
 *
 * @param most files that are looked at, of the cache and of all else; fewer in tests alone.
 */
export async function exposedData(look: Pick<Look, 'house'>, most = MOST_FILES): Promise<FoundFile[]> {
  modesMeanSomething();
  const { data } = look.house;
  // The cache apart, so that its segments do not hide a log; as long as it is closed itself, nobody gets at the rest of it.
  const files = await findFiles(data.root, (path) => path === data.backups || path === data.cache, most);
  const cached = await findFiles(data.cache, () => false, most);
  const found = [...files, ...cached].filter((file) => isOpenToOthers(file) && !isDatabase(file));
  if (found.length === 0 && files.length >= most)
    throw new Unobservable(`There is more in ${data.root} than is looked at: not every file was seen.`);
  return found;
}

/** Databases others may open (DB-02). */
export async function exposedDatabases(look: Look): Promise<FoundFile[]> {
  modesMeanSomething();
  const { data } = look.house;
  const files = [...(await findFiles(data.generations)), ...(await findFiles(data.instanceDb))];
  return files.filter((file) => isOpenToOthers(file) && isDatabase(file));
}

const isDatabase = ({ path, isFolder }: FoundFile): boolean => !isFolder && /\.db(-wal|-shm|-journal)?$/.test(path);

const exposed = (found: readonly FoundFile[], root: string): string =>
  some(found.map((file) => `${file.path.startsWith(root) ? file.path.slice(root.length + 1) || root : file.path} (${modeText(file)})`)); // prettier-ignore

/** Program files somebody else may change (DSK-03); what npm and git keep beside them is not run. */
export async function changeableProgramFiles(look: Look): Promise<FoundFile[]> {
  modesMeanSomething();
  const { programFolder } = look.house;
  const found = await Promise.all(
    ['electron', 'shared', 'resources', 'package.json'].map((part) => findFiles(join(programFolder, part))),
  );
  const [top] = await findFiles(programFolder, (path) => path !== programFolder);
  return [...(top === undefined ? [] : [top]), ...found.flat()].filter(({ mode }) => (mode & 0o022) !== 0);
}

export const COMPUTER = [
  check({
    id: 'DSK-01',
    group: 'computer',
    title: 'Holdfast runs as an ordinary user',
    wrong: 'Holdfast runs as root',
    severity: 'high',
    why: 'A fault in a program that runs as root is a fault in the whole computer.',
    async observe({ system, house }) {
      const { manager, server, worker } = house.pids;
      const pids = [manager, server, worker].filter((pid) => pid !== null);
      return Promise.all(pids.map((pid) => system.processes.userId(pid)));
    },
    judge: (ids) =>
      ids.includes(0)
        ? fail('It runs as root. Stop it, and start it as the user whose films these are.')
        : pass(`${count(ids.length, 'process', 'processes')} of user ${some([...new Set(ids)].map(String))}.`),
  }),
  check({
    id: 'DSK-02',
    group: 'computer',
    title: 'The parts that strangers talk to may do little',
    wrong: 'The parts that strangers talk to may do too much',
    severity: 'high',
    why: 'Whoever takes over the server should find nothing to write to and nothing to start.',
    async observe({ system, house }) {
      const { server, worker } = house.pids;
      if (server === null || worker === null) throw new Unobservable('They do not run.');
      return { server: await system.processes.commandLine(server), worker: await system.processes.commandLine(worker), root: house.data.root }; // prettier-ignore
    },
    judge({ server, worker, root }) {
      const loose: string[] = [];
      const flags = (args: readonly string[], name: string) => args.filter((arg) => arg.split('=')[0] === name);
      for (const [name, args] of Object.entries({ server, worker })) {
        if (!args.includes('--permission')) loose.push(`the ${name} runs without limits`);
        for (const flag of flags(args, '--allow-fs-write'))
          if (!flag.slice(flag.indexOf('=') + 1).startsWith(root + sep)) loose.push(`the ${name} may write to ${flag.split('=')[1]}`); // prettier-ignore
      }
      if (flags(server, '--allow-child-process').length > 0) loose.push('the server may start programs');
      if ([...server, ...worker].some((arg) => arg.startsWith('--inspect'))) loose.push('a debugger can be attached');
      return loose.length === 0
        ? pass('The server writes its own folder and starts nothing; the worker writes its own folders. This stops mistakes; it is no wall against native code.') // prettier-ignore
        : fail(`As the system lists them: ${some(loose)}.`);
    },
  }),
  check({
    id: 'DSK-03',
    group: 'computer',
    title: 'Nobody else can change the program',
    wrong: 'Others can change the program',
    severity: 'high',
    why: 'Whoever can change a file of the program decides what it does with your keys.',
    observe: async (look) => ({ found: await changeableProgramFiles(look), root: look.house.programFolder }),
    judge: ({ found, root }) =>
      found.length === 0
        ? pass('Its files can be changed by the one who installed it.')
        : fail(`Others can change ${exposed(found, root)}.`),
  }),
  check({
    id: 'INC-08',
    group: 'computer',
    title: 'The program is what was installed',
    wrong: 'A file of the program was changed since it was installed',
    severity: 'high',
    why: 'Whoever changed a file of the program decides what it does with your films, your keys and your people.',
    async observe({ house }) {
      if (house.changedFiles === null)
        throw new Unobservable('It runs from its sources, which have no list of files to compare with. An installed Holdfast has one.'); // prettier-ignore
      return house.changedFiles();
    },
    judge: (changed) =>
      changed.length === 0
        ? pass('Every file is the one that was packed, by its SHA-256, and none is missing or was added.')
        : fail(`Not as it was packed: ${some(changed.map(({ path, kind }) => `${path} (${kind})`))}. Install Holdfast again; your data is not touched by that.`), // prettier-ignore
  }),
  check({
    id: 'MED-03',
    group: 'computer',
    title: 'What Holdfast keeps is yours alone',
    wrong: 'Others on this computer may open what Holdfast keeps',
    severity: 'high',
    why: 'Another user of this computer could read who watched what, and who may enter.',
    observe: async (look) => ({ found: await exposedData(look), root: look.house.data.root }),
    judge: ({ found, root }) =>
      found.length === 0
        ? pass(`No other user of this computer may open anything in ${root}.`)
        : fail(`Others may open ${exposed(found, root)}.`),
  }),
  check({
    id: 'DB-02',
    group: 'computer',
    title: 'The databases are yours alone',
    wrong: 'Others on this computer may open the databases',
    severity: 'high',
    why: 'Another user of this computer could copy everybody’s password hashes.',
    observe: async (look) => ({ found: await exposedDatabases(look), root: look.house.data.root }),
    judge: ({ found, root }) =>
      found.length === 0
        ? pass('No other user of this computer may open them.')
        : fail(`Others may open ${exposed(found, root)}.`),
  }),
  check({
    id: 'DB-15',
    group: 'computer',
    title: 'There is room on the disks',
    wrong: { warn: 'A disk is filling up', fail: 'A disk is all but full' },
    severity: 'medium',
    why: 'On a full disk no backup is made, and nothing is written down.',
    async observe({ house, system, readManager }) {
      const second = readManager((db) => backupSettings(db).secondFolder);
      const seen: { path: string; freeBytes: number; totalBytes: number }[] = [];
      for (const path of [house.data.root, ...(second === null ? [] : [second])]) {
        // That a disk is away is DB-07's to say.
        const space = await system.freeSpace(path).catch(() => null);
        if (space !== null) seen.push({ path, ...space });
      }
      return seen;
    },
    judge(disks) {
      const words = ({ path, freeBytes, totalBytes }: (typeof disks)[number]) =>
        `${path}: ${(freeBytes / 1e9).toFixed(1)} GB free, ${Math.floor((100 * freeBytes) / totalBytes)} %`;
      const below = (part: number) => disks.filter(({ freeBytes, totalBytes }) => freeBytes < part * totalBytes);
      if (below(ALMOST_NONE).length > 0) return fail(`${some(below(ALMOST_NONE).map(words))}.`);
      return below(LITTLE).length > 0 ? warn(`${some(below(LITTLE).map(words))}.`) : pass(`${some(disks.map(words))}.`);
    },
  }),
  check({
    id: 'DB-13',
    group: 'computer',
    title: 'The disk of this computer is encrypted',
    wrong: 'The disk of this computer is not encrypted',
    severity: 'medium',
    why: 'Whoever carries the computer away could read everything on it.',
    async observe({ house, system }) {
      const found = await system.isEncrypted(house.data.root);
      if (found === null) throw new Unobservable('The system does not tell which disk the data folder lies on.');
      return found;
    },
    judge: (isOn) =>
      isOn ? pass('The data folder lies on an encrypted disk (dm-crypt).') : warn('The data folder lies on a disk that is not encrypted.'), // prettier-ignore
  }),
  check({
    id: 'UPD-01',
    group: 'computer',
    title: 'Somebody looked for a newer Holdfast this week',
    wrong: 'Nobody looked for a newer Holdfast this week',
    severity: 'medium',
    why: 'A fault that is mended in a newer version is known to everybody, and still open here.',
    observe: async ({ house, now, readManager }) =>
      readManager((db) => ({
        version: house.version,
        lookedAt: doneBy(taskStanding(db, UPDATES, now).lastDone?.at ?? null, now),
        setUpAt: readHouse(db).setUpAt ?? now,
      })),
    judge({ version, lookedAt, setUpAt }, now) {
      if (lookedAt === null)
        // Whoever sets a house up just got Holdfast, and where the app looks by itself it did not have its turn yet.
        return Math.abs(now - setUpAt) <= DAY_MS
          ? pass(`This is ${version}. Nobody has looked for a newer one yet; the house was set up ${ago(now - setUpAt)}.`)
          : warn(`This is ${version}. Nobody has looked for a newer one yet. Look for one, then tick off “Install updates” in the calendar.`); // prettier-ignore
      const words = `This is ${version}; last looked for a newer one ${ago(now - lookedAt)}.`;
      return now - lookedAt <= LOOKED_MS
        ? pass(words)
        : warn(`${words} Look for one, then tick off “Install updates” in the calendar.`);
    },
  }),
];

const doneBy = (at: number | null, now: number): number | null => (at !== null && isBelievable(at, now) ? at : null);
