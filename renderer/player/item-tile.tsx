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

/** A film or show as its poster, an album as a square, an artist as a disc. */
export function ItemTile({ item, sizes, markedTitle, eager, parts = captionParts(item) }: ItemTileProps) {
  const state = useWatchState(item);
  return (
    <PosterTile
      href={itemPath(item)}
      name={itemName(item, state, parts)}
      title={titleOf(item)}
      markedTitle={markedTitle}
      caption={<Caption parts={parts} isNew={isNew(item, state)} />}
      picture={posterOf(item)}
      shape={item.kind === 'artist' ? 'round' : tileShape(item.kind)}
      sizes={sizes}
      watched={isWatched(item, state)}
      away={!item.available}
      eager={eager}
    />
  );
}

type CaptionProps = { readonly parts: readonly (string | number)[]; readonly isNew: boolean };

const Caption = (caption: CaptionProps) => (
  <span className="flex gap-2">
    <span className="truncate">{caption.parts.join(' · ')}</span>{' '}
    {caption.isNew ? <span className="font-semibold text-accent-text">New</span> : null}
  </span>
);
