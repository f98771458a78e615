import type { ItemCard, ItemKind } from '../../../shared/lan/schemas.ts';
import { longDay } from './moment.ts';

/** Which of its show's episodes it is: "S2 E4", "S2 E4–5", "Special 3", "14 November 2024"; empty when nobody knows. */
export function episodeCode(item: ItemCard): string {
  const numbers = numbersOf(item);
  if (numbers === null) return item.airedOn === null ? '' : longDay(item.airedOn);
  const season = seasonNumber(item);
  if (season === 0) return `Special ${numbers}`;
  return season === null ? `E${numbers}` : `S${season} E${numbers}`;
}

/** The same to read in a sentence: "Season 2, episode 4". */
export function episodePlace(item: ItemCard): string {
  const numbers = numbersOf(item);
  const season = seasonNumber(item);
  if (numbers === null || season === null || season === 0) return episodeCode(item);
  return `Season ${season}, episode ${numbers}`;
}

/** Its name, or what it is known by when the file names none. */
export function episodeTitle(item: ItemCard): string {
  if (item.title !== '') return item.title;
  const numbers = numbersOf(item);
  if (numbers !== null) return seasonNumber(item) === 0 ? `Special ${numbers}` : `Episode ${numbers}`;
  return item.airedOn === null ? 'Episode' : longDay(item.airedOn);
}

/** "S2 E4 · Lamp Oil"; an episode without a name is its number alone. */
export const episodeLine = (item: ItemCard): string =>
  [episodeCode(item), item.title].filter((word) => word !== '').join(' · ') || episodeTitle(item);

export const seasonTitle = ({ title, number }: Pick<ItemCard, 'title' | 'number'>): string => {
  if (title !== '') return title;
  if (number === null) return 'Episodes';
  return number === 0 ? 'Specials' : `Season ${number}`;
};

function numbersOf({ number, lastNumber }: ItemCard): string | null {
  if (number === null) return null;
  return lastNumber === null || lastNumber === number ? String(number) : `${number}–${lastNumber}`;
}

const seasonNumber = ({ parents }: ItemCard): number | null =>
  parents.find(({ kind }) => kind === ('season' satisfies ItemKind))?.number ?? null;
