import { createItemList } from '../library/item-list.ts';

/** What matches, of every kind. */
export const found = createItemList();
