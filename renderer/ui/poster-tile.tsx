import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { Artwork } from './artwork.tsx';
import type { Picture } from './picture.ts';
import { AwayBadge, TILE_LINK, TileFrame, WatchedBadge } from './tile-frame.tsx';

type PosterTileProps = {
  readonly href: string;
  /** The link's whole accessible name, e.g. "Mirelle, 1998, watched". */
  readonly name: string;
  readonly title: string;
  /** The title as drawn, when part of it is marked. */
  readonly markedTitle?: ReactNode;
  readonly caption: ReactNode;
  readonly picture: Picture | null;
  readonly shape?: 'poster' | 'square' | 'round';
  readonly sizes: string;
  readonly watched?: boolean;
  readonly away?: boolean;
  readonly eager?: boolean;
};

export const PosterTile = ({
  href,
  name,
  title,
  markedTitle,
  caption,
  picture,
  shape = 'poster',
  sizes,
  watched = false,
  away = false,
  eager = false,
}: PosterTileProps) => (
  <Link href={href} aria-label={name} className={TILE_LINK}>
    <TileFrame shape={shape}>
      <Artwork title={title} picture={picture} sizes={sizes} shape={shape} away={away} eager={eager} />
      {away ? <AwayBadge /> : watched ? <WatchedBadge /> : null}
    </TileFrame>
    <p className="mt-2.5 text-label font-medium max-sm:line-clamp-2 max-sm:break-words sm:truncate">
      {markedTitle ?? title}
    </p>{' '}
    <p className="truncate text-body text-ink-3 tabular-nums">{caption}</p>
  </Link>
);
