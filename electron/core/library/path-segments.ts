// File systems allow 255 bytes; anything longer is cut before any pattern sees it.
const MAX_NAME = 512;
const MAX_FOLDERS = 6;

/** The last names of a path, outermost first and the file's own last, made harmless to read and to show. */
export function segmentsOf(relPath: string): string[] {
  return relPath.split('/').filter((segment) => segment !== '').slice(-MAX_FOLDERS - 1).map(cleaned); // prettier-ignore
}

/** A file's name without its ending, when that is one of `endings` (lower case). */
export function withoutEnding(fileName: string, endings: ReadonlySet<string>): string {
  const dot = fileName.lastIndexOf('.');
  if (dot < 0 || !endings.has(fileName.slice(dot + 1).toLowerCase())) return fileName;
  return fileName.slice(0, dot);
}

/** Take out what ties a name to an entry of a film or show database, and a downloader's address in front. */
export function withoutProviderTags(name: string): string {
  return name
    .replace(/[{[(](?:imdb|tmdb|tvdb|trakt|letterboxd)(?:id)?[-=: ][a-z0-9]{1,24}[}\])]/gi, ' ')
    .replace(/[{[(]tt\d{6,9}[}\])]/gi, ' ')
    .replace(/^www\.[a-z0-9.-]{1,60} +- +/i, '')
    .trim();
}

/** No controls, no marks that turn or hide text (zero-width, bidirectional), well-formed, bounded. */
function cleaned(name: string): string {
  return name
    .slice(0, MAX_NAME)
    .toWellFormed()
    .normalize('NFC')
    .replace(/[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, '')
    .replace(/[\p{Cc}\p{Zs}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim();
}
