import type { LibraryKind } from '../../../../shared/lan/schemas.ts';
import type { TileShape } from '../../tile-shape.ts';
import type { ItemList } from './item-list.ts';
import type { Sort } from './list-filter.ts';

/** One kind of item and everything that differs between the pages that list them. */
export type ListedKind = {
  readonly library: LibraryKind;
  readonly list: ItemList;
  readonly tile: TileShape;
  /** One of them, as they are counted. */
  readonly noun: string;
  /** All of them inside a sentence: "No albums in this library yet". */
  readonly things: string;
  /** What they are called by: a work has a title, a person a name. */
  readonly calledBy: 'title' | 'name';
  readonly sorts: readonly Sort[];
};
