import { House, type LucideIcon } from 'lucide-react';
import { useLibraryKinds } from '../features/library/store.ts';
import { KIND_ICONS } from '../kind-icons.ts';
import { KIND_PLACES } from '../kinds.ts';

type Place = { readonly href: string; readonly label: string; readonly icon: LucideIcon };

const HOME: Place = { href: '/', label: 'Home', icon: House };

/** What the main navigation leads to: Home, and a place for each kind this person has something of. */
export function usePlaces(): readonly Place[] {
  const kinds = useLibraryKinds();
  return [HOME, ...kinds.map((kind) => ({ ...KIND_PLACES[kind], icon: KIND_ICONS[kind] }))];
}

/** Whether a path is a place or lies within it; the first screen contains nothing. */
export const isIn = (place: string, path: string): boolean =>
  path === place || (place !== '/' && path.startsWith(`${place}/`));
