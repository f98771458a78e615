import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import type { LibraryDb } from '../../core/kernel/index.ts';
import type { LibraryRow, SubtitleStream } from '../../core/library/index.ts';
import { makeMkv, makeMp4 } from '../probe/testing/fixtures.ts';
import { libraryToScan, putFile, scanOnce } from './testing/library-to-scan.ts';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-scan-subtitles-'));
const samples = { plain: join(folder, 'plain.mp4'), withSubtitle: join(folder, 'with.mkv') };
let root: string;
let db: LibraryDb;
let library: LibraryRow;

before(async () => {
  await makeMp4(samples.plain, { seconds: 1 });
  await makeMkv(samples.withSubtitle, { seconds: 1, subtitleLanguage: 'eng' });
});
after(() => rmSync(folder, { recursive: true, force: true }));

beforeEach(() => {
  ({ root, db, library } = libraryToScan(folder, 'film'));
});

const put = (path: string, sample: string) => putFile(root, path, sample);
function write(path: string, words = 'Hello'): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), `1\n00:00:00,100 --> 00:00:00,900\n${words}\n`);
}
async function scan(): Promise<void> {
  const { state } = await scanOnce({ db, library });
  assert.equal(state, 'done');
}
const subtitles = (video: string): SubtitleStream[] =>
  db
    .prepare<[string], string>(
      `SELECT s.detail FROM stream s JOIN file x ON x.id = s.file_id WHERE x.path = ? AND s.kind = 'subtitle'
       ORDER BY s.stream_index`,
    )
    .pluck()
    .all(video)
    .map((detail) => JSON.parse(detail) as SubtitleStream);
const listed = (video: string) =>
  subtitles(video).map(({ index, codec, language, title, isForced, beside }) => [
    index,
    codec,
    language,
    title,
    isForced,
    beside?.path ?? null,
  ]);
const numbers = (video: string) => subtitles(video).map(({ index, beside }) => [index, beside?.path]);

test('subtitle files beside a film are its streams, behind those within it, the plain one first', async () => {
  put('Heat (1995)/Heat.mkv', samples.withSubtitle);
  write('Heat (1995)/Heat.en.sdh.srt');
  write('Heat (1995)/Heat.en.srt');
  write('Heat (1995)/Heat.de.forced.srt');
  write('Heat (1995)/Subs/2_French.srt');
  writeFileSync(join(root, 'Heat (1995)/Heat.it.srt'), 'no subtitles at all');
  await scan();
  const [embedded, ...beside] = listed('Heat (1995)/Heat.mkv');
  assert.ok(embedded && (embedded[0] as number) < 128 && embedded[5] === null);
  assert.deepEqual(beside, [
    [128, 'subrip', 'en', null, false, 'Heat (1995)/Heat.en.srt'],
    [129, 'subrip', 'fr', null, false, 'Heat (1995)/Subs/2_French.srt'],
    [130, 'subrip', 'en', 'SDH', false, 'Heat (1995)/Heat.en.sdh.srt'],
    [131, 'subrip', 'de', null, true, 'Heat (1995)/Heat.de.forced.srt'],
  ]);
});

test('a rescan notices what was added, changed and removed, although the film is the same; numbers stay', async () => {
  put('Heat (1995).mp4', samples.plain);
  write('Heat (1995).de.srt');
  write('Heat (1995).fr.srt');
  await scan();
  const [german] = subtitles('Heat (1995).mp4');
  await scan();
  assert.deepEqual(subtitles('Heat (1995).mp4')[0], german);

  write('Heat (1995).de.srt', 'Other words');
  write('Heat (1995).ar.srt');
  rmSync(join(root, 'Heat (1995).fr.srt'));
  await scan();
  assert.deepEqual(numbers('Heat (1995).mp4'), [
    [128, 'Heat (1995).de.srt'],
    [130, 'Heat (1995).ar.srt'],
  ]);
  assert.notEqual(subtitles('Heat (1995).mp4')[0]?.beside?.contentId, german?.beside?.contentId);

  write('Heat (1995).ar.srt', '\0');
  await scan();
  assert.deepEqual(numbers('Heat (1995).mp4'), [[128, 'Heat (1995).de.srt']]);
});

test('a changed film keeps the subtitles beside it, a renamed one only those renamed with it', async () => {
  put('Heat (1995).mkv', samples.withSubtitle);
  write('Heat (1995).de.srt');
  await scan();
  const before = subtitles('Heat (1995).mkv');
  put('Heat (1995).mkv', samples.withSubtitle);
  utimesSync(join(root, 'Heat (1995).mkv'), 1_000_000, 1_000_000);
  await scan();
  assert.deepEqual(subtitles('Heat (1995).mkv'), before);
  renameSync(join(root, 'Heat (1995).mkv'), join(root, 'Warm (1995).mkv'));
  await scan();
  assert.deepEqual(subtitles('Warm (1995).mkv'), before.slice(0, 1));
});

test('each version of a film has its own', async () => {
  put('Heat (1995)/Heat (1995) - Director’s Cut.mkv', samples.withSubtitle);
  put('Heat (1995)/Heat (1995).mp4', samples.plain);
  write('Heat (1995)/Heat (1995).de.srt');
  write('Heat (1995)/Heat (1995) - Director’s Cut.en.srt');
  await scan();
  assert.equal(db.prepare('SELECT count(*) FROM item').pluck().get(), 1);
  assert.deepEqual(numbers('Heat (1995)/Heat (1995).mp4'), [[128, 'Heat (1995)/Heat (1995).de.srt']]);
  assert.deepEqual(numbers('Heat (1995)/Heat (1995) - Director’s Cut.mkv').at(-1), [
    128,
    'Heat (1995)/Heat (1995) - Director’s Cut.en.srt',
  ]);
});

test('MED-11: a link out of the library is no subtitle, one inside is', { skip: process.platform === 'win32' }, async () => {
  put('Heat (1995).mp4', samples.plain);
  write('words/other.srt');
  symlinkSync(join(root, 'words/other.srt'), join(root, 'Heat (1995).de.srt'));
  const outside = join(folder, 'outside.srt');
  writeFileSync(outside, '1\n00:00:00,100 --> 00:00:00,900\nSecret\n');
  symlinkSync(outside, join(root, 'Heat (1995).en.srt'));
  await scan();
  assert.deepEqual(numbers('Heat (1995).mp4'), [[128, 'Heat (1995).de.srt']]);
}); // prettier-ignore

test('what did not change by size and time is not read again', async () => {
  put('Heat (1995).mp4', samples.plain);
  write('Heat (1995).de.srt', 'One');
  const path = join(root, 'Heat (1995).de.srt');
  utimesSync(path, 1_000_000, 1_000_000);
  await scan();
  const before = subtitles('Heat (1995).mp4');
  write('Heat (1995).de.srt', 'Two');
  utimesSync(path, 1_000_000, 1_000_000);
  await scan();
  assert.deepEqual(subtitles('Heat (1995).mp4'), before);
});

test('a show’s episodes have theirs', async () => {
  library = { ...library, kind: 'show' };
  put('Dark/Season 1/Dark - S01E01.mp4', samples.plain);
  write('Dark/Season 1/Dark - S01E01.de.srt');
  await scan();
  assert.deepEqual(numbers('Dark/Season 1/Dark - S01E01.mp4'), [[128, 'Dark/Season 1/Dark - S01E01.de.srt']]);
});
