import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { ItemCard, ItemDetail, Library } from '../../shared/lan/schemas.ts';
import { makeTrack } from '../../electron/worker/tags/testing/tracks.ts';
import { makePicture } from '../../electron/worker/photos/testing/pictures.ts';
import { makeFolder, MEMBER, OWNER, startHouse } from '../fixtures/house.ts';

let root: string;
before(async () => {
  root = makeFolder();
  const music = join(root, 'music');
  const cover = join(root, 'cover.jpg');
  await makePicture(cover, { width: 64, height: 64 });
  const lanterns = { album: 'Paper Lanterns', album_artist: 'Wren Holloway', date: '2019', genre: 'Folk' };
  const folder = join(music, 'Wren Holloway', 'Paper Lanterns (2019)');
  await makeTrack(join(folder, 'a.mp3'), { tags: { ...lanterns, artist: 'Wren Holloway', title: 'Harbour Light', track: '1/2' }, cover }); // prettier-ignore
  await makeTrack(join(folder, 'b.flac'), { tags: { ...lanterns, artist: 'Wren Holloway feat. Ida', title: 'Slow Tide', track: '2/2' }, hertz: 300 }); // prettier-ignore
  await makeTrack(join(music, 'Wren Holloway', 'Early (2011)', '01 - First Song.ogg'), { hertz: 350 });
  const mix = { album: 'Late Summer Mix', date: '2020' };
  await makeTrack(join(music, 'Mixes', 'one.m4a'), { tags: { ...mix, artist: 'Ada', title: 'One' }, hertz: 400 });
  await makeTrack(join(music, 'Mixes', 'two.m4a'), { tags: { ...mix, artist: 'Ben', title: 'Two' }, hertz: 500 });
  writeFileSync(join(music, 'Mixes', 'broken.mp3'), 'no music');
});
after(() => rmSync(root, { recursive: true, force: true }));

test('a folder of music: scanned, browsed by artist and album, found, played; nobody without a grant sees it', async () => {
  await using house = await startHouse({ libraries: [`music:${join(root, 'music')}`], until: 'scanned', user: true });
  const token = await house.login(OWNER.name, OWNER.password);
  const get = async <T>(path: string, who = token): Promise<T> => {
    const answer = await house.fetch(path, who);
    assert.equal(answer.status, 200, path);
    return (await answer.json()) as T;
  };
  const items = async (path: string) => (await get<{ items: ItemCard[] }>(path)).items;
  const titles = async (path: string) => (await items(path)).map(({ title }) => title);
  const send = (path: string, method: string, body: unknown) =>
    house.fetch(path, token, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

  const artists = await items('/api/v1/items?kind=artist');
  assert.deepEqual(
    artists.map(({ title, childCount }) => [title, childCount]),
    [
      ['Various Artists', 1],
      ['Wren Holloway', 2],
    ],
  );
  const wren = artists[1]!;
  const albums = await items(`/api/v1/items/${wren.id}/children`);
  assert.deepEqual(
    albums.map(({ title, year, childCount }) => [title, year, childCount]),
    [
      ['Early', 2011, 1],
      ['Paper Lanterns', 2019, 2],
    ],
  );
  const tracks = await items(`/api/v1/items/${albums[1]!.id}/children`);
  assert.deepEqual(
    tracks.map(({ number, title, artist }) => [number, title, artist]),
    [
      [1, 'Harbour Light', null],
      [2, 'Slow Tide', 'Wren Holloway feat. Ida'],
    ],
  );
  assert.deepEqual(tracks[0]!.parents.map(({ title }) => title), ['Wren Holloway', 'Paper Lanterns']);
  assert.deepEqual(await titles('/api/v1/items'), ['Early', 'Late Summer Mix', 'Paper Lanterns']);
  assert.deepEqual(await titles('/api/v1/items?kind=album&sort=year&order=asc'), ['Early', 'Paper Lanterns', 'Late Summer Mix']);
  assert.deepEqual((await titles('/api/v1/items?search=tide')), ['Slow Tide']);
  assert.deepEqual((await titles('/api/v1/items?search=holloway&kind=artist')), ['Wren Holloway']);
  const album = await get<ItemDetail>(`/api/v1/items/${albums[1]!.id}`);
  assert.equal(album.genre, 'Folk');
  const home = await get<{ recentlyAdded: Record<string, ItemCard[]>; continueWatching: ItemCard[] }>('/api/v1/home');
  assert.equal(home.recentlyAdded['music']!.length, 3);

  assert.equal(tracks[1]!.poster?.id, album.poster?.id);
  const picture = await house.fetch(`/media/img/${album.poster!.id}/240`, token);
  assert.deepEqual([picture.status, picture.headers.get('content-type')], [200, 'image/jpeg']);

  const capabilities = { containers: ['mp3'], video: [], audio: ['mp3'], hls: false };
  const started = await send(`/api/v1/items/${tracks[0]!.id}/playback`, 'POST', { capabilities });
  assert.equal(started.status, 200);
  const playback = (await started.json()) as { sessionId: string; url: string; mode: string };
  assert.equal(playback.mode, 'direct');
  const bytes = await house.fetch(playback.url, token, { headers: { range: 'bytes=0-99' } });
  assert.deepEqual([bytes.status, bytes.headers.get('content-type')], [206, 'audio/mpeg']);
  assert.equal(Buffer.from(await bytes.bytes()).toString('latin1', 0, 3), 'ID3');
  const end = { positionMs: tracks[0]!.durationMs, paused: false };
  assert.equal((await send(`/api/v1/playback/${playback.sessionId}/progress`, 'PUT', end)).status, 204);
  assert.equal((await get<ItemDetail>(`/api/v1/items/${tracks[0]!.id}`)).state.watched, true);
  const flac = await send(`/api/v1/items/${tracks[1]!.id}/playback`, 'POST', { capabilities });
  assert.equal(flac.status, 409);
  assert.match(((await flac.json()) as { message: string }).message, /FLAC/);

  const member = await house.login(MEMBER.name, MEMBER.password);
  assert.deepEqual((await get<{ libraries: Library[] }>('/api/v1/libraries', member)).libraries, []);
  for (const path of ['/api/v1/items?kind=artist', '/api/v1/items?kind=track', '/api/v1/items?search=tide'])
    assert.deepEqual((await get<{ items: ItemCard[] }>(path, member)).items, [], path);
  for (const path of [`/api/v1/items/${wren.id}/children`, `/api/v1/items/${tracks[0]!.id}`, `/media/img/${album.poster!.id}/240`])
    assert.equal((await house.fetch(path, member)).status, 404, path);
}); // prettier-ignore
