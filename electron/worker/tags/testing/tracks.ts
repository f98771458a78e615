import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** ffmpeg's muxer and encoder by a file's ending. */
const FORMATS: Readonly<Record<string, readonly [muxer: string, codec: string]>> = {
  mp3: ['mp3', 'libmp3lame'],
  flac: ['flac', 'flac'],
  m4a: ['ipod', 'aac'],
  ogg: ['ogg', 'libvorbis'],
  opus: ['ogg', 'libopus'],
  wav: ['wav', 'pcm_s16le'],
  aac: ['adts', 'aac'],
};

export type TrackOptions = {
  /** As ffmpeg calls them: title, artist, album_artist, album, track, disc, date, genre, compilation. */
  readonly tags?: Readonly<Record<string, string>>;
  readonly seconds?: number;
  /** Path of a picture to put within. */
  readonly cover?: string;
  /** So that two tracks are not equal byte for byte. */
  readonly hertz?: number;
  readonly extra?: readonly string[];
};

/** Make a track with tags; its ending says which kind. */
export async function makeTrack(path: string, options: TrackOptions = {}): Promise<void> {
  const [muxer, codec] = FORMATS[path.slice(path.lastIndexOf('.') + 1)]!;
  const { tags = {}, seconds = 1, cover, hertz = 440, extra = [] } = options;
  await mkdir(dirname(path), { recursive: true });
  await run('ffmpeg', [
    ...['-v', 'error', '-nostdin', '-y', '-f', 'lavfi', '-t', String(seconds), '-i', `sine=f=${hertz}:r=44100`],
    ...(cover === undefined ? [] : ['-i', cover, '-map', '0:a', '-map', '1:v', '-c:v', 'copy', '-disposition:v', 'attached_pic']),
    ...['-c:a', codec, ...Object.entries(tags).flatMap(([name, value]) => ['-metadata', `${name}=${value}`])],
    ...[...extra, '-f', muxer, path],
  ]); // prettier-ignore
}
