import type { ReactNode } from 'react';
import type { ItemCard } from '../../shared/lan/schemas.ts';
import { PosterTile } from '../ui/poster-tile.tsx';
import { itemPath } from './paths.ts';
import { posterOf } from './pictures.ts';
import { tileShape } from './tile-shape.ts';
import { useWatchState } from './watch-state.ts';
import { captionParts, isNew, isWatched, itemName, titleOf } from './words/item.ts';

type ItemTileProps = {
  readonly item: ItemCard;
  readonly sizes: string;
  readonly markedTitle?: ReactNode;
  readonly eager?: boolean;
  /** Instead of the usual line, where the page has said part of it. */
  readonly caption?: ReactNode;
};

/** A film or show as its poster, an album or artist as a square. */
export function ItemTile({ item, sizes, markedTitle, eager, caption }: ItemTileProps) {
  const state = useWatchState(item);
  return (
    <PosterTile
      href={itemPath(item)}
      name={itemName(item, state)}
      title={titleOf(item)}
      markedTitle={markedTitle}
      caption={caption ?? <Caption item={item} />}
      picture={posterOf(item)}
      shape={tileShape(item.kind)}
      sizes={sizes}
      watched={isWatched(item, state)}
      away={!item.available}
      eager={eager}
    />
  );
}

const Caption = ({ item }: { readonly item: ItemCard }) => (
  <span className="flex gap-2">
    <span className="truncate">{captionParts(item).join(' · ')}</span>{' '}
    {isNew(item) ? <span className="font-semibold text-accent-text">New</span> : null}
  </span>
);
