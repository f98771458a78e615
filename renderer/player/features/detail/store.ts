import { create } from 'zustand';
import type { ItemDetail } from '../../../../shared/lan/schemas.ts';
import { call } from '../../api.ts';
import { LOADING, settle, type Loadable } from '../../loadable.ts';
import { forgetWatchStates } from '../../watch-state.ts';

type DetailState = { readonly itemId: string | null; readonly detail: Loadable<ItemDetail> };

/** The item last opened; the video page reads it too, so pressing Play waits for nothing. */
export const useDetail = create<DetailState>()(() => ({ itemId: null, detail: LOADING }));

export async function loadDetail(itemId: string): Promise<void> {
  if (useDetail.getState().itemId !== itemId) useDetail.setState({ itemId, detail: LOADING });
  const result = await call('item', { params: { id: itemId } });
  if (useDetail.getState().itemId !== itemId) return;
  if (result.ok) forgetWatchStates([result.value]);
  useDetail.setState(({ detail }) => ({ detail: settle(detail, result) }));
}
