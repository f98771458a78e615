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
  readonly parts?: readonly (string | number)[];
};

/** A film or show as its poster, an album or artist as a square. */
export function ItemTile({ item, sizes, markedTitle, eager, parts = captionParts(item) }: ItemTileProps) {
  const state = useWatchState(item);
  return (
    <PosterTile
      href={itemPath(item)}
      name={itemName(item, state, parts)}
      title={titleOf(item)}
      markedTitle={markedTitle}
      caption={<Caption item={item} parts={parts} />}
      picture={posterOf(item)}
      shape={tileShape(item.kind)}
      sizes={sizes}
      watched={isWatched(item, state)}
      away={!item.available}
      eager={eager}
    />
  );
}

type CaptionProps = { readonly item: ItemCard; readonly parts: readonly (string | number)[] };

const Caption = ({ item, parts }: CaptionProps) => (
  <span className="flex gap-2">
    <span className="truncate">{parts.join(' · ')}</span>{' '}
    {isNew(item) ? <span className="font-semibold text-accent-text">New</span> : null}
  </span>
);
