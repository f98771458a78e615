import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import type { ItemId, LibraryDb } from '../../core/kernel/index.ts';
import { librarySummary, newestTitles, unreadableFiles, type LibraryRow } from '../../core/library/index.ts';
import { makeMkv, makeMp4 } from '../probe/testing/fixtures.ts';
import type { ScanDeps } from './scan.ts';
import { libraryToScan, putFile, scanOnce } from './testing/library-to-scan.ts';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-scan-'));
const samples = { heat: join(folder, 'heat.mp4'), alien: join(folder, 'alien.mkv') };
let root: string;
let db: LibraryDb;
let library: LibraryRow;

before(async () => {
  await makeMp4(samples.heat, { seconds: 1 });
  await makeMkv(samples.alien, { seconds: 1 });
});
after(() => rmSync(folder, { recursive: true, force: true }));

beforeEach(() => {
  ({ root, db, library } = libraryToScan(folder, 'film'));
});

const put = (path: string, sample: string = samples.heat) => putFile(root, path, sample);

const scan = (more: Partial<ScanDeps> = {}, signal?: AbortSignal) => scanOnce({ db, library }, more, signal);
const items = () =>
  db
    .prepare<[], { id: string; title: string; year: number | null }>('SELECT id, title, year FROM item ORDER BY title')
    .all();

test('films in a folder become items, with name and year', async () => {
  put('Heat (1995)/Heat.mp4');
  put('Alien.1979.1080p.x264.mkv', samples.alien);
  const result = await scan();
  assert.deepEqual([result.state, result.seen, result.added, result.unreadable], ['done', 2, 2, 0]);
  assert.equal(result.expected, null, 'nobody knows before the first scan');
  assert.deepEqual(librarySummary(db, library.id).kinds, { film: 2 });
  assert.deepEqual(newestTitles(db, library.id, 1).length, 1);
  assert.deepEqual(
    newestTitles(db, library.id, 9)
      .map(({ title }) => title)
      .sort(),
    ['Alien', 'Heat'],
  );
  assert.deepEqual(
    items().map(({ title, year }) => [title, year]),
    [
      ['Alien', 1979],
      ['Heat', 1995],
    ],
  );
});

test('what did not change is not read again; what changed is; what is gone goes', async () => {
  put('Heat (1995).mp4');
  put('Alien (1979).mkv', samples.alien);
  await scan();
  const again = await scan();
  assert.deepEqual([again.seen, again.added, again.changed, again.removed], [2, 0, 0, 0]);
  assert.equal(again.expected, 2, 'the scan before tells how far this one has to go');
  put('Heat (1995).mp4', samples.alien);
  rmSync(join(root, 'Alien (1979).mkv'));
  const [heat] = items().filter(({ title }) => title === 'Heat');
  const after = await scan();
  assert.deepEqual([after.added, after.changed, after.removed], [0, 1, 1]);
  assert.deepEqual(items(), [heat], 'a replaced file keeps its id by path');
});

test('a moved or renamed file keeps its id', async () => {
  put('old/Heat (1995).mp4');
  await scan();
  const [before] = items();
  mkdirSync(join(root, 'new'));
  renameSync(join(root, 'old/Heat (1995).mp4'), join(root, 'new/Heat (1995).mp4'));
  await scan();
  assert.deepEqual(items(), [before]);
});

test('two equal files are two versions of one item', async () => {
  put('Heat (1995)/Heat.mp4');
  put('copies/something else.mp4');
  await scan();
  assert.equal(items().length, 1);
  assert.equal(librarySummary(db, library.id).files, 2);
});

test('R-48: a library built anew adopts ids from watch history by content', async () => {
  put('Heat (1995).mp4');
  await scan({ adopt: () => 'f'.repeat(32) as ItemId });
  assert.equal(items()[0]?.id, 'f'.repeat(32));
});

