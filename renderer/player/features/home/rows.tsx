import { useId, type ReactNode } from 'react';
import { Link } from 'wouter';
import type { ItemCard } from '../../../../shared/lan/schemas.ts';
import { WideTile } from '../../../ui/wide-tile.tsx';
import { FilmTile } from '../../film-tile.tsx';
import { filmPath } from '../../paths.ts';
import { stillOf } from '../../pictures.ts';
import { useWatchState } from '../../watch-state.ts';
import { timeLeft, watchedShare } from '../../words/item.ts';

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
      <div className="gutter mb-3.5 flex items-baseline justify-between">
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
const POSTER_COLUMNS =
  'auto-cols-[31%] sm:auto-cols-[calc((100%-80px)/5)] lg:auto-cols-[calc((100%-120px)/7)] xl:auto-cols-[calc((100%-140px)/8)]';

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
  const caption = item.available ? (timeLeft(item, state) ?? 'Started') : 'Drive not connected';
  return (
    <WideTile
      href={filmPath(item)}
      name={`${item.title}, ${caption}`}
      title={item.title}
      caption={caption}
      picture={stillOf(item)}
      sizes="(min-width: 1024px) 24vw, (min-width: 640px) 32vw, 62vw"
      share={watchedShare(item, state)}
      away={!item.available}
    />
  );
}

export function RecentRow({ items }: { readonly items: readonly ItemCard[] }) {
  if (items.length === 0) return null;
  return (
    <Row
      title="Recently added"
      columns={POSTER_COLUMNS}
      more={
        <Link
          href="/films?sort=added"
          className="rounded-control text-label font-medium text-accent-text hover:underline hover:underline-offset-3"
        >
          All by date added
        </Link>
      }
    >
      {items.map((item) => (
        <li key={item.id} className="snap-start">
          <FilmTile item={item} sizes="(min-width: 1280px) 12vw, (min-width: 640px) 18vw, 31vw" />
        </li>
      ))}
    </Row>
  );
}
