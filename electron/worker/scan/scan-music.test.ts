import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import type { LibraryDb } from '../../core/kernel/index.ts';
import { unreadableFiles, type LibraryRow } from '../../core/library/index.ts';
import { makePng } from '../probe/testing/fixtures.ts';
import { makeTrack, type TrackOptions } from '../tags/testing/tracks.ts';
import { libraryToScan, putFile, scanOnce } from './testing/library-to-scan.ts';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-scan-music-'));
const cover = join(folder, 'cover.png');
const bare = join(folder, 'bare.flac');
let root: string;
let db: LibraryDb;
let library: LibraryRow;

before(async () => {
  await makePng(cover);
  await makeTrack(bare);
});
after(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => {
  ({ root, db, library } = libraryToScan(folder, 'music'));
});

let hertz = 200;
const make = (path: string, tags: TrackOptions['tags'] = {}, more: TrackOptions = {}) =>
  makeTrack(join(root, path), { tags, hertz: (hertz += 10), ...more });
const put = (path: string, from = bare) => putFile(root, path, from);
const scan = () => scanOnce({ db, library });
/** "Artist / Album (year) [n] / disc-number Title", in the order people see. */
const shelf = () =>
  db
    .prepare<[], string>(
      `SELECT a.title || ' / ' || b.title || coalesce(' (' || b.year || ')', '') || ' [' || b.child_count || '] / '
         || coalesce(t.disc || '-', '') || coalesce(t.number || ' ', '') || t.title
       FROM item t JOIN item b ON b.id = t.parent_id JOIN item a ON a.id = b.parent_id AND a.id = t.top_id
       WHERE t.kind = 'track' ORDER BY a.sort_title, b.child_key, b.id, t.child_key`,
    )
    .pluck()
    .all();
const count = (kind: string) =>
  db.prepare<[string], number>('SELECT count(*) FROM item WHERE kind = ?').pluck().get(kind);
const ids = () => db.prepare<[], string>(`SELECT id FROM item WHERE kind = 'track' ORDER BY id`).pluck().all();

test('tags decide; what they leave open the path says', async () => {
  const tags = { artist: 'Wren', album_artist: 'Wren', album: 'Lanterns', date: '2019' };
  await make('somewhere/x.mp3', { ...tags, title: 'Slow Tide', track: '2/2', disc: '1/2' });
  await make('somewhere/y.mp3', { ...tags, title: 'Harbour', track: '1/2', disc: '1/2' });
  put('Ida/Early (2011)/CD 2/03 - Last Song.flac');
  const result = await scan();
  assert.deepEqual([result.state, result.seen, result.added, result.unreadable], ['done', 3, 3, 0]);
  assert.deepEqual(shelf(), [
    'Ida / Early (2011) [1] / 2-3 Last Song',
    'Wren / Lanterns (2019) [2] / 1-1 Harbour',
    'Wren / Lanterns (2019) [2] / 1-2 Slow Tide',
  ]);
  assert.equal(count('artist'), 2);
});

test('a collection without an album artist is one album of various artists; guests make none', async () => {
  await make('Mix/1.m4a', { album: 'Summer', artist: 'Ada', title: 'One', track: '1' });
  await make('Mix/2.m4a', { album: 'Summer', artist: 'Ben', title: 'Two', track: '2' });
  await make('Duets/1.m4a', { album: 'Duets', artist: 'Cleo', title: 'Alone', track: '1' });
  await make('Duets/2.m4a', { album: 'Duets', artist: 'Cleo feat. Dan', title: 'Together', track: '2' });
  await make('Said/1.mp3', { album: 'Said', artist: 'Eve', title: 'Said', track: '1', compilation: '1' });
  await scan();
  assert.deepEqual(shelf(), [
    'Cleo / Duets [2] / 1 Alone',
    'Cleo / Duets [2] / 2 Together',
    'Various Artists / Said [1] / 1 Said',
    'Various Artists / Summer [2] / 1 One',
    'Various Artists / Summer [2] / 2 Two',
  ]);
  assert.equal(count('artist'), 2, 'artists of tracks alone have no albums and are not listed');
});

test('a collection that grows over two scans becomes one, and one artist again when the other goes', async () => {
  await make('Mix/1.m4a', { album: 'Summer', artist: 'Ada', title: 'One', track: '1' });
  await scan();
  assert.deepEqual(shelf(), ['Ada / Summer [1] / 1 One']);
  await make('Mix/2.m4a', { album: 'Summer', artist: 'Ben', title: 'Two', track: '2' });
  await scan();
  assert.deepEqual(shelf(), ['Various Artists / Summer [2] / 1 One', 'Various Artists / Summer [2] / 2 Two']);
  await make('Mix/2.m4a', { album: 'Summer', artist: 'Ada', title: 'Two', track: '2' });
  await scan();
  assert.deepEqual(shelf(), ['Ada / Summer [2] / 1 One', 'Ada / Summer [2] / 2 Two']);
  assert.equal(count('artist'), 1);
});

