import { segmentsOf, withoutEnding } from './path-segments.ts';

/** What a photo's path says about it. */
export type PhotoName = {
  readonly title: string;
  /** When it was taken by the clock that was there, ms as if that clock were UTC; null when the path does not say. */
  readonly takenAt: number | null;
  /** What its folder is called; null for a photo in the library's own folder. */
  readonly album: string | null;
  /** That folder, below the library. */
  readonly folder: string;
};

/** What a photo's name may end in. */
export const PHOTO_ENDINGS: ReadonlySet<string> = new Set('jpg jpeg jpe png webp gif heic heif avif'.split(' '));

const FIRST_YEAR = 1826; // the first photograph
const LAST_YEAR = 2100;
const NOON = 12;

/**
 * Read from where a photo lies when it was taken: what phones and cameras write into names (IMG_20240305_101112,
 * "2024-03-05 10.11.12", IMG-20240305-WA0007), else a folder's date (2024-03-05 Harbour, 2024/03/05). A day without a
 * time of day is taken as its noon.
 *
 * @param relPath '/'-separated, below the library root.
 */
export function parsePhotoPath(relPath: string): PhotoName {
  const segments = segmentsOf(relPath);
  const stem = withoutEnding(segments.at(-1) ?? '', PHOTO_ENDINGS);
  const folders = segments.slice(0, -1);
  const takenAt = momentIn(stem) ?? folders.map(dayIn).findLast((day) => day !== null) ?? dayOfFolders(folders);
  return {
    title: (stem || 'Untitled').slice(0, 255).toWellFormed(),
    takenAt,
    album: albumOf(folders),
    folder: relPath.slice(0, Math.max(0, relPath.lastIndexOf('/'))),
  };
}

/** Folders that are parts of a date are named together: 2024/03/05. */
function albumOf(folders: readonly string[]): string | null {
  const date = /(?:^|\/)(\d{4}(?:\/\d{1,2}){1,2})$/.exec(folders.join('/'));
  const name = date ? date[1]!.replaceAll('/', '-') : folders.at(-1);
  return name === undefined ? null : name.slice(0, 255).toWellFormed();
}

function momentIn(stem: string): number | null {
  const match =
    /(?<!\d)(\d{4})([-._: ]?)(\d{2})\2(\d{2})(?:[-_. T]+|(?: at )|,? )(\d{1,2})[-._:h]?(\d{2})[-._:m]?(\d{2})(?:\d{3}|[-._]\d{1,3})?(?!\d) ?([ap]m)?/i.exec(
      stem,
    ) ?? /(?<!\d)(\d{4})()(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(?!\d)/.exec(stem);
  if (!match) return dayIn(stem);
  const [year, month, day, hour, minute, second] = [1, 3, 4, 5, 6, 7].map((at) => Number(match[at])) as [number, number, number, number, number, number];
  const half = match[8]?.toLowerCase();
  const hours = half === undefined ? hour : (hour % 12) + (half === 'pm' ? 12 : 0);
  return clockMoment(year, month, day, hours, minute, second) ?? dayIn(stem);
} // prettier-ignore

function dayIn(name: string): number | null {
  const match = /(?<!\d)(\d{4})([-._ ]?)(\d{2})\2(\d{2})(?!\d)/.exec(name);
  return match && clockMoment(Number(match[1]), Number(match[3]), Number(match[4]), NOON, 0, 0);
}

/** "2024/03/05": three folders, each a part of the date. */
function dayOfFolders(folders: readonly string[]): number | null {
  const match = /(?:^|\/)(\d{4})\/(\d{2})\/(\d{2})$/.exec(folders.join('/'));
  return match && clockMoment(Number(match[1]), Number(match[2]), Number(match[3]), NOON, 0, 0);
}

/** As if the clock were UTC; null for what is no moment of any calendar. */
export function clockMoment(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): number | null {
  if (year < FIRST_YEAR || year > LAST_YEAR || hour > 23 || minute > 59 || second > 60) return null;
  const at = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  return at.getUTCMonth() === month - 1 && at.getUTCDate() === day ? at.getTime() : null;
}
