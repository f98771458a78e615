// Tags: what an audio file says of itself: its sound, as the probe says of films, and whose it is. Read from heads and
// blocks in the file, pictures skipped unread; ffprobe is asked only about sound these readers do not know.
import type { FileHandle } from 'node:fs/promises';
import { fail, ok, type Result } from '../../../shared/result.ts';
import type { AudioTags, Container, Demuxer, MediaInfo } from '../../core/library/index.ts';
import { askFfprobe } from '../probe/ffprobe.ts';
import { FileWindow } from '../probe/file-window.ts';
import { isSystemError, type ProbeDeps, type ProbeFailure } from '../probe/index.ts';
import { readMp4 } from '../probe/mp4.ts';
import { SNIFF_BYTES, sniff } from '../probe/sniff.ts';
import { readFlac, type TaggedSound } from './flac.ts';
import { readId3v1, readId3v2, type Id3 } from './id3.ts';
import { readMp4Tags } from './mp4-tags.ts';
import { isMpegAudio, readMpegAudio } from './mpeg-audio.ts';
import { readOgg } from './ogg.ts';
import { soundInfo } from './sound.ts';
import { NO_TAGS, tagsOr } from './tag-texts.ts';
import { readWav } from './wav.ts';

export type ReadTrack = { readonly info: MediaInfo; readonly tags: AudioTags };
export type TrackFailure = ProbeFailure | 'no-sound';

/** A head is some kilobytes; only a dead disk takes longer. */
const DEADLINE_MS = 20_000;

/**
 * Find out what an audio file holds. Parameters as of `probeFile`; reading ends after 20 s, and after 32 MiB.
 *
 * @returns `durationMs` is never null in a success.
 */
export async function readTrack(
  deps: ProbeDeps,
  path: string,
  handle: FileHandle,
  sizeBytes: number,
): Promise<Result<ReadTrack, TrackFailure>> {
  if (sizeBytes === 0) return fail('empty', 'This file is empty: it has 0 bytes.');
  const signal = AbortSignal.any([deps.signal, AbortSignal.timeout(DEADLINE_MS)]);
  const window = new FileWindow(handle, sizeBytes, signal);
  let reading: Reading;
  try {
    const found = await identify(window);
    if (!found.ok) return found;
    reading = await readAs(found.value, window);
  } catch (error) {
    if (signal.aborted) return fail('timeout', 'Reading this file took too long and was stopped.');
    if (isSystemError(error)) return fail('unreadable', 'This file cannot be read from its disk.');
    throw error;
  }
  const { container, demuxer, tags } = reading;
  if (reading.info !== null && reading.info.durationMs !== null) return accepted(reading.info, tags);
  if (deps.ffprobePath === null)
    return fail('no-ffprobe', 'This kind of file needs the ffprobe program, which is not installed.');
  const answer = await askFfprobe({ ffprobePath: deps.ffprobePath, signal, path, container, demuxer, sizeBytes });
  return answer.ok ? accepted(answer.value, tags) : answer;
}

function accepted(info: MediaInfo, tags: AudioTags): Result<ReadTrack, TrackFailure> {
  if (!info.streams.some(({ kind }) => kind === 'audio')) return fail('no-sound', 'This file holds no sound.');
  if (info.streams.some((stream) => stream.kind === 'video' && !stream.attachedPicture))
    return fail('no-sound', 'This is a video. Put it into a library of films or shows.');
  if (info.durationMs === null) return fail('truncated', 'This file is not complete: it does not say how long it is.');
  return ok({ info, tags });
}

type Found = {
  readonly container: Container;
  readonly demuxer: Demuxer;
  readonly id3: Id3 | null;
  readonly start: number;
};
type Reading = Pick<Found, 'container' | 'demuxer'> & { readonly tags: AudioTags; readonly info: MediaInfo | null };

/** What the bytes are; an ID3 tag may stand before any of them. */
async function identify(window: FileWindow): Promise<Result<Found, TrackFailure>> {
  const id3 = await readId3v2(window, 0);
  const start = id3?.end ?? 0;
  const head = await window.readUpTo(start, SNIFF_BYTES);
  if (head === null || head.length === 0)
    return fail('truncated', 'This file is not complete: there is nothing behind its tags.');
  const as = (container: Container, demuxer: Demuxer): Result<Found, TrackFailure> =>
    ok({ container, demuxer, id3, start });
  const four = head.toString('latin1', 0, 4);
  if (four === 'fLaC') return as('flac', 'flac');
  if (four === 'RIFF' && head.toString('latin1', 8, 12) === 'WAVE') return as('wav', 'wav');
  if (isAdts(head)) return as('aac', 'aac');
  if (isMpegAudio(head)) return as('mp3', 'mp3');
  const found = sniff(head);
  if (found.kind === 'playlist')
    return fail('playlist', 'This is a text or playlist that may point to other files, not music.');
  if (found.kind === 'media') return as(found.container, found.demuxer);
  // A tag with rubbish behind it, or none and rubbish first: the reader looks further.
  if (id3 !== null || (await readMpegAudio(window, start)) !== null) return as('mp3', 'mp3');
  return fail('not-media', 'This file is not music of a kind Holdfast knows.');
}

/** ISO/IEC 13818-7, 6.2: twelve set bits, then a layer of 0, which MPEG audio never has. */
const isAdts = (head: Buffer): boolean => head[0] === 0xff && (head[1]! & 0xf6) === 0xf0;

async function readAs({ container, demuxer, id3, start }: Found, window: FileWindow): Promise<Reading> {
  const id3Tags = id3?.tags ?? NO_TAGS;
  const tagged = (found: TaggedSound | null): Reading => ({
    container,
    demuxer,
    tags: found ? tagsOr(found.tags, id3Tags) : id3Tags,
    info: found && soundInfo(container, demuxer, window.sizeBytes, found.sound, found.hasPicture),
  });
  switch (container) {
    case 'flac':
      return tagged(await readFlac(window, start));
    case 'ogg':
      return tagged(await readOgg(window));
    case 'wav':
      return tagged(await readWav(window));
    case 'mp3': {
      const sound = await readMpegAudio(window, start);
      const tags = tagsOr(id3Tags, (await readId3v1(window)) ?? NO_TAGS);
      const info = sound && soundInfo(container, demuxer, window.sizeBytes, sound, id3?.hasPicture ?? false);
      return { container, demuxer, tags, info };
    }
    case 'mp4':
    case 'mov': {
      const reading = await readMp4(window, container);
      const tags = await readMp4Tags(window);
      return { container, demuxer, tags, info: reading?.kind === 'info' ? reading.info : null };
    }
    case 'aac':
    case 'asf':
    case 'avi':
    case 'flv':
    case 'gif':
    case 'jpeg':
    case 'matroska':
    case 'mpegps':
    case 'mpegts':
    case 'png':
    case 'webm':
    case 'webp':
      return { container, demuxer, tags: id3Tags, info: null };
  }
}
