import { create } from 'zustand';
import type { Library } from '../../../../shared/lan/schemas.ts';
import { call } from '../../api.ts';
import { createFilmList } from './film-list.ts';

export const films = createFilmList();

/** For the page's name and the picker; without them the grid still works, so a failure here shows nothing. */
export const useLibraries = create<{ readonly libraries: readonly Library[] }>()(() => ({ libraries: [] }));

export async function loadLibraries(): Promise<void> {
  const result = await call('libraries');
  if (result.ok) useLibraries.setState({ libraries: result.value.libraries });
}
