import { nameTrack, placePhoto, placeTrack, type AudioTags, type MediaInfo, type ReadFile } from '../index.ts';
import { filmInfo, readFile } from './films.ts';

const SILENT: AudioTags = {
  title: null, artist: null, albumArtist: null, album: null, year: null, track: null, disc: null, genre: null, isCompilation: false,
}; // prettier-ignore

/** What a scan would hand over for a track: an MP3 of three minutes. */
export function readTrackFile(path: string, tags: Partial<AudioTags> = {}): ReadFile {
  const [, audio] = filmInfo().streams;
  const info: MediaInfo = filmInfo({
    container: 'mp3',
    demuxer: 'mp3',
    durationMs: 180_000,
    streams: [{ ...audio!, codec: 'mp3' } as MediaInfo['streams'][number]],
    chapters: [],
  });
  return readFile(path, { place: placeTrack(nameTrack(path, { ...SILENT, ...tags })), info });
}

/** What a scan would hand over for a photo. */
export function readPhotoFile(path: string, takenAt: number | null = null, writtenAt = 0): ReadFile {
  const facts = { format: 'jpeg', width: 1600, height: 1200, takenAt, camera: 'FUJIFILM X100V' } as const;
  const info: MediaInfo = filmInfo({ container: 'jpeg', demuxer: 'jpeg_pipe', durationMs: null, bitrateBps: null, streams: [], chapters: [] }); // prettier-ignore
  return readFile(path, { place: placePhoto(path, facts, writtenAt), info });
}
