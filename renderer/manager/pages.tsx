import { History, House, LibraryBig, Network, UsersRound, type LucideIcon } from 'lucide-react';
import { lazy, type ComponentType } from 'react';

export type Page = {
  /** Its address; `/people` also holds everything under it, such as `/people/<id>`. */
  readonly path: string;
  readonly label: string;
  readonly icon: LucideIcon;
  readonly component: ComponentType;
};

type Load = () => Promise<{ readonly default: ComponentType }>;

/** Loaded when it is opened, so that the first one does not wait for the others. */
const page = (path: string, label: string, icon: LucideIcon, load: Load): Page => ({
  path,
  label,
  icon,
  component: lazy(load),
});

/** The places of the window, as the rail lists them. */
export const PAGES: readonly Page[] = [
  page('/', 'Overview', House, () => import('./features/overview/overview-page.tsx')),
  page('/library', 'Library', LibraryBig, () => import('./features/library/library-page.tsx')),
  page('/people', 'People', UsersRound, () => import('./features/people/people-page.tsx')),
  page('/network', 'Network', Network, () => import('./features/network/network-page.tsx')),
  page('/backups', 'Backups', History, () => import('./features/backups/backups-page.tsx')),
];

/** Whether an address is a place or lies within it; the first one contains nothing. */
export const isIn = (place: string, path: string): boolean =>
  path === place || (place !== '/' && path.startsWith(`${place}/`));
