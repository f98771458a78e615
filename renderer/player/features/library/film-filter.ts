import { useMemo } from 'react';
import { useSearchParams } from 'wouter';
import type { FilmQuery } from './film-list.ts';

export type Sort = NonNullable<FilmQuery['sort']>;
export type Order = NonNullable<FilmQuery['order']>;

export const SORTS: readonly { readonly value: Sort; readonly label: string }[] = [
  { value: 'title', label: 'Title' },
  { value: 'added', label: 'Date added' },
  { value: 'year', label: 'Year' },
];

/** Names run from A, dates from the newest. */
const FIRST_ORDER: Record<Sort, Order> = { title: 'asc', added: 'desc', year: 'desc' };

export type FilmFilter = {
  readonly sort: Sort;
  readonly order: Order;
  readonly search: string;
  readonly library: string | null;
};

/** What the address says is to be shown, and a way to change it there, so that a filter can be bookmarked. */
export function useFilmFilter(): readonly [FilmFilter, (change: Partial<FilmFilter>) => void] {
  const [params, setParams] = useSearchParams();
  const filter = useMemo(() => readFilter(params), [params]);
  const change = (changed: Partial<FilmFilter>) => {
    setParams(writeFilter(changeFilter(filter, changed)), { replace: true });
  };
  return [filter, change];
}

/** A sort that is new begins in its own order, unless another is asked for with it. */
export function changeFilter(filter: FilmFilter, changed: Partial<FilmFilter>): FilmFilter {
  const sort = changed.sort ?? filter.sort;
  return { ...filter, order: sort === filter.sort ? filter.order : FIRST_ORDER[sort], ...changed };
}

/** What an address asks for; what it asks for in vain is as if it were not there. */
export function readFilter(params: URLSearchParams): FilmFilter {
  const sort = SORTS.find(({ value }) => value === params.get('sort'))?.value ?? 'title';
  const order = params.get('order');
  return {
    sort,
    order: order === 'asc' || order === 'desc' ? order : FIRST_ORDER[sort],
    search: params.get('search') ?? '',
    library: params.get('library'),
  };
}

/** Only what differs from the plain list, so that the plain list has the plain address. */
export function writeFilter({ sort, order, search, library }: FilmFilter): URLSearchParams {
  const params = new URLSearchParams();
  if (library !== null) params.set('library', library);
  if (search !== '') params.set('search', search);
  if (sort !== 'title') params.set('sort', sort);
  if (order !== FIRST_ORDER[sort]) params.set('order', order);
  return params;
}
