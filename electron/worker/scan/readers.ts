import type { FileHandle } from 'node:fs/promises';
import { ok, type Result } from '../../../shared/result.ts';
import type { LibraryKind } from '../../../shared/lan/schemas.ts';
import {
  AUDIO_ENDINGS,
  nameTrack,
  parseFilmPath,
  parseShowPath,
  PHOTO_ENDINGS,
  placeEpisode,
  placeFilm,
  placePhoto,
  placeTrack,
  type FoundFile,
  type LibraryRow,
  type MediaInfo,
  type Placement,
} from '../../core/library/index.ts';
import { readPhoto } from '../photos/index.ts';
import { probeFile, type ProbeDeps } from '../probe/index.ts';
import { readTrack } from '../tags/index.ts';

/** What a file is and where it belongs; a failure says why nobody can tell. */
export type Understood = Result<{ readonly place: Placement; readonly info: MediaInfo }, string>;

/** Reads one file of a library: open already, its real path checked. */
export type Reader = (deps: ProbeDeps, absolutePath: string, handle: FileHandle) => Promise<Understood>;

/** Endings worth opening. What a file really is, its content decides; this only saves reading every text file. */
const VIDEO_ENDINGS: ReadonlySet<string> = new Set(
  'mp4 m4v mov mkv webm avi ts m2ts mts mpg mpeg vob wmv asf flv ogv ogm divx 3gp'.split(' '),
);
export const ENDINGS: Readonly<Record<LibraryKind, ReadonlySet<string>>> = {
  film: VIDEO_ENDINGS,
  show: VIDEO_ENDINGS,
  music: AUDIO_ENDINGS,
  photo: PHOTO_ENDINGS,
};

/** How to read a file that has an ending of its library's kind; null for extras and samples. */
export function readerFor(library: LibraryRow, file: FoundFile): Reader | null {
  const { path, sizeBytes } = file;
  switch (library.kind) {
    case 'film': {
      const name = parseFilmPath(path);
      return name.kind === 'film' ? videoReader(placeFilm(name), sizeBytes) : null;
    }
    case 'show': {
      const name = parseShowPath(path);
      return name.kind === 'episode' ? videoReader(placeEpisode(name, library.name), sizeBytes) : null;
    }
    case 'music':
      return async (deps, absolutePath, handle) => {
        const read = await readTrack(deps, absolutePath, handle, sizeBytes);
        if (!read.ok) return read;
        const { info, tags } = read.value;
        return ok({ info, place: placeTrack(nameTrack(path, tags)) });
      };
    case 'photo':
      return async (deps, _, handle) => {
        const read = await readPhoto(deps.signal, handle, sizeBytes);
        if (!read.ok) return read;
        const { info, facts } = read.value;
        return ok({ info, place: placePhoto(path, facts, file.mtimeMs) });
      };
  }
}

const videoReader =
  (place: Placement, sizeBytes: number): Reader =>
  async (deps, absolutePath, handle) => {
    const probed = await probeFile(deps, absolutePath, handle, sizeBytes);
    return probed.ok ? ok({ place, info: probed.value }) : probed;
  };
