import { Link } from 'wouter';
import { Artwork } from './artwork.tsx';
import type { Picture } from './picture.ts';
import { ProgressBar } from './progress-bar.tsx';
import { AwayBadge, TILE_LINK, TileFrame } from './tile-frame.tsx';

type WideTileProps = {
  readonly href: string;
  readonly name: string;
  readonly title: string;
  readonly caption: string;
  readonly picture: Picture | null;
  readonly sizes: string;
  /** How much is watched, 0 to 1; absent where nothing is begun. */
  readonly share?: number;
  readonly away?: boolean;
};

export const WideTile = ({ href, name, title, caption, picture, sizes, share, away = false }: WideTileProps) => (
  <Link href={href} aria-label={name} className={TILE_LINK}>
    <TileFrame shape="still">
      <Artwork title={title} picture={picture} sizes={sizes} shape="still" away={away} />
      {away ? (
        <AwayBadge />
      ) : share === undefined ? null : (
        // On its own dark strip: a bar straight on the picture is lost on a pale one.
        <div className="absolute inset-x-0 bottom-0 bg-video-scrim px-2.5 py-2">
          <ProgressBar share={share} tone="on-art" />
        </div>
      )}
    </TileFrame>
    <p className="mt-2.5 truncate text-label font-medium">{title}</p>{' '}
    <p className="truncate text-body text-ink-3 tabular-nums">{caption}</p>
  </Link>
);
