import { create } from 'zustand';
import type { ItemCard, ItemKind, Total } from '../../../../shared/lan/schemas.ts';
import type { QueryOf } from '../../../../shared/lan/route.ts';
import type { Api } from '../../../../shared/lan/routes.ts';
import { call, type CallFailure } from '../../api.ts';
import { isToldByApp } from '../../loadable.ts';
import { forgetWatchStates } from '../../watch-state.ts';

export type ListQuery = Pick<QueryOf<Api['items']>, 'library' | 'search' | 'sort' | 'order'>;

export type ItemListState = {
  readonly query: ListQuery | null;
  readonly items: readonly ItemCard[];
  /** Null before the first answer. */
  readonly total: Total | null;
  readonly nextCursor: string | null;
  readonly isLoading: boolean;
  readonly failure: CallFailure | null;
};

const EMPTY: ItemListState = { query: null, items: [], total: null, nextCursor: null, isLoading: false, failure: null };
/** The most a page may hold: a long scroll needs few round trips. */
const PAGE_SIZE = 200;

const isSame = (one: ListQuery | null, other: ListQuery): boolean => JSON.stringify(one) === JSON.stringify(other);

/**
 * A list of one kind of item, or of a search in all of them, read page by page as one scrolls.
 *
 * It keeps what it has while other pages are open, so that going back finds the same place at once.
 */
export function createItemList(kind?: ItemKind) {
  const useList = create<ItemListState>()(() => EMPTY);
  let pending: AbortController | null = null;

  /** Show what a query finds. Asked again for the same, it looks whether anything is new. */
  async function open(query: ListQuery): Promise<void> {
    const isRefresh = isSame(useList.getState().query, query);
    // What was found before stays until the new answer is there: letters typed in a row must not flash.
    useList.setState(isRefresh ? { failure: null } : { query, isLoading: true, failure: null });
    const page = await read(query, undefined);
    if (page === null) return;
    if (!page.ok) {
      const hasShown = isRefresh && useList.getState().items.length > 0;
      useList.setState(isToldByApp(page.failure.code) || hasShown ? {} : { isLoading: false, failure: page.failure });
      return;
    }
    const { items, nextCursor, total } = page.value;
    forgetWatchStates(items);
    const shown = useList.getState().items;
    const isUnchanged = isRefresh && items.length > 0 && items.every((item, index) => item.id === shown[index]?.id);
    // The same items may say something new, as how much of a show is left to watch; what was read on below them stays.
    const rest = isUnchanged ? { items: [...items, ...shown.slice(items.length)] } : { items, nextCursor };
    useList.setState({ total, isLoading: false, ...rest });
  }

  /** Read the next page, unless one is on its way or there is none. */
  async function more(): Promise<void> {
    const { query, nextCursor, isLoading, failure } = useList.getState();
    if (query === null || nextCursor === null || isLoading || failure !== null) return;
    useList.setState({ isLoading: true });
    const page = await read(query, nextCursor);
    if (page === null) return;
    useList.setState(({ items }) =>
      page.ok
        ? { items: [...items, ...page.value.items], nextCursor: page.value.nextCursor, isLoading: false }
        : { isLoading: false, failure: isToldByApp(page.failure.code) ? null : page.failure },
    );
  }

  async function retry(): Promise<void> {
    const { query, items } = useList.getState();
    useList.setState({ failure: null });
    if (items.length > 0) await more();
    else if (query !== null) await open(query);
  }

  /** @returns null when another question has overtaken this one. */
  async function read(query: ListQuery, cursor: string | undefined) {
    pending?.abort();
    const mine = new AbortController();
    pending = mine;
    try {
      return await call('items', { query: { ...query, kind, limit: PAGE_SIZE, cursor }, signal: mine.signal });
    } catch (cause) {
      if (mine.signal.aborted) return null;
      throw cause;
    }
  }

  return { useList, open, more, retry };
}

export type ItemList = ReturnType<typeof createItemList>;
