import type { ItemKind, Library, LibraryKind } from '../../../shared/lan/schemas.ts';
import { prepared, preparedValue, type ReadDb } from '../kernel/index.ts';
import { asTotal, COUNTED } from './item-query.ts';
import { inScope, type Scope } from './scope.ts';

/** What a library's list shows, by the library's kind. */
export const SHELF_KIND: Readonly<Record<LibraryKind, ItemKind>> = {
  film: 'film',
  show: 'show',
  music: 'album',
  photo: 'photo',
};

const shelfCases = Object.entries(SHELF_KIND)
  .map(([library, item]) => `WHEN '${library}' THEN '${item}'`)
  .join(' ');

/** The libraries of a scope, by name. */
export function libraries(read: ReadDb, scope: Scope): Library[] {
  return prepared<[Scope], { id: string; kind: LibraryKind; name: string; available: number | null; items: number }>(
    read,
    `SELECT l.id, l.kind, l.name, f.available,
         (SELECT count(*) FROM (SELECT 1 FROM item i WHERE i.library_id = l.id
            AND i.kind = CASE l.kind ${shelfCases} END LIMIT ${COUNTED + 1})) AS items
       FROM manager.library l LEFT JOIN folder f ON f.library_id = l.id
       WHERE ${inScope('l.id')} ORDER BY l.name, l.id`,
  )
    .all(scope)
    .map(({ items, available, ...library }) => ({ ...library, available: available !== 0, itemCount: asTotal(items) }));
}

/** The kinds a list without one shows: those of the libraries in scope. */
export function shelfKinds(read: ReadDb, scope: Scope, library: string | undefined): ItemKind[] {
  return preparedValue<[Scope & { library: string | null }], LibraryKind>(
    read,
    `SELECT DISTINCT kind FROM manager.library WHERE ${inScope('id')} AND (:library IS NULL OR id = :library) ORDER BY kind`,
  )
    .all({ ...scope, library: library ?? null })
    .map((kind) => SHELF_KIND[kind]);
}
