import { defaultRangeExtractor, useWindowVirtualizer, type Range } from '@tanstack/react-virtual';
import { useEffect, useRef, useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Note } from '../../../ui/note.tsx';
import { PosterSkeleton } from '../../../ui/skeleton.tsx';
import { ItemTile } from '../../item-tile.tsx';
import type { TileShape } from '../../tile-shape.ts';
import { gridShape, rowHeight } from './grid-shape.ts';
import type { ItemList, ItemListState } from './item-list.ts';
import { useBox } from './use-box.ts';

type ItemGridProps = {
  readonly list: ItemList;
  readonly state: ItemListState;
  readonly label: string;
  readonly tile: TileShape;
};

const OVERSCAN_ROWS = 3;
/** Rows of grey boxes after the last tile while more are to come. */
const WAITING_ROWS = 2;
/** The next page is asked for when so many rows are left: enough for a hard flick of the wheel. */
const READ_AHEAD_ROWS = 20;

/** Tiles in as many columns as fit; only the rows near the window exist, so 100,000 titles scroll like ten. */
export function ItemGrid({ list, state, label, tile }: ItemGridProps) {
  const ref = useRef<HTMLDivElement>(null);
  const { width, top } = useBox(ref);
  const shape = gridShape(width, tile);
  const { items } = state;
  const filledRows = Math.ceil(items.length / shape.columns);
  const hasMore = state.nextCursor !== null;
  const [focusedRow, setFocusedRow] = useState(0);

  const rows = useWindowVirtualizer({
    count: width === 0 ? 0 : filledRows + (hasMore ? WAITING_ROWS : 0),
    estimateSize: () => rowHeight(shape),
    overscan: OVERSCAN_ROWS,
    scrollMargin: top,
    // The focused tile must not vanish under the focus when the page is scrolled by wheel.
    rangeExtractor: (range: Range) =>
      [...new Set([...defaultRangeExtractor(range), Math.min(focusedRow, range.count - 1)])]
        .filter((row) => row >= 0)
        .toSorted((one, other) => one - other),
  });
  useEffect(() => rows.measure(), [rows, shape.columns, shape.tileWidth]);

  const shown = rows.getVirtualItems();
  const lastShown = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && lastShown >= filledRows - READ_AHEAD_ROWS) void list.more();
  }, [list, hasMore, lastShown, filledRows]);

  return (
    <>
      <div
        ref={ref}
        role="list"
        aria-label={label}
        aria-busy={state.isLoading}
        className="relative"
        style={{ height: rows.getTotalSize() }}
      >
        {shown.map((row) => (
          <div
            key={row.key}
            role="presentation"
            onFocus={() => setFocusedRow(row.index)}
            className="absolute inset-x-0 top-0 grid"
            style={{
              transform: `translateY(${row.start - top}px)`,
              gridTemplateColumns: `repeat(${shape.columns}, minmax(0, 1fr))`,
              columnGap: shape.gap,
            }}
          >
            {Array.from({ length: shape.columns }, (_, column) => {
              const index = row.index * shape.columns + column;
              const item = items[index];
              if (item === undefined) return hasMore ? <PosterSkeleton key={column} shape={tile} /> : null;
              return (
                <div key={item.id} role="listitem" aria-posinset={index + 1} aria-setsize={hasMore ? -1 : items.length}>
                  <ItemTile item={item} sizes={`${Math.round(shape.tileWidth)}px`} eager={row.index < 2} />
                </div>
              );
            })}
          </div>
        ))}
      </div>
      {state.failure === null ? null : (
        <Note
          status="fail"
          title="The rest of the list did not load"
          action={<Button onClick={() => void list.retry()}>Try again</Button>}
        >
          {state.failure.message}
        </Note>
      )}
    </>
  );
}
