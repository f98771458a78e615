import { useId, type ReactNode } from 'react';
import { Link } from 'wouter';
import type { ItemCard, LibraryKind } from '../../../../shared/lan/schemas.ts';
import { WideTile } from '../../../ui/wide-tile.tsx';
import { ItemTile } from '../../item-tile.tsx';
import { KIND_PLACES } from '../../kinds.ts';
import { itemPath } from '../../paths.ts';
import { PhotoTile } from '../../photo-tile.tsx';
import { stillOf } from '../../pictures.ts';
import { useWatchState } from '../../watch-state.ts';
import { episodeCode, episodeLine } from '../../words/episode.ts';
import { captionParts, timeLeft, watchedShare, watchWords } from '../../words/item.ts';

type RowProps = {
  readonly title: string;
  readonly more?: ReactNode;
  readonly columns: string;
  readonly children: ReactNode;
};

/** A row that is pushed sideways; on a phone the next tile peeks in to say so. */
export function Row({ title, more, columns, children }: RowProps) {
  const titleId = useId();
  return (
    <section aria-labelledby={titleId} className="mt-6 sm:mt-8">
      <div className="gutter mb-3.5 flex items-baseline justify-between gap-4">
        <h2 id={titleId} className="text-section font-semibold tracking-tight">
          {title}
        </h2>
        {more}
      </div>
      {/* Padding inside the scroller, so that focus rings are not cut at its edge. */}
      <ul
        className={`gutter no-scrollbar -my-2 grid snap-x snap-mandatory scroll-px-4 grid-flow-col gap-3 overflow-x-auto overscroll-x-contain py-2 sm:scroll-px-6 sm:gap-5 lg:scroll-px-12 ${columns}`}
      >
        {children}
      </ul>
    </section>
  );
}

const WIDE_COLUMNS = 'auto-cols-[62%] sm:auto-cols-[calc((100%-40px)/3)] lg:auto-cols-[calc((100%-60px)/4)]';
const WIDE_SIZES = '(min-width: 1024px) 24vw, (min-width: 640px) 32vw, 62vw';
const POSTER_COLUMNS =
  'auto-cols-[31%] sm:auto-cols-[calc((100%-80px)/5)] lg:auto-cols-[calc((100%-120px)/7)] xl:auto-cols-[calc((100%-140px)/8)]';
const SQUARE_COLUMNS =
  'auto-cols-[42%] sm:auto-cols-[calc((100%-80px)/5)] lg:auto-cols-[calc((100%-120px)/7)] xl:auto-cols-[calc((100%-140px)/8)]';
/** As wide as each picture is at the height they share. */
const PHOTO_COLUMNS = 'auto-cols-max';

export function ContinueRow({ items }: { readonly items: readonly ItemCard[] }) {
  if (items.length === 0) return null;
  return (
    <Row title="Continue watching" columns={WIDE_COLUMNS}>
      {items.map((item) => (
        <li key={item.id} className="snap-start">
          <ContinueTile item={item} />
        </li>
      ))}
    </Row>
  );
}

function ContinueTile({ item }: { readonly item: ItemCard }) {
  const state = useWatchState(item);
  const { title } = watchWords(item);
  const left = item.available ? (timeLeft(item, state) ?? 'Started') : 'Drive not connected';
  const caption = item.kind === 'episode' ? `${episodeCode(item)} · ${left}` : left;
  return (
    <WideTile
      href={itemPath(item)}
      name={`${title}, ${caption}`}
      title={title}
      caption={caption}
      picture={stillOf(item)}
      sizes={WIDE_SIZES}
      share={watchedShare(item, state)}
      away={!item.available}
    />
  );
}

/** The next episode of each show somebody is in. */
export function NextUpRow({ items }: { readonly items: readonly ItemCard[] }) {
  if (items.length === 0) return null;
  return (
    <Row title="Next up" columns={WIDE_COLUMNS}>
      {items.map((item) => {
        const { title } = watchWords(item);
        const caption = item.available ? episodeLine(item) : 'Drive not connected';
        return (
          <li key={item.id} className="snap-start">
            <WideTile
              href={itemPath(item)}
              name={`${title}, ${caption}`}
              title={title}
              caption={caption}
              picture={stillOf(item)}
              sizes={WIDE_SIZES}
              away={!item.available}
            />
          </li>
        );
      })}
    </Row>
  );
}

type RecentRowProps = { readonly kind: LibraryKind; readonly items: readonly ItemCard[] };

const COLUMNS: Readonly<Record<LibraryKind, string>> = {
  film: POSTER_COLUMNS,
  show: POSTER_COLUMNS,
  music: SQUARE_COLUMNS,
  photo: PHOTO_COLUMNS,
};

/** The newest of one kind of library. */
export function RecentRow({ kind, items }: RecentRowProps) {
  if (items.length === 0) return null;
  const { href, things } = KIND_PLACES[kind];
  return (
    <Row
      title={`Recently added ${things}`}
      columns={COLUMNS[kind]}
      more={
        <Link
          href={kind === 'photo' ? href : `${href}?sort=added`}
          className="-my-3 inline-flex h-11 flex-none items-center rounded-control text-label font-medium text-accent-text hover:underline hover:underline-offset-3"
        >
          All {things}
        </Link>
      }
    >
      {items.map((item) => (
        <li key={item.id} className="snap-start">
          {kind === 'photo' ? (
            <PhotoTile item={item} className="h-33 sm:h-42" />
          ) : (
            <ItemTile
              item={item}
              sizes="(min-width: 1280px) 12vw, (min-width: 640px) 18vw, 42vw"
              // Under so small a cover there is room for the artist alone.
              parts={captionParts(item).slice(0, kind === 'music' ? 1 : undefined)}
            />
          )}
        </li>
      ))}
    </Row>
  );
}
