import {
  Activity,
  History,
  House,
  LibraryBig,
  Network,
  ShieldCheck,
  SlidersHorizontal,
  UsersRound,
  type LucideIcon,
} from 'lucide-react';
import { lazy, type ComponentType } from 'react';
import { untilAnswered } from './connection.ts';
import type { Place } from './place.ts';

type Load = () => Promise<{ readonly default: ComponentType }>;

/** Loaded when it is opened, so that the first one does not wait for the others. */
const page = (path: string, label: string, icon: LucideIcon, load: Load): Place => ({
  path,
  label,
  icon,
  // Asked for while the manager was away, it comes once it answers, which may be this very moment.
  component: lazy(() => load().catch(() => untilAnswered().then(load))),
});

/** In no rail and not found by typing: the address is for who builds Holdfast. */
export const COMPONENTS = lazy(() => import('./features/components/components-page.tsx'));

/** The places of the window, as the rail lists them. */
export const PAGES: readonly Place[] = [
  page('/', 'Overview', House, () => import('./features/overview/overview-page.tsx')),
  page('/library', 'Library', LibraryBig, () => import('./features/library/library-page.tsx')),
  page('/people', 'People', UsersRound, () => import('./features/people/people-page.tsx')),
  page('/network', 'Network', Network, () => import('./features/network/network-page.tsx')),
  page('/backups', 'Backups', History, () => import('./features/backups/backups-page.tsx')),
  page('/security', 'Security', ShieldCheck, () => import('./features/security/security-page.tsx')),
  page('/activity', 'Activity', Activity, () => import('./features/activity/activity-page.tsx')),
  page('/settings', 'Settings', SlidersHorizontal, () => import('./features/settings/settings-page.tsx')),
];
