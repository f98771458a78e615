import { useMemo } from 'react';
import { useSearchParams } from 'wouter';
import type { ListQuery } from './item-list.ts';

export type Sort = NonNullable<ListQuery['sort']>;
export type Order = NonNullable<ListQuery['order']>;

const SORT_LABELS: Record<Exclude<Sort, 'title'>, string> = {
  added: 'Date added',
  year: 'Year',
  taken: 'Date taken',
};

/** @param calledBy what the listed things are called by, as their list says. */
export const sortLabel = (sort: Sort, calledBy: 'title' | 'name'): string =>
  sort === 'title' ? { title: 'Title', name: 'Name' }[calledBy] : SORT_LABELS[sort];

/** Names run from A, dates from the newest. */
const FIRST_ORDER: Record<Sort, Order> = { title: 'asc', added: 'desc', year: 'desc', taken: 'desc' };

export type ListFilter = {
  readonly sort: Sort;
  readonly order: Order;
  readonly search: string;
  readonly library: string | null;
};

/**
 * What the address says is to be shown, and a way to change it there, so that a filter can be bookmarked.
 *
 * @param sorts the first is the one of the plain list.
 */
export function useListFilter(sorts: readonly Sort[]): readonly [ListFilter, (change: Partial<ListFilter>) => void] {
  const [params, setParams] = useSearchParams();
  const filter = useMemo(() => readFilter(params, sorts), [params, sorts]);
  const change = (changed: Partial<ListFilter>) => {
    setParams(writeFilter(changeFilter(filter, changed), sorts), { replace: true });
  };
  return [filter, change];
}

/** A sort that is new begins in its own order, unless another is asked for with it. */
export function changeFilter(filter: ListFilter, changed: Partial<ListFilter>): ListFilter {
  const sort = changed.sort ?? filter.sort;
  return { ...filter, order: sort === filter.sort ? filter.order : FIRST_ORDER[sort], ...changed };
}

/** What an address asks for; what it asks for in vain is as if it were not there. */
export function readFilter(params: URLSearchParams, sorts: readonly Sort[]): ListFilter {
  const sort = sorts.find((one) => one === params.get('sort')) ?? sorts[0] ?? 'title';
  const order = params.get('order');
  return {
    sort,
    order: order === 'asc' || order === 'desc' ? order : FIRST_ORDER[sort],
    search: params.get('search') ?? '',
    library: params.get('library'),
  };
}

/** Only what differs from the plain list, so that the plain list has the plain address. */
export function writeFilter({ sort, order, search, library }: ListFilter, sorts: readonly Sort[]): URLSearchParams {
  const params = new URLSearchParams();
  if (library !== null) params.set('library', library);
  if (search !== '') params.set('search', search);
  if (sort !== sorts[0]) params.set('sort', sort);
  if (order !== FIRST_ORDER[sort]) params.set('order', order);
  return params;
}
