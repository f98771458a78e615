import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { api } from '../../../shared/lan/routes.ts';
import { newId, type LibraryId } from '../kernel/index.ts';
import { openDatabases, START_MS, type Databases } from '../kernel/testing/databases.ts';
import { childPage, itemPage, scopeOf, storeFiles } from './index.ts';
import { readFile } from './testing/films.ts';
import { readPhotoFile } from './testing/music.ts';

/** SQLite's words for going straight to where the cursor stands, in an index that is in the list's order. */
const FROM_THE_CURSOR = /^SEARCH i USING INDEX \w+ \(.*\(\w+,id\)[<>]\(\?,\?\)\)$/;
const SORTS = api.items.query.properties.sort.anyOf.map((sort) => sort.const);

let house: Databases;
const [films, photos] = [newId<LibraryId>(), newId<LibraryId>()];
const owner = scopeOf({ accountId: newId(), role: 'owner' });
beforeEach(() => {
  house = openDatabases();
  for (const [id, kind] of [[films, 'film'], [photos, 'photo']] as const)
    house.manager.prepare('INSERT INTO library VALUES (?, ?, ?, ?, 0)').run(id, kind, kind, `/media/${kind}`);
  const found = { now: START_MS, adopt: () => null, gone: () => false };
  storeFiles(house.library, films, ['A (1990).mkv', 'B (1991).mkv', 'C.mkv'].map((path) => readFile(path)), found);
  storeFiles(house.library, photos, [1, 2, 3].map((at) => readPhotoFile(`Trip/${at}.jpg`, at)), found);
}); // prettier-ignore
afterEach(() => house.close());

/** How SQLite goes about each statement of `act` that reads from a cursor on. */
function plansFromCursors(act: () => void): string[][] {
  const prepare = house.read.prepare.bind(house.read);
  const fromCursor: string[] = [];
  house.read.prepare = ((sql: string) => {
    if (sql.includes(':value')) fromCursor.push(sql);
    return prepare(sql);
  }) as typeof house.read.prepare;
  act();
  const bound = { ...owner, kind: 'film', library: films, parent: films, value: 1, id: 'x', limit: 2 };
  return fromCursor.map((sql) =>
    prepare<[typeof bound], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
      .all(bound)
      .map(({ detail }) => detail),
  );
}

function assertKeyset(plan: readonly string[]): void {
  const ofItems = plan.filter((step) => /^(?:SEARCH|SCAN) i /.test(step));
  assert.ok(ofItems.length === 1 && FROM_THE_CURSOR.test(ofItems[0]!), ofItems.join('; '));
  assert.ok(!plan.includes('USE TEMP B-TREE FOR ORDER BY'), 'sorted anew');
}

for (const sort of SORTS)
  for (const order of ['asc', 'desc'] as const)
    test(`P12: by ${sort}, ${order}: every page begins at its cursor and reads along an index`, () => {
      const plans = plansFromCursors(() => {
        for (const library of [undefined, films]) {
          const query = { sort, order, kind: 'film', library, limit: 1 } as const;
          const cursor = itemPage(house.read, owner, query)!.nextCursor!;
          itemPage(house.read, owner, { ...query, cursor });
        }
      });
      assert.equal(plans.length, 2, 'of every library, and of one');
      plans.forEach(assertKeyset);
    });

test('P12: so does every page of what an item contains', () => {
  const album = itemPage(house.read, owner, { kind: 'photo-album' })!.items[0]!;
  const plans = plansFromCursors(() => {
    const first = childPage(house.read, owner, album.id, { limit: 1 });
    assert.ok(typeof first === 'object' && first.nextCursor !== null);
    childPage(house.read, owner, album.id, { cursor: first.nextCursor, limit: 1 });
  });
  assert.equal(plans.length, 1);
  plans.forEach(assertKeyset);
});
