import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { changeGrants, suspendAccount } from '../core/accounts/index.ts';
import { newId, watchCommits } from '../core/kernel/index.ts';
import { openDatabases, type Databases } from '../core/kernel/testing/databases.ts';
import { readFile } from '../core/library/testing/films.ts';
import { scopeOf } from '../core/library/index.ts';
import { createAnswerCache, type AnswerCache } from './answer-cache.ts';
import { openHouse, type House } from './testing/lan.ts';

const KEPT_BYTES = 1_000;

describe('P9: what is kept of answers', () => {
  let databases: Databases;
  let cache: AnswerCache;
  let made: number;
  beforeEach(() => {
    databases = openDatabases();
    cache = createAnswerCache(watchCommits(databases.read).ask, KEPT_BYTES);
    made = 0;
  });
  afterEach(() => databases.close());
  const mira = scopeOf({ accountId: newId(), role: 'member' });
  const stan = scopeOf({ accountId: newId(), role: 'member' });
  /** Each time it is made, an answer says how many there were before. */
  const ask = (scope = mira, address = '/home', padding = '') =>
    JSON.parse(cache.answer(scope, address, () => ({ made: (made += 1), padding })).toString()) as { made: number };

  test('is sent again to the same account for the same address, and to nobody else', () => {
    assert.deepEqual([ask().made, ask().made], [1, 1]);
    assert.equal(ask(stan).made, 2);
    assert.equal(ask({ ...mira, seesAll: 1 }).made, 3, 'an account that became an owner');
    assert.equal(ask(mira, '/home?limit=2').made, 4);
    assert.deepEqual([ask(stan).made, ask().made], [2, 1]);
  });

  for (const name of ['library', 'manager', 'server'] as const)
    test(`is made anew after a commit to ${name}.db, also one that fell into its making`, () => {
      const commit = () => databases[name].exec('INSERT INTO mark VALUES (1)');
      databases[name].exec('CREATE TABLE mark (x)');
      assert.deepEqual([ask().made, ask().made], [1, 1]);
      commit();
      assert.deepEqual([ask().made, ask().made], [2, 2]);
      const changedMeanwhile = cache.answer(mira, '/other', () => {
        commit();
        return { made: (made += 1) };
      });
      assert.equal(changedMeanwhile.toString(), '{"made":3}');
      assert.deepEqual([ask(mira, '/other').made, ask(mira, '/other').made], [4, 4]);
    });

  test('what could not be made is tried again', () => {
    const refuse = () => {
      throw new Error('no such item');
    };
    assert.throws(() => cache.answer(mira, '/home', refuse), /no such item/);
    assert.equal(ask().made, 1);
  });

  test('has a bound: what was not asked for the longest goes first, and what is larger than all is not kept', () => {
    const third = 'x'.repeat(200);
    for (const address of ['/a', '/b', '/c']) ask(mira, address, third);
    assert.equal(ask(mira, '/a', third).made, 1, 'three fit');
    assert.equal(ask(mira, '/d', third).made, 4);
    assert.equal(ask(mira, '/a', third).made, 1, 'was asked for after /b');
    assert.equal(ask(mira, '/b', third).made, 5);
    const huge = 'x'.repeat(KEPT_BYTES);
    assert.deepEqual([ask(mira, '/huge', huge).made, ask(mira, '/huge', huge).made], [6, 7]);
    assert.equal(ask(mira, '/b', third).made, 5, 'and drops nothing');
  });
});

describe('P9: over the wire', () => {
  let house: House;
  before(async () => (house = await openHouse()));
  after(() => house.close());
  const get = async (token: string, path: string) => {
    const answer = await house.ask(path, { token });
    assert.equal(answer.status, 200, answer.text);
    assert.match(answer.headers['content-type']!, /^application\/json/);
    assert.equal(answer.headers['cache-control'], 'no-store', 'HTTP-19');
    return answer.json();
  };
  const titles = async (token: string): Promise<string[]> =>
    (await get(token, '/api/v1/items')).items.map(({ title }: { title: string }) => title);

  test('everybody has their own answers, and each change shows in the next', async () => {
    const [owner, member, stranger] = [await house.login('owner'), await house.login('member'), await house.login('stranger')];
    const film = house.films.A[0]!;
    const positionMs = async (token: string) => (await get(token, `/api/v1/items/${film.itemId}`)).state.positionMs;
    for (let time = 0; time < 2; time += 1) {
      assert.equal((await titles(owner.token)).length, 6);
      assert.deepEqual(await titles(member.token), ['Alien', 'Amélie', 'Heat']);
      assert.deepEqual(await titles(stranger.token), []);
      assert.deepEqual([await positionMs(member.token), await positionMs(owner.token)], [0, 0]);
      assert.equal((await house.ask(`/api/v1/items/${film.itemId}`, { token: stranger.token })).status, 404);
    }

    const playback = await house.play(member.token, film.itemId);
    house.clock.advance(60_000);
    const saved = await house.ask(`/api/v1/playback/${playback.id}/progress`, {
      method: 'PUT', token: member.token, body: { positionMs: 60_000, paused: false },
    });
    assert.ok(saved.status < 300, saved.text);
    assert.deepEqual([await positionMs(member.token), await positionMs(owner.token)], [60_000, 0]);
    assert.equal((await get(member.token, '/api/v1/home')).continueWatching.length, 1);

    house.store('A', [readFile('Brazil (1985).mkv')]);
    assert.deepEqual(await titles(member.token), ['Alien', 'Amélie', 'Brazil', 'Heat']);

    const deps = { db: house.manager, clock: house.clock };
    assert.ok(changeGrants(deps, house.accounts.member, [], 'test').ok);
    assert.deepEqual(await titles(member.token), []);
    assert.deepEqual((await get(member.token, '/api/v1/home')).continueWatching, []);
    assert.equal((await house.ask(`/api/v1/items/${film.itemId}`, { token: member.token })).status, 404);
    assert.equal((await titles(owner.token)).length, 7);

    assert.ok(suspendAccount(deps, house.accounts.member, true, 'test').ok);
    assert.equal((await house.ask('/api/v1/items', { token: member.token })).status, 401);
  });
}); // prettier-ignore
