import { AudioLines, ListPlus } from 'lucide-react';
import type { ItemCard } from '../../../../shared/lan/schemas.ts';
import { classNames } from '../../../ui/class-names.ts';
import { IconButton } from '../../../ui/icon-button.tsx';
import { parentOf } from '../../paths.ts';
import { clock } from '../../words/duration.ts';
import { titleOf } from '../../words/item.ts';
import { usePlayer } from './player.ts';
import { currentOf } from './queue.ts';

type TrackRowProps = {
  readonly track: ItemCard;
  readonly onPlay: () => void;
  readonly onAdd: () => void;
};

/** One track of an album: the row plays from here on, the button at its end puts it behind what plays. */
export function TrackRow({ track, onPlay, onAdd }: TrackRowProps) {
  const isCurrent = usePlayer(({ queue }) => queue !== null && currentOf(queue)?.track.id === track.id);
  const title = titleOf(track);
  // Named only where it is not the album's own.
  const guest = track.artist === parentOf(track, 'artist')?.title ? null : track.artist;
  return (
    <div
      className={classNames(
        '-mx-3 flex items-center gap-1 rounded-field pr-1',
        isCurrent ? 'bg-selected' : 'hover:bg-hover',
      )}
    >
      <button
        type="button"
        aria-current={isCurrent ? 'true' : undefined}
        aria-disabled={track.available ? undefined : true}
        onClick={track.available ? onPlay : undefined}
        className="flex min-h-13 min-w-0 flex-1 items-center gap-4 rounded-field py-1.5 pl-3 text-left outline-offset-[-2px]"
      >
        <span className="w-6 flex-none text-right text-label text-ink-3 tabular-nums">
          {isCurrent ? <AudioLines className="ml-auto size-4.5 text-accent-text" /> : track.number}
        </span>{' '}
        <span className="min-w-0 flex-1">
          <span
            className={classNames(
              'line-clamp-2 sm:line-clamp-1',
              isCurrent && 'font-semibold text-accent-text',
              !track.available && 'text-ink-3',
            )}
          >
            {title}
          </span>{' '}
          {guest === null ? null : <span className="block truncate text-label text-ink-3">{guest}</span>}
        </span>{' '}
        <span className="text-label text-ink-3 tabular-nums">
          {track.durationMs === null ? '' : clock(track.durationMs)}
        </span>
      </button>
      {track.available ? (
        <IconButton
          label={`Add ${title} to the queue`}
          variant="quiet"
          size="player"
          icon={<ListPlus className="size-5" />}
          onClick={onAdd}
        />
      ) : null}
    </div>
  );
}
