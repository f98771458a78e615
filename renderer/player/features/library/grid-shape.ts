type GridShape = {
  readonly columns: number;
  readonly gap: number;
  readonly tileWidth: number;
  readonly isNarrow: boolean;
};

const PHONE_WIDTH = 560;
const PHONE_COLUMNS = 3;
/** The least a poster is wide on a desk; seven stand side by side at 1440 px. */
const LEAST_TILE_WIDTH = 160;

/** How many posters stand side by side in so much width. */
export function gridShape(width: number): GridShape {
  const isNarrow = width < PHONE_WIDTH;
  const gap = isNarrow ? 12 : 20;
  const columns = isNarrow ? PHONE_COLUMNS : Math.floor((width + gap) / (LEAST_TILE_WIDTH + gap));
  return { columns, gap, tileWidth: (width - gap * (columns - 1)) / columns, isNarrow };
}

/** A poster of 2:3, a title of one line (two on a phone), a caption, and the space to the next row. */
export const rowHeight = ({ tileWidth, isNarrow }: GridShape): number =>
  Math.ceil(tileWidth * 1.5) + 10 + (isNarrow ? 40 : 20) + 20 + (isNarrow ? 16 : 26);