test('MED-14: an unplugged drive leaves every title, greyed, with the same ids when it returns', async () => {
  for (const name of ['Heat (1995).mp4', 'Ran (1985).mp4', 'Alien (1979).mkv'])
    put(name, name.endsWith('mkv') ? samples.alien : samples.heat);
  await scan();
  const before = items();
  renameSync(root, `${root}-away`);
  assert.equal((await scan()).state, 'away');
  assert.equal(librarySummary(db, library.id).available, false);
  assert.deepEqual(items(), before);
  // What an unplugged drive leaves behind is an empty mount point.
  mkdirSync(root);
  const empty = await scan();
  assert.equal(empty.state, 'away');
  assert.match(empty.message ?? '', /drive/);
  assert.deepEqual(items(), before);
  rmSync(root, { recursive: true });
  renameSync(`${root}-away`, root);
  assert.equal((await scan()).state, 'done');
  assert.equal(librarySummary(db, library.id).available, true);
  assert.deepEqual(items(), before);
});

test('what cannot be read is listed with its reason and not tried again until it changes', async () => {
  writeFileSync(join(root, 'empty.mp4'), '');
  writeFileSync(join(root, 'list.mp4'), '#EXTM3U\nhttp://127.0.0.1:9/canary\n');
  put('cut (2001).mp4');
  truncateSync(join(root, 'cut (2001).mp4'), 600);
  const result = await scan();
  assert.equal(result.unreadable, 3);
  const reasons = Object.fromEntries(
    unreadableFiles(db, library.id, { after: '', limit: 10 }).map(({ path, code }) => [path, code]),
  );
  assert.equal(reasons['empty.mp4'], 'empty');
  assert.equal(reasons['list.mp4'], 'playlist');
  assert.ok(reasons['cut (2001).mp4']);
  assert.deepEqual([(await scan()).changed, (await scan()).unreadable], [0, 3]);
  put('empty.mp4');
  assert.equal((await scan()).unreadable, 2);
});

test('a file that stopped the reader twice is set aside', async () => {
  put('Heat (1995).mp4');
  db.prepare('INSERT INTO reading (library_id, path, attempts) VALUES (?, ?, 2)').run(library.id, 'Heat (1995).mp4');
  assert.equal((await scan()).unreadable, 1);
  assert.equal(unreadableFiles(db, library.id, { after: '', limit: 10 })[0]?.code, 'crashed-reader');
});

test(
  'MED-11: links out of the library, pipes and loops are skipped, links inside are followed',
  { skip: process.platform === 'win32' },
  async () => {
    put('Heat (1995).mp4');
    symlinkSync(samples.alien, join(root, 'outside.mkv'));
    symlinkSync('/etc/passwd', join(root, 'passwd.mp4'));
    symlinkSync(root, join(root, 'loop'));
    symlinkSync(join(root, 'Heat (1995).mp4'), join(root, 'Heat again (1995).mp4'));
    execFileSync('mkfifo', [join(root, 'pipe.mp4')]);
    const result = await scan();
    assert.deepEqual([result.state, result.seen, result.skippedLinks], ['done', 2, 3]);
    assert.deepEqual(
      items().map(({ title }) => title),
      ['Heat'],
    );
  },
);

test('R-03: hostile names are names and nothing else', async () => {
  const names = [
    '-i.mp4',
    'quote\'s "and" $(touch x).mp4',
    'new\nline (2001).mp4',
    '%s:%d (2002).mp4',
    `${'long'.repeat(62)}.mp4`,
    '\u202egnp.mp4',
  ];
  for (const name of names) put(name);
  const result = await scan();
  assert.deepEqual([result.seen, result.unreadable], [names.length, 0]);
  assert.deepEqual(readdirSync(root).sort(), [...names].sort());
});

