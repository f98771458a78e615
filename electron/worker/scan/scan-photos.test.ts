import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, test } from 'node:test';
import type { LibraryDb } from '../../core/kernel/index.ts';
import { unreadableFiles, type LibraryRow } from '../../core/library/index.ts';
import { makePicture, type PictureOptions } from '../photos/testing/pictures.ts';
import { libraryToScan, scanOnce } from './testing/library-to-scan.ts';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-scan-photos-'));
let root: string;
let db: LibraryDb;
let library: LibraryRow;
after(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => {
  ({ root, db, library } = libraryToScan(folder, 'photo'));
});

const make = (path: string, exif: PictureOptions['exif'] = {}, width = 64) =>
  makePicture(join(root, path), { width, exif });
const scan = () => scanOnce({ db, library });
/** "album [n] year / title time", newest first, as people see. */
const wall = () =>
  db
    .prepare<[], string>(
      `SELECT coalesce(a.title || ' [' || a.child_count || '] ' || a.year || ' / ', '') || p.title || ' '
         || strftime('%Y-%m-%d %H:%M:%S', p.taken_at / 1000, 'unixepoch')
       FROM item p LEFT JOIN item a ON a.id = p.parent_id WHERE p.kind = 'photo' ORDER BY p.taken_at DESC, p.id`,
    )
    .pluck()
    .all();
const ids = () => db.prepare<[], string>(`SELECT id FROM item WHERE kind = 'photo' ORDER BY id`).pluck().all();

test('photos are in the albums of their folders, by when the camera, their name or their file says', async () => {
  await make('Harbour/DSC_1.jpg', { taken: '2023:06:01 09:00:00', make: 'Canon', model: 'Canon EOS R5', orientation: 6 });
  await make('Harbour/IMG_20240131_120501.jpg');
  await make('loose.png');
  utimesSync(join(root, 'loose.png'), new Date('2020-01-02T03:04:05Z'), new Date('2020-01-02T03:04:05Z'));
  const result = await scan();
  assert.deepEqual([result.state, result.seen, result.added, result.unreadable], ['done', 3, 3, 0]);
  assert.deepEqual(wall(), [
    'Harbour [2] 2024 / IMG_20240131_120501 2024-01-31 12:05:01',
    'Harbour [2] 2024 / DSC_1 2023-06-01 09:00:00',
    'loose 2020-01-02 03:04:05',
  ]);
  const turned = db.prepare<[], object>(`SELECT width, height, camera FROM item WHERE title = 'DSC_1'`).get();
  assert.deepEqual({ ...turned }, { width: 48, height: 64, camera: 'Canon EOS R5' });
  const art = db.prepare<[], string>('SELECT i.kind || a.path FROM artwork a JOIN item i ON i.id = a.item_id ORDER BY 1').pluck().all();
  assert.deepEqual(art, [
    'photo-albumHarbour/IMG_20240131_120501.jpg',
    'photoHarbour/DSC_1.jpg',
    'photoHarbour/IMG_20240131_120501.jpg',
    'photoloose.png',
  ]);
}); // prettier-ignore

test('equal photos in two albums are two; one that is moved keeps its id; an empty album goes', async () => {
  await make('A/one.jpg', { taken: '2023:06:01 09:00:00' });
  await make('B/one.jpg', { taken: '2023:06:01 09:00:00' });
  await scan();
  const before = ids();
  assert.equal(before.length, 2);
  assert.deepEqual([(await scan()).changed, ids()], [0, before]);
  mkdirSync(join(root, 'C'));
  renameSync(join(root, 'A/one.jpg'), join(root, 'C/one.jpg'));
  await scan();
  assert.deepEqual(ids(), before);
  assert.deepEqual(wall().toSorted(), ['B [1] 2023 / one 2023-06-01 09:00:00', 'C [1] 2023 / one 2023-06-01 09:00:00']);
  await make('C/one.jpg', { taken: '2022:06:01 09:00:00' }, 80);
  assert.equal((await scan()).changed, 1);
  assert.deepEqual(ids(), before, 'an edited photo keeps its id by path');
  rmSync(join(root, 'C'), { recursive: true });
  await scan();
  assert.deepEqual(wall(), ['B [1] 2023 / one 2023-06-01 09:00:00']);
  assert.equal(db.prepare<[], number>(`SELECT count(*) FROM item WHERE kind = 'photo-album'`).pluck().get(), 1);
});

test('MED-04: what is no picture, and HEIC, is listed with a reason', async () => {
  writeFileSync(join(root, 'a.heic'), Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'));
  writeFileSync(join(root, 'b.jpg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  writeFileSync(join(root, 'c.mp4'), 'not looked at');
  assert.equal((await scan()).unreadable, 2);
  assert.deepEqual(
    unreadableFiles(db, library.id, { after: '', limit: 10 }).map(({ path, code }) => [path, code]),
    [
      ['a.heic', 'heif'],
      ['b.jpg', 'not-picture'],
    ],
  );
});

test('MED-14: a folder that is away keeps every photo', async () => {
  for (const name of ['a.jpg', 'b.jpg', 'c.jpg']) await make(`A/${name}`);
  await scan();
  const before = ids();
  renameSync(root, `${root}-away`);
  assert.equal((await scan()).state, 'away');
  assert.deepEqual(ids(), before);
});
