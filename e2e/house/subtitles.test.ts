import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { ItemCard, ItemDetail, Playback } from '../../shared/lan/schemas.ts';
import { makeFilm, makeFolder, MEMBER, OWNER, startHouse, waitFor } from '../fixtures/house.ts';

let root: string;
let films: string;
before(async () => {
  root = makeFolder();
  films = join(root, 'films');
  await makeFilm(join(films, 'The Quiet Harbour (2022).mp4'));
});
after(() => rmSync(root, { recursive: true, force: true }));

const GERMAN = 'The Quiet Harbour (2022).de.forced.srt';
const put = (name: string, words: string, charset: BufferEncoding = 'utf8') =>
  writeFileSync(join(films, name), Buffer.from(`1\r\n00:00:00,100 --> 00:00:00,900\r\n${words}\r\n`, charset));

test('AUTH-21: subtitle files beside a film are shown like its own, until they change or go', async () => {
  put(GERMAN, 'Grüße aus Köln', 'latin1');
  put('The Quiet Harbour (2022).eng.sdh.srt', '[Bells]');
  await using house = await startHouse({ libraries: [`film:${films}`], user: true, until: 'scanned' });
  const token = await house.login(OWNER.name, OWNER.password);
  const get = async <T>(path: string): Promise<T> => {
    const answer = await house.fetch(path, token);
    assert.equal(answer.status, 200, path);
    return (await answer.json()) as T;
  };
  const [film] = (await get<{ items: ItemCard[] }>('/api/v1/items')).items;
  assert.ok(film);
  const listed = async () => (await get<ItemDetail>(`/api/v1/items/${film.id}`)).versions[0]!.subtitles;
  const play = async (choice: object = {}): Promise<Playback> => {
    const capabilities = { containers: ['mp4'], video: ['h264'], audio: ['aac'], hls: false };
    const answer = await house.fetch(`/api/v1/items/${film.id}/playback`, token, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ capabilities, ...choice }),
    });
    assert.equal(answer.status, 200);
    return (await answer.json()) as Playback;
  };
  const words = async ({ subtitles }: Playback, index: number) => {
    const answer = await house.fetch(subtitles.find((one) => one.index === index)!.url!, token);
    assert.deepEqual([answer.status, answer.headers.get('content-type')], [200, 'text/vtt; charset=utf-8']);
    return answer.text();
  };
  const library = async () => {
    const { libraries } = await house.call<{ libraries: { id: string; scannedAt: string }[] }>('library.list');
    return libraries[0]!;
  };
  const rescan = async () => {
    const { id, scannedAt } = await library();
    await house.call('library.scan', { id });
    await waitFor('the scan to end', 30_000, async () => (await library()).scannedAt !== scannedAt);
  };

  const [english, german, ...others] = await listed();
  assert.ok(english && german && others.length === 0);
  assert.deepEqual([english.language, english.title, english.isForced], ['en', 'SDH', false]);
  assert.deepEqual([german.language, german.title, german.isForced], ['de', null, true]);
  const direct = await play({ subtitle: german.index });
  assert.deepEqual([direct.mode, direct.subtitle], ['direct', german.index]);
  const cue = (text: string) => `WEBVTT\n\n00:00.100 --> 00:00.900\n${text}\n`;
  assert.equal(await words(direct, german.index), cue('Grüße aus Köln'));
  assert.equal((await play()).subtitle, german.index, 'the language is remembered');

  const member = await house.login(MEMBER.name, MEMBER.password);
  assert.equal((await house.fetch(`/api/v1/items/${film.id}`, member)).status, 404);

  put(GERMAN, 'Grüße aus Bonn', 'latin1');
  await rescan();
  const again = await play();
  assert.equal(await words(again, german.index), cue('Grüße aus Bonn'));

  rmSync(join(films, GERMAN));
  await rescan();
  assert.deepEqual(await listed(), [english]);
  assert.equal((await house.fetch(again.subtitles.find(({ index }) => index === german.index)!.url!, token)).status, 404);
}); // prettier-ignore
