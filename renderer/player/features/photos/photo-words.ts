import type { ItemCard } from '../../../../shared/lan/schemas.ts';
import { longDay, monthOf } from '../../words/moment.ts';

/** When photos were taken, from the first to the last: a day, a month, or two months; null when nobody knows. */
export function datesOf(photos: readonly ItemCard[]): string | null {
  const days = photos.flatMap(({ takenAt }) => (takenAt === null ? [] : [takenAt.slice(0, 10)])).toSorted();
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return null;
  if (first === last) return longDay(first);
  return monthOf(first) === monthOf(last) ? monthOf(first) : `${monthOf(first)} to ${monthOf(last)}`;
}

/** "4032 × 3024, 12.2 MP". */
export function sizeWords(width: number, height: number): string {
  const megapixels = (width * height) / 1_000_000;
  return `${width} × ${height}, ${megapixels < 0.1 ? 'under 0.1' : megapixels.toFixed(1)} MP`;
}
