// Your media and what is made of them.
import { access, constants, stat } from 'node:fs/promises';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { checkFolder, listLibraries } from '../../library/index.ts';
import { check, count, fail, HOUR_MS, pass, some, warn } from '../check.ts';
import { findFiles } from '../look-files.ts';
import type { Look } from '../look.ts';

/** MED-05. */
const TEMPORARY_MS = HOUR_MS;
/** as much as the worker lets itself take, and a little for what is being written. */
const BUDGET_BYTES = 11 * 1024 ** 3;
/** What our arguments need; earlier ones also get no security fixes any more (ffmpeg.org/security.html). */
const OLDEST_FFMPEG = [5, 1] as const;

const run = promisify(execFile);

const libraries = async (look: Look) => {
  const all = look.readManager((db) => listLibraries(db));
  const isThere = await Promise.all(
    all.map(({ path }) =>
      stat(path).then(
        (found) => found.isDirectory(),
        () => false,
      ),
    ),
  );
  return all.map((library, at) => ({ ...library, isThere: isThere[at]! }));
};

/** What was made for films that nobody has watched for an hour: by the files' own times, and by the server's list. */
export const abandonedPlaybacks = async (look: Look) => {
  const folder = join(look.house.data.cache, 'playback');
  const files = (await findFiles(folder)).filter(({ isFolder }) => !isFolder);
  const newestOf = new Map<string, number>();
  for (const { path, changedAt } of files) {
    const playback = path.slice(folder.length + 1).split(/[\\/]/)[0]!;
    newestOf.set(playback, Math.max(newestOf.get(playback) ?? 0, changedAt));
  }
  const since = look.now - TEMPORARY_MS;
  const watched = new Set(
    look.readServer((db) =>
      db
        .prepare<[number], string>('SELECT id FROM playback WHERE ended_at IS NULL AND last_seen_at > ?')
        .pluck()
        .all(since),
    ),
  );
  return {
    bytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    old: [...newestOf].filter(([id, at]) => at < since && !watched.has(id)).map(([id]) => id),
  };
};

export const MEDIA = [
  check({
    id: 'MED-13',
    group: 'media',
    title: 'Your libraries hold media and nothing of the system',
    wrong: 'A library holds files that are not for sharing',
    severity: 'high',
    why: 'Everybody who may watch could ask for files that are none of their business.',
    async observe(look) {
      const own = [look.house.data.root, look.house.programFolder];
      return (await libraries(look)).filter(({ isThere, path }) => isThere && !checkFolder(path, own).ok);
    },
    judge: (wrong) =>
      wrong.length === 0
        ? pass('Every folder may be shared.')
        : fail(`Not fit to be shared: ${some(wrong.map(({ path }) => path))}. Take it out under Library.`),
  }),
  check({
    id: 'MED-14',
    group: 'media',
    title: 'Every library is there',
    wrong: 'A library is not there',
    severity: 'medium',
    why: 'Nothing of a disk that is away can be played; its titles wait for it.',
    observe: libraries,
    judge(all) {
      if (all.length === 0) return pass('There is no library yet.');
      const away = all.filter(({ isThere }) => !isThere);
      return away.length === 0
        ? pass(`${count(all.length, 'folder')}, all there.`)
        : warn(`Away: ${some(away.map(({ path }) => path))}. Connect its disk.`);
    },
  }),
  check({
    id: 'MED-02',
    group: 'media',
    title: 'Your media cannot be changed from here',
    wrong: 'Your media could be changed from here',
    severity: 'low',
    why: 'Holdfast never writes to your media; a folder it may not write to holds that also against a fault.',
    observe: async (look) => {
      const there = (await libraries(look)).filter(({ isThere }) => isThere);
      const writable = await Promise.all(
        there.map(({ path }) =>
          access(path, constants.W_OK).then(
            () => true,
            () => false,
          ),
        ),
      );
      return { all: there.length, writable: there.filter((_, at) => writable[at]).map(({ path }) => path) };
    },
    judge: ({ all, writable }) =>
      all === 0
        ? pass('There is no library yet.')
        : writable.length === 0
          ? pass(`${count(all, 'folder')}, none of which this user may write to.`)
          : warn(`This user may write to ${some(writable)}. If only Holdfast uses it, mount it read-only.`),
  }),
  check({
    id: 'MED-05',
    group: 'media',
    title: 'Temporary files go when nobody watches any more',
    wrong: 'Temporary files stay behind or take too much room',
    severity: 'low',
    why: 'They fill the disk, and show what was watched.',
    observe: abandonedPlaybacks,
    judge({ bytes, old }) {
      const size = `${Math.round(bytes / 1024 ** 2).toLocaleString('en')} MB`;
      if (old.length > 0)
        return warn(`Of ${count(old.length, 'playback')} that ended over an hour ago; ${size} in all.`);
      return bytes > BUDGET_BYTES ? warn(`They take ${size}.`) : pass(`${size}, none older than an hour.`);
    },
  }),
  check({
    id: 'MED-08',
    group: 'media',
    title: 'The video engine is one that still gets fixes',
    wrong: {
      warn: 'There is no video engine, or one that nobody knows',
      fail: 'The video engine gets no fixes any more',
    },
    severity: 'high',
    why: 'A film made for it could take over an engine with a known fault.',
    async observe({ house, signal }) {
      if (house.ffmpeg === null) return null;
      const { stdout } = await run(house.ffmpeg, ['-version'], { signal });
      return /^ffmpeg version (\S+)/.exec(stdout)?.[1] ?? '';
    },
    judge(version) {
      if (version === null) return warn('There is none: films play only where they can as they are. Install ffmpeg.');
      const [, major, minor] = /^n?(\d+)\.(\d+)/.exec(version) ?? [];
      if (major === undefined)
        return /^N-\d+/.test(version) ? pass(`A daily build, ${version}.`) : warn(`It calls itself "${version}".`);
      const [oldestMajor, oldestMinor] = OLDEST_FFMPEG;
      const isOld = Number(major) < oldestMajor || (Number(major) === oldestMajor && Number(minor) < oldestMinor);
      return isOld
        ? fail(`ffmpeg ${version} gets no fixes any more; take ${OLDEST_FFMPEG.join('.')} or later.`)
        : pass(`It says of itself: ffmpeg ${version}.`);
    },
  }),
];
