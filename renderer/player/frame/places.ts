/** What the main navigation leads to. */
export const PLACES = [
  { href: '/', label: 'Home' },
  { href: '/films', label: 'Films' },
] as const;

/** Whether a path is a place or lies within it; the first screen contains nothing. */
export const isIn = (place: string, path: string): boolean =>
  path === place || (place !== '/' && path.startsWith(`${place}/`));