test('two albums of one name are two, by artist and by folder', async () => {
  for (const artist of ['Queen', 'ABBA'])
    await make(`${artist}.mp3`, { album: 'Greatest Hits', album_artist: artist, artist, title: artist });
  await make('Weezer/Blue/1.mp3', { album: 'Weezer', album_artist: 'Weezer', title: 'Blue', date: '1994' });
  await make('Weezer/Green/1.mp3', { album: 'Weezer', album_artist: 'Weezer', title: 'Green', date: '2001' });
  await scan();
  assert.deepEqual(shelf(), [
    'ABBA / Greatest Hits [1] / ABBA',
    'Queen / Greatest Hits [1] / Queen',
    'Weezer / Weezer (1994) [1] / Blue',
    'Weezer / Weezer (2001) [1] / Green',
  ]);
});

test('only what changed is read again; a retagged, a moved and a lost track', async () => {
  const tags = { album: 'One', album_artist: 'Ada', title: 'Song', track: '1' };
  await make('Ada/a.mp3', tags);
  await make('Ada/b.mp3', { ...tags, title: 'Other', track: '2' });
  await scan();
  const before = ids();
  assert.deepEqual([(await scan()).changed, ids()], [0, before]);
  await make('Ada/a.mp3', { ...tags, album: 'Two', title: 'Renamed' });
  assert.equal((await scan()).changed, 1);
  assert.deepEqual(shelf(), ['Ada / One [1] / 2 Other', 'Ada / Two [1] / 1 Renamed']);
  renameSync(join(root, 'Ada/b.mp3'), join(root, 'Ada/c.mp3'));
  await scan();
  assert.deepEqual(ids(), before, 'a track keeps its id by path and by content');
  rmSync(join(root, 'Ada/a.mp3'));
  assert.equal((await scan()).removed, 1);
  assert.deepEqual(shelf(), ['Ada / One [1] / 2 Other']);
  assert.equal(count('album'), 1);
});

test('one track in two formats is one track of two versions; equal songs on two albums are two', async () => {
  const tags = { album: 'One', album_artist: 'Ada', title: 'Song', track: '1' };
  await make('Ada/One/1.mp3', tags);
  await make('Ada/One/1.flac', tags);
  put('Ida/Early/01 Song.flac');
  put('Ida/Late/01 Song.flac');
  await scan();
  assert.deepEqual(shelf(), ['Ada / One [1] / 1 Song', 'Ida / Early [1] / 1 Song', 'Ida / Late [1] / 1 Song']);
});

test("covers: the folder's, else the picture within; the artist's own, else of the first album", async () => {
  put('Ada/One/01 Song.flac');
  put('Ada/One/Cover.PNG', cover);
  put('Ada/artist.png', cover);
  await make('Ida/Two/CD1/1.mp3', { album_artist: 'Ida', album: 'Two', title: 'x' }, { cover });
  put('Eve/Three/Disc 2/01 Song.flac');
  put('Eve/Three/folder.png', cover);
  put('Bare/Four/01 Song.flac');
  await scan();
  const art = db
    .prepare<[], string>(
      `SELECT i.kind || ' ' || i.title || ': ' || a.source || ' ' || a.path FROM artwork a JOIN item i ON i.id = a.item_id ORDER BY 1`,
    )
    .pluck()
    .all();
  assert.deepEqual(art, [
    'album One: image Ada/One/Cover.PNG',
    'album Three: image Eve/Three/folder.png',
    'album Two: cover Ida/Two/CD1/1.mp3',
    'artist Ada: image Ada/artist.png',
    'artist Eve: image Eve/Three/folder.png',
    'artist Ida: cover Ida/Two/CD1/1.mp3',
  ]);
});

test('MED-04: what is no music is listed with a reason and not tried again', async () => {
  writeFileSync(join(root, 'list.mp3'), '#EXTM3U\nhttp://127.0.0.1:9/canary\n');
  writeFileSync(join(root, 'empty.flac'), '');
  writeFileSync(join(root, 'noise.ogg'), Buffer.from(Array.from({ length: 900 }, (_, at) => (at * 7_919) % 251)));
  writeFileSync(join(root, 'notes.txt'), 'not looked at');
  assert.equal((await scan()).unreadable, 3);
  assert.deepEqual(
    unreadableFiles(db, library.id, { after: '', limit: 10 }).map(({ path, code }) => [path, code]),
    [
      ['empty.flac', 'empty'],
      ['list.mp3', 'playlist'],
      ['noise.ogg', 'not-media'],
    ],
  );
  assert.deepEqual([(await scan()).changed, shelf()], [0, []]);
});

test('MED-11, MED-14: links out are skipped; a folder that is away keeps every track', { skip: process.platform === 'win32' }, async () => {
  for (const number of [1, 2, 3]) put(`Ida/Early/0${number} Song ${number}.flac`);
  symlinkSync('/etc/passwd', join(root, 'passwd.mp3'));
  assert.equal((await scan()).skippedLinks, 1);
  const before = [ids(), shelf()];
  assert.equal(before[1]!.length, 3);
  renameSync(root, `${root}-away`);
  assert.equal((await scan()).state, 'away');
  mkdirSync(root);
  assert.equal((await scan()).state, 'away');
  assert.deepEqual([ids(), shelf()], before);
}); // prettier-ignore
