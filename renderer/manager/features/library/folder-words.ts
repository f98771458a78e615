import { Film, Image, Music, Tv, type LucideIcon } from 'lucide-react';
import type { LibraryKind } from '../../../../shared/lan/schemas.ts';
import type { LibraryFolder, ScanProgress } from '../../../../shared/contract/library.ts';

export type Folder = LibraryFolder;

export const KINDS: Record<LibraryKind, { readonly name: string; readonly icon: LucideIcon; readonly about: string }> =
  {
    film: { name: 'Films', icon: Film, about: 'One file or folder a film' },
    show: { name: 'Shows', icon: Tv, about: 'A folder a show, with seasons' },
    music: { name: 'Music', icon: Music, about: 'Artists, albums, tracks' },
    photo: { name: 'Photos', icon: Image, about: 'Pictures, by folder and day' },
  };

export const figure = (count: number): string => count.toLocaleString('en');

/** "1 film", "146 shows" */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${figure(count)} ${count === 1 ? one : many}`;

/** What people count a folder by, and what is in it besides: "146 shows", "4,102 episodes". */
export function titleWords({ kind, kinds }: Folder): { readonly main: string; readonly more: string | null } {
  switch (kind) {
    case 'film':
      return { main: counted(kinds.film ?? 0, 'film'), more: null };
    case 'show':
      return { main: counted(kinds.show ?? 0, 'show'), more: counted(kinds.episode ?? 0, 'episode') };
    case 'music':
      return { main: counted(kinds.album ?? 0, 'album'), more: counted(kinds.track ?? 0, 'track') };
    case 'photo':
      return { main: counted(kinds.photo ?? 0, 'photo'), more: counted(kinds['photo-album'] ?? 0, 'album') };
  }
}

/** Titles as the headline counts them. */
export const titlesIn = ({ kinds }: Folder): number =>
  (kinds.film ?? 0) + (kinds.show ?? 0) + (kinds.album ?? 0) + (kinds.photo ?? 0);

export const isScanning = ({ scan }: Folder): boolean => scan?.state === 'running';

/** Right after it was added nobody has begun to read it. */
export const isBeingRead = (folder: Folder): boolean => folder.scan === null || isScanning(folder);

/** How far a scan is, as far as anybody can know. */
export type ScanPace = {
  readonly filesPerSecond: number;
  /** 0 to 1; null on a first scan, whose end nobody knows. */
  readonly share: number | null;
  /** null while it is not known, and near the end. */
  readonly secondsLeft: number | null;
};

/** The pace of a scan; the one before tells how many files to expect, give or take what is new. */
export function paceOf({ seen, expected, elapsedMs }: ScanProgress): ScanPace {
  const filesPerSecond = elapsedMs < 1_000 ? 0 : (seen * 1_000) / elapsedMs;
  if (expected === null || seen >= expected)
    return { filesPerSecond, share: expected === null ? null : 1, secondsLeft: null };
  const left = expected - seen;
  return {
    filesPerSecond,
    share: seen / expected,
    secondsLeft: filesPerSecond === 0 ? null : Math.ceil(left / filesPerSecond),
  };
}

/** What a scan changed: "31 new · 4 changed"; null when it found everything as it was. */
export function changesIn({ added, changed, removed, unreadable, skippedLinks }: ScanProgress): string | null {
  const parts = [
    added > 0 ? `${figure(added)} new` : null,
    changed > 0 ? `${figure(changed)} changed` : null,
    removed > 0 ? `${figure(removed)} gone` : null,
    unreadable > 0 ? `${figure(unreadable)} not readable` : null,
    skippedLinks > 0 ? `${figure(skippedLinks)} links leading elsewhere left out` : null,
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join(' · ');
}
