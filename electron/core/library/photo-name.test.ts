import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clockMoment, parsePhotoPath } from './photo-name.ts';

const at = (moment: string | null): number | null => (moment === null ? null : Date.parse(`${moment}Z`));

/** Path, when it was taken, its album. */
const NAMES: readonly (readonly [path: string, takenAt: string | null, album: string | null])[] = [
  ['IMG_20240131_120501.jpg', '2024-01-31T12:05:01', null],
  ['DCIM/Camera/IMG_20240131_120501.jpg', '2024-01-31T12:05:01', 'Camera'],
  ['Camera/IMG_20240131_120501123.jpg', '2024-01-31T12:05:01', 'Camera'],
  ['Camera/IMG_20240131_120501_1.jpg', '2024-01-31T12:05:01', 'Camera'],
  ['Camera/IMG_20240131_120501~2.jpg', '2024-01-31T12:05:01', 'Camera'],
  ['Camera/IMG_20240131_120501_HDR.jpg', '2024-01-31T12:05:01', 'Camera'],
  ['Camera/PXL_20231224_181530456.jpg', '2023-12-24T18:15:30', 'Camera'],
  ['Camera/PXL_20231224_181530456.PORTRAIT.jpg', '2023-12-24T18:15:30', 'Camera'],
  ['Camera/20230704_093011.jpg', '2023-07-04T09:30:11', 'Camera'],
  ['Camera/20230704_093011(0).jpg', '2023-07-04T09:30:11', 'Camera'],
  ['Camera/2023-07-04 09.30.11.jpg', '2023-07-04T09:30:11', 'Camera'],
  ['Dropbox/2023-07-04 09.30.11-1.jpg', '2023-07-04T09:30:11', 'Dropbox'],
  ['Camera/2023_07_04_09_30_11.jpg', '2023-07-04T09:30:11', 'Camera'],
  ['Camera/2023-07-04T09-30-11.jpg', '2023-07-04T09:30:11', 'Camera'],
  ['Screenshots/Screenshot_20230704-093011.png', '2023-07-04T09:30:11', 'Screenshots'],
  ['Screenshots/Screenshot_2023-07-04-09-30-11.png', '2023-07-04T09:30:11', 'Screenshots'],
  ['Screenshots/Screenshot 2023-07-04 at 09.30.11.png', '2023-07-04T09:30:11', 'Screenshots'],
  ['Screenshots/Screenshot 2023-07-04 at 9.30.11 PM.png', '2023-07-04T21:30:11', 'Screenshots'],
  ['Screenshots/Screenshot 2023-07-04 at 12.30.11 AM.png', '2023-07-04T00:30:11', 'Screenshots'],
  ['WhatsApp/IMG-20240131-WA0007.jpg', '2024-01-31T12:00:00', 'WhatsApp'],
  ['WhatsApp/WhatsApp Image 2024-01-31 at 12.05.01.jpeg', '2024-01-31T12:05:01', 'WhatsApp'],
  ['Signal/signal-2024-01-31-120501.jpg', '2024-01-31T12:05:01', 'Signal'],
  ['Signal/signal-2024-01-31-12-05-01-123.jpg', '2024-01-31T12:05:01', 'Signal'],
  ['Telegram/photo_2024-01-31_12-05-01.jpg', '2024-01-31T12:05:01', 'Telegram'],
  ['FB_IMG_1706702701000.jpg', null, null],
  ['Scans/2001-08-15.jpg', '2001-08-15T12:00:00', 'Scans'],
  ['Scans/1974_06_02 Wedding.jpg', '1974-06-02T12:00:00', 'Scans'],
  ['2024-03-05 Harbour/DSC01234.jpg', '2024-03-05T12:00:00', '2024-03-05 Harbour'],
  ['20240305 Harbour/DSC01234.jpg', '2024-03-05T12:00:00', '20240305 Harbour'],
  ['2024/03/05/DSC01234.jpg', '2024-03-05T12:00:00', '2024-03-05'],
  ['2024/03/DSC01234.jpg', null, '2024-03'],
  ['2024/DSC01234.jpg', null, '2024'],
  ['2024/Harbour/DSC01234.jpg', null, 'Harbour'],
  ['Harbour/DSC_1234.NEF.jpg', null, 'Harbour'],
  ['Harbour/IMG_1234.JPG', null, 'Harbour'],
  ['DCIM/100APPLE/IMG_0001.jpeg', null, '100APPLE'],
  ['Harbour/P1050123.jpg', null, 'Harbour'],
  ['Harbour/GOPR0042.jpg', null, 'Harbour'],
  ['Harbour/20241399_120501.jpg', null, 'Harbour'],
  ['Harbour/20240230_120501.jpg', null, 'Harbour'],
  ['Harbour/20240131_256161.jpg', '2024-01-31T12:00:00', 'Harbour'],
  ['Harbour/01234567.jpg', null, 'Harbour'],
  ['Älbum/été 2024.webp', null, 'Älbum'],
  ['Été à la mer/bild.png', null, 'Été à la mer'],
];

for (const [path, taken, album] of NAMES)
  test(path, () => {
    const name = parsePhotoPath(path);
    assert.deepEqual([name.takenAt, name.album], [at(taken), album]);
    assert.ok(name.title !== '' && !name.title.includes('/'));
  });

test('the folder tells albums of one name apart', () => {
  assert.equal(parsePhotoPath('2023/Harbour/a.jpg').folder, '2023/Harbour');
  assert.equal(parsePhotoPath('a.jpg').folder, '');
});

test('no moment of any calendar is none', () => {
  assert.equal(clockMoment(2023, 2, 29, 0, 0, 0), null);
  assert.equal(clockMoment(2023, 0, 1, 0, 0, 0), null);
  assert.equal(clockMoment(2023, 13, 1, 0, 0, 0), null);
  assert.equal(clockMoment(1700, 1, 1, 0, 0, 0), null);
  assert.equal(clockMoment(2023, 1, 1, 24, 0, 0), null);
  assert.equal(clockMoment(2023, 1, 1, 0, 60, 0), null);
  assert.equal(clockMoment(2024, 2, 29, 23, 59, 59), at('2024-02-29T23:59:59'));
});

test('a hostile path costs no more than its length', () => {
  for (const piece of ['2024', '-', '1 ', '20240131_', '(('])
    parsePhotoPath(`${piece.repeat(20_000)}/${piece.repeat(20_000)}.jpg`);
});
