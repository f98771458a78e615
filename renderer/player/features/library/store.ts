import { create } from 'zustand';
import { LIBRARY_KINDS, type Library, type LibraryKind } from '../../../../shared/lan/schemas.ts';
import { call } from '../../api.ts';
import { createItemList } from './item-list.ts';
import type { ListedKind } from './listed-kind.ts';

export const FILMS: ListedKind = {
  library: 'film',
  list: createItemList('film'),
  tile: 'poster',
  noun: 'title',
  things: 'films',
  calledBy: 'title',
  sorts: ['title', 'added', 'year'],
};
export const SHOWS: ListedKind = {
  library: 'show',
  list: createItemList('show'),
  tile: 'poster',
  noun: 'show',
  things: 'shows',
  calledBy: 'title',
  sorts: ['title', 'added', 'year'],
};

/**
 * For the navigation, the page's name and the picker. Null until known; without them every list still works, so a failure
 * here shows nothing and the next page asks again.
 */
export const useLibraries = create<{ readonly libraries: readonly Library[] | null }>()(() => ({ libraries: null }));

export async function loadLibraries(): Promise<void> {
  const result = await call('libraries');
  if (result.ok) useLibraries.setState({ libraries: result.value.libraries });
}

const NONE: readonly Library[] = [];
export const useLibrariesOf = (kind: LibraryKind): readonly Library[] =>
  useLibraries(({ libraries }) => libraries ?? NONE).filter((library) => library.kind === kind);

/** The kinds of library this person has, in the order they are always shown in. */
export function useLibraryKinds(): readonly LibraryKind[] {
  const libraries = useLibraries((state) => state.libraries ?? NONE);
  return LIBRARY_KINDS.filter((kind) => libraries.some((library) => library.kind === kind));
}
