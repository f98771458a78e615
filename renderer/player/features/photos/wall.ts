import type { ItemCard } from '../../../../shared/lan/schemas.ts';
import { photoRatio } from '../../photo-shape.ts';
import { monthOf } from '../../words/moment.ts';

/** One line of the wall of photos: the name of a month, or photos side by side. */
export type WallRow =
  | { readonly kind: 'month'; readonly title: string; readonly height: number }
  | {
      readonly kind: 'photos';
      /** Index of the first of them in the whole list. */
      readonly from: number;
      readonly photos: readonly ItemCard[];
      /** How wide each is, pixels. */
      readonly widths: readonly number[];
      /** Of the photos, without the gap below. */
      readonly photoHeight: number;
      /** With the gap. */
      readonly height: number;
    };

export type WallShape = {
  /** Room for a row, pixels. */
  readonly width: number;
  readonly gap: number;
  /** About how high a row is; each is made a little higher or lower, so that it fills the width. */
  readonly rowHeight: number;
  readonly headHeight: number;
};

const PHONE_WIDTH = 560;

export const wallShape = (width: number): WallShape =>
  width < PHONE_WIDTH
    ? { width, gap: 3, rowHeight: 116, headHeight: 52 }
    : { width, gap: 6, rowHeight: 208, headHeight: 68 };

const UNKNOWN_MONTH = 'Date unknown';

export const monthTitle = ({ takenAt }: ItemCard): string => (takenAt === null ? UNKNOWN_MONTH : monthOf(takenAt));

type Month = { readonly title: string; readonly from: number; readonly photos: readonly ItemCard[] };

/** Photos month by month, in the order they came. */
export function monthsOf(photos: readonly ItemCard[]): readonly Month[] {
  const months: { title: string; from: number; photos: ItemCard[] }[] = [];
  for (const [index, photo] of photos.entries()) {
    const last = months.at(-1);
    // The year and month alone are compared: words for 100,000 dates would take a second.
    if (last?.photos[0] !== undefined && isSameMonth(last.photos[0], photo)) last.photos.push(photo);
    else months.push({ title: monthTitle(photo), from: index, photos: [photo] });
  }
  return months;
}

const isSameMonth = (one: ItemCard, other: ItemCard): boolean =>
  one.takenAt?.slice(0, 7) === other.takenAt?.slice(0, 7);

/** How many stand in each row, and how high it is: whole photos, edge to edge but for the last row. */
export function fillRows(
  ratios: readonly number[],
  { width, gap, rowHeight }: Pick<WallShape, 'width' | 'gap' | 'rowHeight'>,
): readonly { readonly count: number; readonly height: number }[] {
  const rows: { count: number; height: number }[] = [];
  let count = 0;
  let sum = 0;
  const heightOf = (photos: number, ratioSum: number) => (width - gap * (photos - 1)) / ratioSum;
  for (const ratio of ratios) {
    const withIt = heightOf(count + 1, sum + ratio);
    const without = count === 0 ? Number.POSITIVE_INFINITY : heightOf(count, sum);
    if (withIt > rowHeight) {
      count += 1;
      sum += ratio;
    } else if (without - rowHeight < rowHeight - withIt) {
      rows.push({ count, height: without });
      count = 1;
      sum = ratio;
    } else {
      rows.push({ count: count + 1, height: withIt });
      count = 0;
      sum = 0;
    }
  }
  // A panorama that begins the last row may be too wide for the usual height.
  if (count > 0) rows.push({ count, height: Math.min(rowHeight, heightOf(count, sum)) });
  return rows;
}

/** Everything on the wall, from the top. What is added at the end moves nothing but the last row. */
export function wallOf(photos: readonly ItemCard[], shape: WallShape): readonly WallRow[] {
  if (shape.width === 0) return [];
  return monthsOf(photos).flatMap((month): WallRow[] => {
    const ratios = month.photos.map(photoRatio);
    const rows: WallRow[] = [{ kind: 'month', title: month.title, height: shape.headHeight }];
    let at = 0;
    for (const { count, height } of fillRows(ratios, shape)) {
      rows.push({
        kind: 'photos',
        from: month.from + at,
        photos: month.photos.slice(at, at + count),
        widths: ratios.slice(at, at + count).map((ratio) => ratio * height),
        photoHeight: height,
        height: height + shape.gap,
      });
      at += count;
    }
    return rows;
  });
}

/** Which row a photo hangs in; -1 when it is not on the wall. */
export const rowOfPhoto = (rows: readonly WallRow[], photoId: string): number =>
  rows.findIndex((row) => row.kind === 'photos' && row.photos.some(({ id }) => id === photoId));
