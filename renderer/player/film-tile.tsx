import type { ReactNode } from 'react';
import type { ItemCard } from '../../shared/lan/schemas.ts';
import { PosterTile } from '../ui/poster-tile.tsx';
import { filmPath } from './paths.ts';
import { posterOf } from './pictures.ts';
import { useWatchState } from './watch-state.ts';
import { isNew, itemName } from './words/item.ts';

type FilmTileProps = {
  readonly item: ItemCard;
  readonly sizes: string;
  readonly markedTitle?: ReactNode;
  readonly eager?: boolean;
};

export function FilmTile({ item, sizes, markedTitle, eager }: FilmTileProps) {
  const state = useWatchState(item);
  return (
    <PosterTile
      href={filmPath(item)}
      name={itemName(item, state)}
      title={item.title}
      markedTitle={markedTitle}
      caption={<Caption item={item} />}
      picture={posterOf(item)}
      sizes={sizes}
      watched={state.watched}
      away={!item.available}
      eager={eager}
    />
  );
}

const Caption = ({ item }: { readonly item: ItemCard }) => (
  <>
    {[item.year, item.edition].filter((word) => word !== null).join(' · ')}{' '}
    {isNew(item) ? <span className="ml-1 font-semibold text-accent-text">New</span> : null}
  </>
);
