import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { ItemCard, ItemDetail } from '../../shared/lan/schemas.ts';
import { makeFilm, makeFolder, OWNER, startHouse } from '../fixtures/house.ts';

let root: string;
before(async () => {
  root = makeFolder();
  const shows = join(root, 'shows');
  await makeFilm(join(shows, 'Kestrel Point (2024)', 'Season 1', 'Kestrel Point - S01E01 - Relief.mp4'));
  await makeFilm(join(shows, 'Kestrel Point (2024)', 'Season 1', 'Kestrel Point - S01E02 - House Rules.mp4'));
  await makeFilm(join(shows, 'Kestrel Point (2024)', 'Season 2', '2x01 - Lamp Oil.mp4'));
});
after(() => rmSync(root, { recursive: true, force: true }));

test('a folder of shows: scanned, browsed, found, played, and the next episode comes up', async () => {
  await using house = await startHouse({ libraries: [`show:${join(root, 'shows')}`], until: 'scanned' });
  const token = await house.login(OWNER.name, OWNER.password);
  const get = async <T>(path: string): Promise<T> => {
    const answer = await house.fetch(path, token);
    assert.equal(answer.status, 200, path);
    return (await answer.json()) as T;
  };
  const send = (path: string, method: string, body: unknown) =>
    house.fetch(path, token, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const items = async (path: string) => (await get<{ items: ItemCard[] }>(path)).items;

  const [show, ...others] = await items('/api/v1/items');
  assert.ok(show && others.length === 0);
  assert.deepEqual([show.kind, show.title, show.year, show.unwatchedCount], ['show', 'Kestrel Point', 2024, 3]);
  const seasons = await items(`/api/v1/items/${show.id}/children`);
  assert.deepEqual(seasons.map(({ number }) => number), [1, 2]);
  const episodes = await items(`/api/v1/items/${seasons[0]!.id}/children`);
  assert.deepEqual(episodes.map(({ title }) => title), ['Relief', 'House Rules']);
  assert.deepEqual((await items('/api/v1/items?search=lamp')).map(({ title }) => title), ['Lamp Oil']);

  const picture = await house.fetch(`/media/img/${episodes[0]!.poster!.id}/240`, token);
  assert.equal(picture.headers.get('content-type'), 'image/jpeg');
  assert.ok((await picture.bytes()).length > 0);

  const capabilities = { containers: ['mp4'], video: ['h264'], audio: ['aac'], hls: false };
  const started = await send(`/api/v1/items/${episodes[0]!.id}/playback`, 'POST', { capabilities });
  assert.equal(started.status, 200);
  const playback = (await started.json()) as { sessionId: string; url: string };
  const bytes = await house.fetch(playback.url, token, { headers: { range: 'bytes=0-99' } });
  assert.equal((await bytes.bytes()).length, 100);
  const { durationMs } = episodes[0]!;
  const end = { positionMs: durationMs, paused: false };
  assert.equal((await send(`/api/v1/playback/${playback.sessionId}/progress`, 'PUT', end)).status, 204);
  const nextUp = async () => (await get<{ nextUp: ItemCard[] }>('/api/v1/home')).nextUp.map(({ title }) => title);
  assert.deepEqual(await nextUp(), ['House Rules']);

  assert.equal((await send(`/api/v1/items/${seasons[0]!.id}/watched`, 'PUT', { watched: true })).status, 204);
  assert.deepEqual(await nextUp(), ['Lamp Oil']);
  const after = await get<ItemDetail>(`/api/v1/items/${show.id}`);
  assert.deepEqual([after.unwatchedCount, after.next?.title], [1, 'Lamp Oil']);
  assert.equal((await send(`/api/v1/items/${show.id}/favorite`, 'PUT', { favorite: true })).status, 204);
  assert.equal((await get<ItemDetail>(`/api/v1/items/${show.id}`)).state.favorite, true);
}); // prettier-ignore