test('MED-01: a scan changes nothing in the folder, neither bytes nor times', async () => {
  put('a/Heat (1995).mp4');
  put('b/Alien (1979).mkv', samples.alien);
  const look = () =>
    readdirSync(root, { recursive: true, encoding: 'utf8' })
      .sort()
      .map((path) => {
        const { size, mtimeMs, ctimeMs } = statSync(join(root, path));
        return [path, size, mtimeMs, ctimeMs];
      });
  const before = look();
  await scan();
  assert.deepEqual(look(), before);
});

test('cancelled: what was found stays, nothing is removed, the next scan finishes', async () => {
  put('Heat (1995).mp4');
  await scan();
  rmSync(join(root, 'Heat (1995).mp4'));
  for (let number = 0; number < 30; number += 1) put(`Film ${number} (2001)/film.mp4`, samples.alien);
  const abort = new AbortController();
  const result = await scan({ adopt: () => (abort.abort(), null) }, abort.signal);
  assert.deepEqual([result.state, result.removed, items().length], ['cancelled', 0, 2]);
  assert.ok(items().some(({ title }) => title === 'Heat'));
  const next = await scan();
  assert.equal(next.state, 'done');
  assert.ok(!items().some(({ title }) => title === 'Heat'));
});

test('pictures beside a film are its pictures; without them a frame is', async () => {
  put('Heat (1995)/Heat.mp4');
  writeFileSync(join(root, 'Heat (1995)/poster.jpg'), 'x');
  writeFileSync(join(root, 'Heat (1995)/fanart.jpg'), 'x');
  put('Alien (1979).mkv', samples.alien);
  await scan();
  const chosen = () =>
    db
      .prepare('SELECT i.title, a.role, a.source, a.path FROM artwork a JOIN item i ON i.id = a.item_id ORDER BY 1, 2')
      .raw()
      .all();
  assert.deepEqual(chosen(), [
    ['Alien', 'backdrop', 'frame', 'Alien (1979).mkv'],
    ['Alien', 'poster', 'frame', 'Alien (1979).mkv'],
    ['Heat', 'backdrop', 'image', 'Heat (1995)/fanart.jpg'],
    ['Heat', 'poster', 'image', 'Heat (1995)/poster.jpg'],
  ]);
  const ids = () => db.prepare('SELECT id FROM artwork ORDER BY id').pluck().all();
  const before = ids();
  await scan();
  assert.deepEqual(ids(), before, 'an unchanged picture keeps its id');
});

test('a folder of shows becomes shows, seasons and episodes with their pictures, and stays so on a rescan', async () => {
  library = { ...library, kind: 'show' };
  put('Dark/Season 1/Dark - S01E01 - Secrets.mp4');
  put('Dark/Season 1/Dark - S01E02.mkv', samples.alien);
  put('Dark/Season 1/Featurettes/On Set.mp4');
  for (const name of ['poster.jpg', 'fanart.jpg', 'season01-poster.jpg', 'Season 1/Dark - S01E01 - Secrets-thumb.jpg'])
    writeFileSync(join(root, 'Dark', name), 'x');
  const result = await scan();
  assert.deepEqual([result.state, result.seen, result.added], ['done', 2, 2]);
  const all = () =>
    db
      .prepare(
        `SELECT i.id, i.kind, i.title, i.number, a.source, a.path, a.id FROM item i JOIN artwork a ON a.item_id = i.id
         WHERE a.role = 'poster' ORDER BY i.kind, i.number`,
      )
      .raw()
      .all() as unknown[][];
  const before = all();
  assert.deepEqual(before.map(([, ...rest]) => rest.slice(0, -1)), [
    ['episode', 'Secrets', 1, 'image', 'Dark/Season 1/Dark - S01E01 - Secrets-thumb.jpg'],
    ['episode', '', 2, 'frame', 'Dark/Season 1/Dark - S01E02.mkv'],
    ['season', 'Season 1', 1, 'image', 'Dark/season01-poster.jpg'],
    ['show', 'Dark', null, 'image', 'Dark/poster.jpg'],
  ]);
  assert.deepEqual([(await scan()).changed, all()], [0, before]);
}); // prettier-ignore
