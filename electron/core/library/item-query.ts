import type { ItemKind, Total } from '../../../shared/lan/schemas.ts';
import type { SortKey } from './cursor.ts';

/** What a list across parents can be in the order of; children have their own, by number. */
export type ListSort = Exclude<SortKey, 'number'>;

export type ItemQuery = {
  readonly library?: string | undefined;
  readonly kind?: ItemKind | undefined;
  readonly search?: string | undefined;
  readonly sort?: ListSort | undefined;
  readonly order?: 'asc' | 'desc' | undefined;
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
};

export const PAGE_LENGTH = 60;
/** Beyond this a list says "at least": counting a hundred thousand rows helps nobody (ARCHITECTURE 7). */
export const COUNTED = 500;

/** @param counted of at most `COUNTED` + 1. */
export const asTotal = (counted: number): Total => (counted > COUNTED ? { atLeast: COUNTED } : counted);
