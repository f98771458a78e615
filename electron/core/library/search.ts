import type { ItemPage } from '../../../shared/lan/schemas.ts';
import { prepared, preparedValue, type ReadDb } from '../kernel/index.ts';
import type { FoundTitle } from './folder-state.ts';
import { CARD, toCard, type CardRow } from './item-card.ts';
import { asTotal, PAGE_LENGTH, type ItemQuery } from './item-query.ts';
import { inScope, type Scope } from './scope.ts';

/** Rows a search of one table looks at before it sorts; unbounded ranking of a three-letter prefix took 10 ms on the only loop. */
const SEARCH_CANDIDATES = 500;
/** Searched each for itself, so that a thousand photos or tracks do not crowd out a film. */
const SEARCHED = ['item_search', 'part_search', 'photo_search'];

/** Titles that begin with what was typed before those that hold it, short ones first; photos behind all else. */
const BEST_FIRST = `ORDER BY i.kind = 'photo', (substr(lower(i.title), 1, length(:start)) <> :start), length(i.title),
  i.sort_title, i.kind = 'photo-album', i.id`;

/** The items in scope whose titles hold every word of `query.search`, best first. */
export function searchPage(read: ReadDb, scope: Scope, query: ItemQuery): ItemPage {
  const match = matchExpression(query.search ?? '');
  if (match === null) return { items: [], nextCursor: null, total: 0 };
  const bound = { ...scope, match, library: query.library, kind: query.kind };
  // The scope stands inside the candidates: a hidden title must not push a visible one out of the bound.
  const hits = SEARCHED.map(
    (table) => `SELECT * FROM (SELECT i.key FROM ${table} s JOIN item i ON i.key = s.rowid
    WHERE s.title MATCH :match AND ${inScope('i.library_id')}
      ${query.library === undefined ? '' : 'AND i.library_id = :library'}
      ${query.kind === undefined ? '' : 'AND i.kind = :kind'}
    LIMIT ${SEARCH_CANDIDATES + 1})`,
  );
  const candidates = hits.join(' UNION ALL ');
  const limit = query.limit ?? PAGE_LENGTH;
  // Ranked by what ranks alone: only what is shown is joined with all that a card tells.
  const rows = prepared<[typeof bound & { start: string; limit: number }], CardRow>(
    read,
    `WITH best AS MATERIALIZED (SELECT i.key FROM item i WHERE i.key IN (${candidates}) ${BEST_FIRST} LIMIT :limit)
     ${CARD} WHERE i.key IN best ${BEST_FIRST}`,
  ).all({ ...bound, start: (query.search ?? '').trim().toLowerCase(), limit });
  const total =
    rows.length < limit
      ? rows.length
      : asTotal(preparedValue<[typeof bound], number>(read, `SELECT count(*) FROM (${candidates})`).get(bound)!);
  return { items: rows.map(toCard), nextCursor: null, total };
}

/** Titles whose names hold every word, for the owner, who sees everything: films, shows and albums, best first. */
export function titlesNamed(read: ReadDb, typed: string, limit: number): FoundTitle[] {
  const match = matchExpression(typed);
  if (match === null) return [];
  return prepared<[{ match: string; start: string; limit: number }], FoundTitle>(
    read,
    `SELECT i.id, i.kind, i.title, i.year FROM item i
     WHERE i.key IN (SELECT s.rowid FROM item_search s JOIN item t ON t.key = s.rowid
       WHERE s.title MATCH :match AND t.kind IN ('film', 'show', 'album') LIMIT ${SEARCH_CANDIDATES})
     ${BEST_FIRST} LIMIT :limit`,
  ).all({ match, start: typed.trim().toLowerCase(), limit });
}

/** FTS5 expression of what was typed: every word as a quoted prefix, so nothing typed is syntax. null: no word in it. */
function matchExpression(typed: string): string | null {
  const words = typed.normalize('NFC').match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.length === 0
    ? null
    : words
        .slice(0, 8)
        .map((word) => `"${word}"*`)
        .join(' ');
}
