import { Link } from 'wouter';
import type { ItemCard } from '../../../../shared/lan/schemas.ts';
import { Artwork } from '../../../ui/artwork.tsx';
import { classNames } from '../../../ui/class-names.ts';
import { itemPath } from '../../paths.ts';
import { posterOf, stillOf } from '../../pictures.ts';
import { tileShape } from '../../tile-shape.ts';
import { clock } from '../../words/duration.ts';
import { episodeCode } from '../../words/episode.ts';
import { captionParts, titleOf } from '../../words/item.ts';
import { MarkedTitle } from './marked-title.tsx';

type ResultRowProps = { readonly item: ItemCard; readonly words: string };

/** An episode, or something of the music, in one line with a small picture. */
export function ResultRow({ item, words }: ResultRowProps) {
  const isSquare = tileShape(item.kind) === 'square';
  const title = titleOf(item);
  const detail = item.available ? detailOf(item) : 'Drive not connected';
  return (
    <Link href={itemPath(item)} className="-mx-2 flex items-center gap-3.5 rounded-field px-2 py-1.5 hover:bg-hover">
      <span
        className={classNames(
          'block h-11 flex-none overflow-hidden bg-sunken',
          isSquare ? 'aspect-cover' : 'aspect-still',
          item.kind === 'artist' ? 'rounded-full' : 'rounded-chip',
        )}
      >
        <Artwork
          title={title}
          picture={isSquare ? posterOf(item) : stillOf(item)}
          sizes="80px"
          shape={isSquare ? 'square' : 'still'}
          away={!item.available}
        />
      </span>
      <span className="min-w-0">
        <span className="block truncate text-label font-medium">
          <MarkedTitle title={title} words={words} />
        </span>{' '}
        <span className="block truncate text-body text-ink-3 tabular-nums">{detail}</span>
      </span>
    </Link>
  );
}

/** What it is, and what it is in. */
function detailOf(item: ItemCard): string {
  const show = item.parents.find(({ kind }) => kind === 'show')?.title;
  switch (item.kind) {
    case 'episode':
      return joined(show, episodeCode(item));
    case 'season':
      return joined(show);
    case 'artist':
      return joined('Artist', ...captionParts(item));
    case 'album':
      return joined('Album', ...captionParts(item));
    case 'track':
      return joined(...captionParts(item), item.durationMs === null ? undefined : clock(item.durationMs));
    case 'photo-album':
      return joined('Photo album', ...captionParts(item));
    case 'film':
    case 'show':
    case 'photo':
      return joined(...captionParts(item));
  }
}

const joined = (...parts: readonly (string | number | undefined)[]): string =>
  parts.filter((part) => part !== undefined && part !== '').join(' · ');
