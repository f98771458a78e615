import { defaultRangeExtractor, useWindowVirtualizer, type Range } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { ItemCard } from '../../../../shared/lan/schemas.ts';
import { Button } from '../../../ui/button.tsx';
import { Note } from '../../../ui/note.tsx';
import type { CallFailure } from '../../api.ts';
import { pathBefore } from '../../../ui/path-before.ts';
import { photoPath } from '../../paths.ts';
import { PhotoTile } from '../../photo-tile.tsx';
import { useBox } from '../library/use-box.ts';
import { rowOfPhoto, wallOf, wallShape, type WallRow } from './wall.ts';

type PhotoWallProps = {
  readonly label: string;
  readonly photos: readonly ItemCard[];
  readonly albumId?: string;
  /** For a list that is read page by page. */
  readonly more?: {
    readonly hasMore: boolean;
    readonly isLoading: boolean;
    readonly failure: CallFailure | null;
    readonly read: () => void;
    readonly retry: () => void;
  };
};

const OVERSCAN_ROWS = 4;
/** The next page is asked for when so many rows are left: enough for a hard flick of the wheel. */
const READ_AHEAD_ROWS = 24;
/** Below the bar at the window's top. */
const TOP_BAR_PX = 64;
/** A row of which so much can be seen is in sight. */
const SEEN_PX = 60;

/** Photos edge to edge under their months; only the rows near the window exist, so 100,000 scroll like ten. */
export function PhotoWall({ label, photos, albumId, more }: PhotoWallProps) {
  const ref = useRef<HTMLDivElement>(null);
  const { width, top } = useBox(ref);
  const wall = useMemo(() => wallOf(photos, wallShape(width)), [photos, width]);
  const [focusedRow, setFocusedRow] = useState(0);
  const rows = useWindowVirtualizer({
    count: wall.length,
    estimateSize: (index) => wall[index]?.height ?? 0,
    overscan: OVERSCAN_ROWS,
    scrollMargin: top,
    // The focused photo must not vanish under the focus when the page is scrolled by wheel.
    rangeExtractor: (range: Range) =>
      [...new Set([...defaultRangeExtractor(range), Math.min(focusedRow, range.count - 1)])]
        .filter((row) => row >= 0)
        .toSorted((one, other) => one - other),
  });
  useEffect(() => rows.measure(), [rows, wall]);
  useReturn(wall, (row) => {
    const place = rows.measurementsCache[row];
    if (place === undefined) return;
    const isSeen = place.end > scrollY + TOP_BAR_PX + SEEN_PX && place.start < scrollY + innerHeight - SEEN_PX;
    if (!isSeen) rows.scrollToIndex(row, { align: 'center' });
  });

  const shown = rows.getVirtualItems();
  const lastShown = shown.at(-1)?.index ?? 0;
  const isNearEnd = lastShown >= wall.length - READ_AHEAD_ROWS;
  const read = more?.hasMore === true && !more.isLoading && more.failure === null ? more.read : null;
  useEffect(() => {
    if (isNearEnd) read?.();
  }, [isNearEnd, read, photos]);

  return (
    <section aria-label={label} aria-busy={more?.isLoading}>
      <MonthNow wall={wall} row={rows.getVirtualItemForOffset((rows.scrollOffset ?? 0) + TOP_BAR_PX)?.index ?? 0} />
      <div ref={ref} className="relative" style={{ height: rows.getTotalSize() }}>
        {shown.map(({ key, index, start }) => {
          const row = wall[index];
          return row === undefined ? null : (
            <div
              key={key}
              onFocus={() => setFocusedRow(index)}
              className="absolute inset-x-0 top-0"
              style={{ transform: `translateY(${start - top}px)`, height: row.height }}
            >
              {row.kind === 'month' ? (
                <h2 className="flex h-full items-end pb-3 text-section font-semibold tracking-tight">{row.title}</h2>
              ) : (
                <PhotosRow row={row} gap={wallShape(width).gap} albumId={albumId} />
              )}
            </div>
          );
        })}
      </div>
      {more?.failure == null ? null : (
        <Note
          status="fail"
          title="The rest of the photos did not load"
          action={<Button onClick={more.retry}>Try again</Button>}
          className="mt-4"
        >
          {more.failure.message}
        </Note>
      )}
    </section>
  );
}

type PhotosRowProps = {
  readonly row: Extract<WallRow, { readonly kind: 'photos' }>;
  readonly gap: number;
  readonly albumId: string | undefined;
};

const PhotosRow = ({ row, gap, albumId }: PhotosRowProps) => (
  <ul className="flex" style={{ gap }}>
    {row.photos.map((photo, index) => (
      <li key={photo.id} className="flex-none" style={{ width: row.widths[index], height: row.photoHeight }}>
        <PhotoTile
          item={photo}
          href={photoPath(photo.id, albumId)}
          sizes={`${Math.round(row.widths[index] ?? 0)}px`}
          className="size-full"
        />
      </li>
    ))}
  </ul>
);

/** Which month one is in, while its own name is out of sight. */
function MonthNow({ wall, row }: { readonly wall: readonly WallRow[]; readonly row: number }) {
  if (wall[row]?.kind !== 'photos') return <div className="sticky top-18 h-0" />;
  const month = wall.slice(0, row).findLast(({ kind }) => kind === 'month');
  return (
    <div aria-hidden="true" className="pointer-events-none sticky top-18 z-(--z-sticky) h-0">
      <span className="inline-block rounded-full border border-border bg-raised px-3.5 py-1.5 text-label font-medium shadow-menu">
        {month?.kind === 'month' ? month.title : ''}
      </span>
    </div>
  );
}

/** Coming back from a photo that one has stepped to, show where it hangs. */
function useReturn(wall: readonly WallRow[], show: (row: number) => void): void {
  const [leftId] = useState(() => /^\/photos\/([0-9a-f]{32})$/.exec(pathBefore())?.[1]);
  const isLaid = wall.length > 0;
  const latest = useRef({ wall, show });
  useEffect(() => {
    latest.current = { wall, show };
  });
  useEffect(() => {
    if (leftId === undefined || !isLaid) return undefined;
    // The browser goes to the old place first.
    const frame = requestAnimationFrame(() => {
      const row = rowOfPhoto(latest.current.wall, leftId);
      if (row !== -1) latest.current.show(row);
    });
    return () => cancelAnimationFrame(frame);
  }, [leftId, isLaid]);
}
