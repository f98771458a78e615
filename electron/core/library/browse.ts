import type { ItemKind, ItemPage } from '../../../shared/lan/schemas.ts';
import { prepared, preparedValue, type ReadDb } from '../kernel/index.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { CARD, toCard, type CardRow } from './item-card.ts';
import { asTotal, COUNTED, PAGE_LENGTH, type ItemQuery, type ListSort } from './item-query.ts';
import { inScope, type Scope } from './scope.ts';
import { searchPage } from './search.ts';
import { shelfKinds } from './shelves.ts';

/** Each with an index of kind, itself and id: `keyset.test.ts`. */
const SORT_COLUMN: Readonly<Record<ListSort, string>> = {
  title: 'i.sort_title',
  added: 'i.added_at',
  year: 'i.year_or_zero',
  taken: 'i.taken_or_zero',
};

/**
 * One page of items. Paging is by keyset, so the last page costs what the first does and rows that come or go between
 * pages neither repeat nor hide others.
 *
 * @returns null when the cursor was not made by this query.
 */
export function itemPage(read: ReadDb, scope: Scope, query: ItemQuery): ItemPage | null {
  if (query.search !== undefined && query.search.trim() !== '') return searchPage(read, scope, query);
  const kinds = query.kind === undefined ? shelfKinds(read, scope, query.library) : [query.kind];
  const sort = query.sort ?? (kinds.length > 0 && kinds.every((kind) => isPhotographic(kind)) ? 'taken' : 'title');
  const order = query.order ?? (sort === 'title' ? 'asc' : 'desc');
  const limit = query.limit ?? PAGE_LENGTH;
  const column = SORT_COLUMN[sort];
  const cursor = query.cursor === undefined ? null : decodeCursor(query.cursor, sort, order);
  if (query.cursor !== undefined && cursor === null) return null;
  const bound = { ...scope, library: query.library, ...cursor, limit: limit + 1 };
  const filters = `i.kind = :kind AND ${inScope('i.library_id')}${query.library === undefined ? '' : ' AND i.library_id = :library'}`;
  const after = cursor ? ` AND (${column}, i.id) ${order === 'asc' ? '>' : '<'} (:value, :id)` : '';
  const page = prepared<[typeof bound & { kind: string }], CardRow>(
    read,
    `${CARD} WHERE ${filters}${after} ORDER BY ${column} ${order}, i.id ${order} LIMIT :limit`,
  );
  const count = preparedValue<[typeof bound & { kind: string }], number>(
    read,
    `SELECT count(*) FROM (SELECT 1 FROM item i WHERE ${filters} LIMIT ${COUNTED + 1})`,
  );
  // One query a kind, each along its index; a house of films alone asks one.
  const rows = kinds.flatMap((kind) => page.all({ ...bound, kind }));
  if (kinds.length > 1) rows.sort((one, other) => compareRows(one, other, sort) * (order === 'asc' ? 1 : -1));
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return {
    items: rows.slice(0, limit).map(toCard),
    nextCursor: last ? encodeCursor(sort, order, sortValue(last, sort), last.id) : null,
    total: asTotal(kinds.reduce((sum, kind) => sum + count.get({ ...bound, kind })!, 0)),
  };
}

const isPhotographic = (kind: ItemKind): boolean => kind === 'photo' || kind === 'photo-album';

/** As SQLite compares: text by its UTF-8 bytes. */
function compareRows(one: CardRow, other: CardRow, sort: ListSort): number {
  const [a, b] = [sortValue(one, sort), sortValue(other, sort)];
  const byValue =
    typeof a === 'number' && typeof b === 'number'
      ? a - b
      : Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)));
  return byValue || (one.id < other.id ? -1 : 1);
}

function sortValue(row: CardRow, sort: ListSort): string | number {
  switch (sort) {
    case 'title':
      return row.sortTitle;
    case 'added':
      return row.addedAt;
    case 'year':
      return row.year ?? 0;
    case 'taken':
      return row.takenAt ?? 0;
  }
}

/** What an item in scope contains, in its own order, by keyset pages. */
export function childPage(
  read: ReadDb,
  scope: Scope,
  id: string,
  query: { readonly cursor?: string | undefined; readonly limit?: number | undefined },
): ItemPage | 'no-such-item' | 'bad-cursor' {
  if (!itemExists(read, scope, id)) return 'no-such-item';
  const cursor = query.cursor === undefined ? null : decodeCursor(query.cursor, 'number', 'asc');
  if (query.cursor !== undefined && cursor === null) return 'bad-cursor';
  const limit = query.limit ?? PAGE_LENGTH;
  const bound = { ...scope, parent: id, ...cursor, limit: limit + 1 };
  const within = `i.parent_id = :parent AND ${inScope('i.library_id')}`;
  const rows = prepared<[typeof bound], CardRow>(
    read,
    `${CARD} WHERE ${within}${cursor ? ' AND (i.child_key, i.id) > (:value, :id)' : ''}
       ORDER BY i.child_key, i.id LIMIT :limit`,
  ).all(bound);
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  const counted = preparedValue<[typeof bound], number>(
    read,
    `SELECT count(*) FROM (SELECT 1 FROM item i WHERE ${within} LIMIT ${COUNTED + 1})`,
  ).get(bound)!;
  return {
    items: rows.slice(0, limit).map(toCard),
    nextCursor: last ? encodeCursor('number', 'asc', last.childKey ?? '', last.id) : null,
    total: asTotal(counted),
  };
}

function itemExists(read: ReadDb, scope: Scope, id: string): boolean {
  const bound = { ...scope, id };
  return (
    prepared<[typeof bound], number>(read, `SELECT 1 FROM item i WHERE i.id = :id AND ${inScope('i.library_id')}`).get(
      bound,
    ) !== undefined
  );
}
