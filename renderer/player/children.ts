import type { ItemCard } from '../../shared/lan/schemas.ts';
import { ok, type Result } from '../../shared/result.ts';
import { call, type CallCode } from './api.ts';
import { forgetWatchStates } from './watch-state.ts';

/** The most a page may hold. */
const PAGE_SIZE = 200;

/** All an item contains, in its own order, however many pages that takes. */
export async function readChildren(id: string): Promise<Result<readonly ItemCard[], CallCode>> {
  const all: ItemCard[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await call('itemChildren', { params: { id }, query: { limit: PAGE_SIZE, cursor } });
    if (!page.ok) return page;
    all.push(...page.value.items);
    if (page.value.nextCursor === null) break;
    cursor = page.value.nextCursor;
  }
  forgetWatchStates(all);
  return ok(all);
}
