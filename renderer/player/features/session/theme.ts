import { create } from 'zustand';

export type Theme = 'auto' | 'light' | 'dark';

const YEAR_S = 365 * 24 * 60 * 60;

/** The chosen theme. It stands on the root element; `public/theme.js` puts it there before the first paint. */
export const useTheme = create<{ readonly theme: Theme }>()(() => ({ theme: chosenTheme() }));

export function chooseTheme(theme: Theme): void {
  const root = document.documentElement;
  if (theme === 'auto') delete root.dataset['theme'];
  else root.dataset['theme'] = theme;
  // A cookie, because nothing of this app is kept in web storage.
  document.cookie = `hf_theme=${theme}; path=/; max-age=${theme === 'auto' ? 0 : YEAR_S}; samesite=lax`;
  useTheme.setState({ theme });
}

function chosenTheme(): Theme {
  const chosen = document.documentElement.dataset['theme'];
  return chosen === 'light' || chosen === 'dark' ? chosen : 'auto';
}
