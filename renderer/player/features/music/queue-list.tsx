import { ArrowDown, ArrowUp, AudioLines, X } from 'lucide-react';
import { Artwork } from '../../../ui/artwork.tsx';
import { classNames } from '../../../ui/class-names.ts';
import { IconButton } from '../../../ui/icon-button.tsx';
import { posterOf } from '../../pictures.ts';
import { clock, length } from '../../words/duration.ts';
import { countOf, titleOf } from '../../words/item.ts';
import { moveEntry, playEntry, removeEntry, usePlayer } from './player.ts';
import type { Queue, QueueEntry } from './queue.ts';
import { albumOf, artistOf } from './track-words.ts';

/** Everything in the queue in the order it is played, to jump in, to move and to take out. */
export function QueueList() {
  const queue = usePlayer((state) => state.queue);
  if (queue === null) return null;
  return (
    <section aria-labelledby="queue-title" className="min-w-0 max-lg:mt-8">
      <div className="flex items-baseline gap-3">
        <h3 id="queue-title" className="text-section font-semibold tracking-tight">
          Queue
        </h3>
        <p className="text-label text-ink-3 tabular-nums">{summary(queue)}</p>
      </div>
      <ol className="mt-2.5">
        {queue.entries.map((entry, index) => (
          <QueueRow
            key={entry.key}
            entry={entry}
            isCurrent={index === queue.at}
            isFirst={index === 0}
            isLast={index === queue.entries.length - 1}
          />
        ))}
      </ol>
    </section>
  );
}

function summary({ entries, at }: Queue): string {
  const leftMs = entries.slice(at).reduce((sum, { track }) => sum + (track.durationMs ?? 0), 0);
  return `${countOf(entries.length, 'track')} · ${length(leftMs)} left`;
}

type QueueRowProps = {
  readonly entry: QueueEntry;
  readonly isCurrent: boolean;
  readonly isFirst: boolean;
  readonly isLast: boolean;
};

function QueueRow({ entry, isCurrent, isFirst, isLast }: QueueRowProps) {
  const { key, track } = entry;
  const title = titleOf(track);
  return (
    <li
      className={classNames(
        '-mx-2.5 flex items-center rounded-field pr-1',
        isCurrent ? 'bg-selected' : 'hover:bg-hover',
      )}
    >
      <button
        type="button"
        aria-current={isCurrent ? 'true' : undefined}
        onClick={() => playEntry(key)}
        className="flex min-w-0 flex-1 items-center gap-3 rounded-field py-1.5 pl-2.5 text-left outline-offset-[-2px]"
      >
        <span className="relative size-10 flex-none overflow-hidden rounded-chip bg-sunken">
          <Artwork
            title={albumOf(track)?.title ?? title}
            picture={posterOf(track)}
            sizes="40px"
            shape="square"
            away={!track.available}
          />
          {isCurrent ? (
            <span className="absolute inset-0 grid place-items-center bg-video-scrim text-video-text">
              <AudioLines className="size-5" />
            </span>
          ) : null}
        </span>
        <span className="min-w-0 flex-1">
          <span
            className={classNames(
              'block truncate text-label font-medium',
              isCurrent && 'font-semibold text-accent-text',
            )}
          >
            {title}
          </span>{' '}
          <span className="block truncate text-body text-ink-3">{artistOf(track)}</span>
        </span>{' '}
        <span className="text-body text-ink-3 tabular-nums max-sm:hidden">
          {track.durationMs === null ? '' : clock(track.durationMs)}
        </span>
      </button>
      <div className="flex flex-none pl-1">
        {/* What has no way up or down keeps its room, so that the column above and below it stands straight. */}
        <IconButton
          label={`Move ${title} up`}
          variant="quiet"
          size="l"
          className={isFirst ? 'invisible' : undefined}
          icon={<ArrowUp className="size-4" />}
          onClick={() => moveEntry(key, -1)}
        />
        <IconButton
          label={`Move ${title} down`}
          variant="quiet"
          size="l"
          className={isLast ? 'invisible' : undefined}
          icon={<ArrowDown className="size-4" />}
          onClick={() => moveEntry(key, 1)}
        />
        <IconButton
          label={`Take ${title} out of the queue`}
          variant="quiet"
          size="l"
          icon={<X className="size-4" />}
          onClick={() => removeEntry(key)}
        />
      </div>
    </li>
  );
}
