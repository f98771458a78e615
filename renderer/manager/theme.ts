import { create } from 'zustand';

export type Theme = 'auto' | 'light' | 'dark';

const KEY = 'holdfast.theme';

export const useTheme = create<{ readonly theme: Theme }>()(() => ({ theme: 'auto' }));

/** Before anything is drawn. */
export function startTheme(): void {
  const kept = localStorage.getItem(KEY);
  show(kept === 'light' || kept === 'dark' ? kept : 'auto');
}

/** A taste of this window, so it is kept with the window and not with the house. */
export function chooseTheme(theme: Theme): void {
  localStorage.setItem(KEY, theme);
  show(theme);
}

function show(theme: Theme): void {
  const root = document.documentElement;
  if (theme === 'auto') delete root.dataset['theme'];
  else root.dataset['theme'] = theme;
  useTheme.setState({ theme });
}
