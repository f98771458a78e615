import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { lookIntoFolder } from './look-into-folder.ts';

let root: string;
beforeEach(() => (root = realpathSync(mkdtempSync(join(tmpdir(), 'holdfast-look-')))));
afterEach(() => rmSync(root, { recursive: true, force: true }));

function put(...paths: readonly string[]): void {
  for (const path of paths) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), '');
  }
}

test('films with their covers are films', async () => {
  put('Salt (2020)/Salt (2020).mkv', 'Salt (2020)/poster.jpg', 'Salt (2020)/fanart.jpg', 'Herons.mp4', '.hidden.mp4');
  const { kind, videos, pictures, isWhole } = await lookIntoFolder(root);
  assert.deepEqual([kind, videos, pictures, isWhole], ['film', 2, 2, true]);
});

test('numbered episodes are shows', async () => {
  put('Kestrel/Season 1/Kestrel S01E01.mkv', 'Kestrel/Season 1/Kestrel S01E02.mkv', 'Kestrel/poster.jpg');
  assert.equal((await lookIntoFolder(root)).kind, 'show');
});

test('tracks with a cover are music, and many pictures with a few videos are photos', async () => {
  put('Ada/Tides/01 One.flac', 'Ada/Tides/02 Two.mp3', 'Ada/Tides/cover.jpg');
  assert.equal((await lookIntoFolder(root)).kind, 'music');
  put(...Array.from({ length: 20 }, (_, at) => `2024/IMG_${at}.JPG`));
  assert.equal((await lookIntoFolder(root)).kind, 'photo');
});

test('nothing that plays is said as such, and a huge folder is not counted to its end', async () => {
  put('taxes/2024.pdf');
  assert.deepEqual(await lookIntoFolder(root), { videos: 0, tracks: 0, pictures: 0, isWhole: true, kind: null });
  put(...Array.from({ length: 450 }, (_, at) => `film ${at}/film.mkv`));
  const { kind, isWhole } = await lookIntoFolder(root);
  assert.deepEqual([kind, isWhole], ['film', false]);
});
