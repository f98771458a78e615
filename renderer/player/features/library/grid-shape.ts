import type { TileShape } from '../../tile-shape.ts';

type GridShape = {
  readonly tile: TileShape;
  readonly columns: number;
  readonly gap: number;
  readonly tileWidth: number;
  readonly isNarrow: boolean;
};

const PHONE_WIDTH = 560;
const PHONE_COLUMNS: Record<TileShape, number> = { poster: 3, square: 2 };
/** The least a tile is wide on a desk; seven stand side by side at 1440 px. */
const LEAST_TILE_WIDTH = 160;

/** How many tiles stand side by side in so much width. */
export function gridShape(width: number, tile: TileShape): GridShape {
  const isNarrow = width < PHONE_WIDTH;
  const gap = isNarrow ? 12 : 20;
  const columns = isNarrow ? PHONE_COLUMNS[tile] : Math.floor((width + gap) / (LEAST_TILE_WIDTH + gap));
  return { tile, columns, gap, tileWidth: (width - gap * (columns - 1)) / columns, isNarrow };
}

/** The art (2:3 or square), a title of one line (two on a phone), a caption, and the space to the next row. */
export const rowHeight = ({ tile, tileWidth, isNarrow }: GridShape): number =>
  Math.ceil(tileWidth * (tile === 'poster' ? 1.5 : 1)) + 10 + (isNarrow ? 40 : 20) + 20 + (isNarrow ? 16 : 26);
