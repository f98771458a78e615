import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { ItemKind } from '../../shared/lan/schemas.ts';
import { createArtworkSetter, type ItemQuery } from '../core/library/index.ts';
import { parseShowPath, placeEpisode } from '../core/library/index.ts';
import { readFile } from '../core/library/testing/films.ts';
import { readPhotoFile, readTrackFile } from '../core/library/testing/music.ts';
import type { ItemId } from '../core/kernel/index.ts';
import { CAN_PLAY, openHouse, type House } from './testing/lan.ts';
import { NO_SUCH_ID, routes, sampleRequest } from './testing/sample.ts';

const KINDS: readonly ItemKind[] = ['show', 'season', 'episode', 'artist', 'album', 'track', 'photo-album', 'photo'];
const sessionRoutes = routes.filter(([, { guard, path }]) => guard === 'session' && path.includes(':id'));
const visible = (text: string) => text.replace(/"requestId":"[0-9a-f]+"/, '');

describe('law 2 for every kind there is: a hidden item leaves no trace', () => {
  let house: House;
  const hidden: { kind: ItemKind; id: ItemId; artId: string; fileId: string | null }[] = [];
  before(async () => {
    house = await openHouse();
    const episode = 'Kestrel Point/S01E01 - Lanternfish.mkv';
    house.store('B', [
      readFile(episode, { place: placeEpisode(parseShowPath(episode), 'B') }),
      readTrackFile('Wren/Lanternfish Songs/01 Lanternfish.mp3', { artist: 'Wren Lanternfish' }),
      readPhotoFile('Lanternfish 2024/lanternfish.jpg'),
    ]);
    const setArtwork = createArtworkSetter(house.library);
    const rows = house.library
      .prepare<[], { kind: ItemKind; id: ItemId; fileId: string | null }>(
        `SELECT kind, id, (SELECT id FROM file WHERE item_id = item.id) AS fileId FROM item WHERE kind <> 'film'`,
      )
      .all();
    for (const row of rows) {
      setArtwork(row.id, [{ role: 'poster', source: 'image', path: `${row.id}.jpg`, stamp: 'x' }]);
      const artId = house.library
        .prepare<[string], string>('SELECT id FROM artwork WHERE item_id = ?')
        .pluck()
        .get(row.id)!;
      hidden.push({ ...row, artId });
    }
  });
  after(() => house.close());

  test('every kind is there, and the owner sees it', async () => {
    assert.deepEqual(hidden.map(({ kind }) => kind).toSorted(), KINDS.toSorted());
    const { token } = await house.login('owner');
    for (const { kind, id } of hidden) {
      assert.equal((await house.ask(`/api/v1/items/${id}`, { token })).status, 200, kind);
      assert.equal((await house.ask(`/api/v1/items?kind=${kind}`, { token })).json().total, 1, kind);
    }
    assert.ok((await house.ask('/api/v1/items?search=lanternfish', { token })).json().total >= 5);
  });

  test('AUTH-21: every route with an id answers it as it answers nothing at all', async () => {
    const { token } = await house.login('member');
    for (const [name, spec] of sessionRoutes) {
      const ask = (id: string) => {
        const { path, body } = sampleRequest(spec, { id });
        return house.ask(path, { method: spec.method, token, ...(body !== undefined && { body }) });
      };
      const nothing = await ask(NO_SUCH_ID);
      assert.equal(nothing.status, 404, name);
      for (const { kind, ...ids } of hidden)
        for (const id of Object.values(ids).filter((one) => one !== null)) {
          const answer = await ask(id);
          assert.deepEqual([answer.status, visible(answer.text)], [404, visible(nothing.text)], `${name} of ${kind}`);
        }
    }
  });

  test('AUTH-21: no list, search, order or home row tells of it', async () => {
    const { token } = await house.login('member');
    const sorts: readonly ItemQuery['sort'][] = [undefined, 'title', 'added', 'year', 'taken'];
    for (const kind of KINDS)
      for (const sort of sorts)
        for (const more of ['', '&search=lanternfish', `&library=${house.libraryIds.B}`]) {
          const path = `/api/v1/items?kind=${kind}${sort === undefined ? '' : `&sort=${sort}`}${more}`;
          assert.deepEqual((await house.ask(path, { token })).json(), { items: [], nextCursor: null, total: 0 }, path);
        }
    const text =
      (await house.ask('/api/v1/home', { token })).text + (await house.ask('/api/v1/libraries', { token })).text;
    assert.doesNotMatch(text, /lanternfish/i);
    assert.equal((await house.ask('/api/v1/items?search=lanternfish', { token })).json().total, 0);
  });

  test("a photo's own file, which tells where it was taken, is sent to nobody, not even the owner", async () => {
    const { token } = await house.login('owner');
    const { id } = hidden.find(({ kind }) => kind === 'photo')!;
    const body = { capabilities: { ...CAN_PLAY, containers: ['jpeg'] } };
    assert.equal((await house.ask(`/api/v1/items/${id}/playback`, { method: 'POST', token, body })).status, 404);
  });
});
