import { createHash } from 'node:crypto';
import { START_MS } from '../../kernel/testing/databases.ts';
import { parseFilmPath, placeFilm, type MediaInfo, type ReadFile, type StreamIndex } from '../index.ts';

/** A plain H.264 and AAC film in MP4, 100 minutes long. */
export const filmInfo = (changes: Partial<MediaInfo> = {}): MediaInfo => ({
  container: 'mp4',
  demuxer: 'mov',
  durationMs: 6_000_000,
  bitrateBps: 4_000_000,
  streams: [
    {
      kind: 'video',
      index: 0 as StreamIndex,
      codec: 'h264',
      profile: 'High',
      level: 41,
      width: 1920,
      height: 1080,
      rotation: 0,
      frameRate: 23.976,
      bitDepth: 8,
      hdr: 'sdr',
      attachedPicture: false,
      isDefault: true,
    },
    {
      kind: 'audio',
      index: 1 as StreamIndex,
      codec: 'aac',
      profile: 'LC',
      channels: 2,
      sampleRate: 48_000,
      language: 'en',
      title: null,
      isDefault: true,
    },
  ],
  chapters: [{ startMs: 0, title: 'Opening' }],
  title: null,
  ...changes,
});

/** What a scan would hand over for a file; its content is its own unless given. */
export function readFile(path: string, changes: Partial<ReadFile> = {}): ReadFile {
  const sizeBytes = changes.sizeBytes ?? 1_000;
  return {
    path,
    sizeBytes,
    mtimeMs: START_MS,
    contentId: `${sizeBytes}-${createHash('sha256').update(path).digest('hex')}`,
    place: placeFilm(parseFilmPath(path)),
    info: filmInfo(),
    ...changes,
  };
}
