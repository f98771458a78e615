import type { LucideIcon } from 'lucide-react';
import { createContext, use, type ComponentType } from 'react';

/** A page of the window, as the rail lists it. */
export type Place = {
  /** Its address; `/people` also holds everything under it, such as `/people/<id>`. */
  readonly path: string;
  readonly label: string;
  readonly icon: LucideIcon;
  readonly component: ComponentType;
};

/** Given by the frame, because pages link to one another and must not import the list they are in. */
export const PlacesContext = createContext<readonly Place[]>([]);

export const usePlaces = (): readonly Place[] => use(PlacesContext);

/** Whether an address is a place or lies within it; the first one contains nothing. */
export const isIn = (place: string, path: string): boolean =>
  path === place || (place !== '/' && path.startsWith(`${place}/`));
