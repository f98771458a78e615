import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { ItemCard, ItemDetail, Library } from '../../shared/lan/schemas.ts';
import { makePicture } from '../../electron/worker/photos/testing/pictures.ts';
import { makeFolder, MEMBER, OWNER, startHouse } from '../fixtures/house.ts';

let root: string;
before(async () => {
  root = makeFolder();
  const photos = join(root, 'photos');
  const camera = { make: 'FUJIFILM', model: 'X100V', latitude: 53.5 };
  const harbour = join(photos, '2024', 'Harbour');
  await makePicture(join(harbour, 'DSCF0001.jpg'), { width: 2400, height: 1600, exif: { ...camera, taken: '2024:03:05 10:11:12', orientation: 6 } }); // prettier-ignore
  await makePicture(join(harbour, 'DSCF0002.jpg'), { width: 320, height: 240, exif: { ...camera, taken: '2024:03:05 18:00:00' } }); // prettier-ignore
  await makePicture(join(photos, 'Garden', 'IMG_20220701_080000.png'), { width: 64, height: 48 });
  writeFileSync(join(photos, 'Garden', 'broken.jpg'), 'no picture');
});
after(() => rmSync(root, { recursive: true, force: true }));

test('a folder of photos: scanned, browsed by time and album, found, shown; nobody learns where, or without a grant sees them', async () => {
  await using house = await startHouse({ libraries: [`photo:${join(root, 'photos')}`], until: 'scanned', user: true });
  const token = await house.login(OWNER.name, OWNER.password);
  const get = async <T>(path: string, who = token): Promise<T> => {
    const answer = await house.fetch(path, who);
    assert.equal(answer.status, 200, path);
    const text = await answer.text();
    assert.doesNotMatch(text, /GPSCANARY|latitude|53\.5/);
    return JSON.parse(text) as T;
  };
  const items = async (path: string) => (await get<{ items: ItemCard[] }>(path)).items;
  const titles = async (path: string) => (await items(path)).map(({ title }) => title);

  const [newest, turned, oldest, ...others] = await items('/api/v1/items?kind=photo');
  assert.ok(newest && turned && oldest && others.length === 0);
  assert.deepEqual([newest, turned, oldest].map(({ takenAt }) => takenAt), ['2024-03-05T18:00:00', '2024-03-05T10:11:12', '2022-07-01T08:00:00']);
  assert.deepEqual([turned.width, turned.height, turned.poster?.shape], [1600, 2400, 'photo']);
  assert.deepEqual(await titles('/api/v1/items'), ['DSCF0002', 'DSCF0001', 'IMG_20220701_080000']);
  assert.deepEqual(await titles('/api/v1/items?kind=photo&sort=taken&order=asc'), ['IMG_20220701_080000', 'DSCF0001', 'DSCF0002']);
  const first = await get<{ items: ItemCard[]; nextCursor: string }>('/api/v1/items?kind=photo&limit=2');
  assert.deepEqual(await titles(`/api/v1/items?kind=photo&limit=2&cursor=${first.nextCursor}`), ['IMG_20220701_080000']);
  const albums = await items('/api/v1/items?kind=photo-album');
  assert.deepEqual(albums.map(({ title, childCount, takenAt }) => [title, childCount, takenAt]), [['Harbour', 2, '2024-03-05T18:00:00'], ['Garden', 1, '2022-07-01T08:00:00']]);
  assert.deepEqual(await titles(`/api/v1/items/${albums[0]!.id}/children`), ['DSCF0001', 'DSCF0002']);
  assert.deepEqual(newest.parents.map(({ kind, title }) => [kind, title]), [['photo-album', 'Harbour']]);
  assert.deepEqual(await titles('/api/v1/items?search=harbour'), ['Harbour', 'DSCF0001', 'DSCF0002']);
  assert.deepEqual(await titles('/api/v1/items?search=2022'), ['IMG_20220701_080000']);
  const detail = await get<ItemDetail>(`/api/v1/items/${turned.id}`);
  assert.deepEqual([detail.camera, detail.versions[0]?.fileName, detail.versions[0]?.container], ['FUJIFILM X100V', 'DSCF0001.jpg', 'jpeg']);

  for (const width of [240, 1920]) {
    const picture = await house.fetch(`/media/img/${turned.poster!.id}/${width}`, token);
    assert.deepEqual([picture.status, picture.headers.get('content-type')], [200, 'image/jpeg']);
    const bytes = Buffer.from(await picture.bytes());
    for (const word of ['GPSCANARY', 'Exif', 'FUJIFILM']) assert.ok(!bytes.includes(word), word);
  }
  assert.equal((await house.fetch(`/media/img/${albums[0]!.poster!.id}/480`, token)).status, 200);
  const capabilities = { containers: ['jpeg', 'mp4'], video: ['mjpeg'], audio: [], hls: false };
  const playback = await house.fetch(`/api/v1/items/${turned.id}/playback`, token, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ capabilities }),
  });
  assert.equal(playback.status, 404, 'its own file, which tells the place, is never sent');

  const member = await house.login(MEMBER.name, MEMBER.password);
  assert.deepEqual((await get<{ libraries: Library[] }>('/api/v1/libraries', member)).libraries, []);
  for (const path of ['/api/v1/items?kind=photo', '/api/v1/items?kind=photo-album', '/api/v1/items?search=harbour'])
    assert.deepEqual(await get<object>(path, member), { items: [], nextCursor: null, total: 0 }, path);
  for (const path of [`/api/v1/items/${turned.id}`, `/api/v1/items/${albums[0]!.id}/children`, `/media/img/${turned.poster!.id}/240`])
    assert.equal((await house.fetch(path, member)).status, 404, path);
}); // prettier-ignore
