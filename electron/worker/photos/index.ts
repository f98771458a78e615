// Photos: what a picture's own head says of it: size, how it is turned, when and with what it was taken. Never where.
// Nothing is decoded here; pictures are made by ffmpeg, and only of what is small enough.
import type { FileHandle } from 'node:fs/promises';
import { fail, ok, type Result } from '../../../shared/result.ts';
import type { ImageDemuxer, MediaInfo, PhotoFacts } from '../../core/library/index.ts';
import { FileWindow } from '../probe/file-window.ts';
import { isSystemError } from '../probe/index.ts';
import type { Orientation } from './exif.ts';
import { pictureFormat, readPictureHead } from './picture-head.ts';

export type { Orientation } from './exif.ts';

export type ReadPhoto = {
  readonly info: MediaInfo;
  readonly facts: PhotoFacts;
  readonly demuxer: ImageDemuxer;
  readonly orientation: Orientation;
};
export type PhotoFailure =
  'empty' | 'not-picture' | 'heif' | 'animated' | 'too-large' | 'truncated' | 'unreadable' | 'timeout';

const DEADLINE_MS = 20_000;
/**
 * Decoded, a JPEG takes 1.5 bytes a pixel and the others 4: each at most some 500 MB. The largest phone camera makes 200
 * million pixels, and makes JPEG.
 */
export const MAX_PIXELS: Readonly<Record<ImageDemuxer, number>> = {
  jpeg_pipe: 256_000_000,
  png_pipe: 120_000_000,
  webp_pipe: 120_000_000,
  gif: 120_000_000,
};

/**
 * Read the head of a picture.
 *
 * @param handle open for reading, its real path already checked by the caller (ARCHITECTURE, law 4), who closes it.
 */
export async function readPhoto(
  signal: AbortSignal,
  handle: FileHandle,
  sizeBytes: number,
): Promise<Result<ReadPhoto, PhotoFailure>> {
  if (sizeBytes === 0) return fail('empty', 'This file is empty: it has 0 bytes.');
  const ending = AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)]);
  const window = new FileWindow(handle, sizeBytes, ending);
  try {
    const first = await window.readUpTo(0, 16);
    const format = first && pictureFormat(first);
    if (!format) return fail('not-picture', 'This file is not a picture of a kind Holdfast knows.');
    if (format === 'heif')
      return fail(
        'heif',
        'Holdfast cannot show HEIC and AVIF pictures yet. Have the phone store JPEG ("Most compatible").',
      );
    const head = await readPictureHead(window, format);
    if (!head || head.width === 0 || head.height === 0)
      return fail(
        'truncated',
        'This picture is not complete: the part that describes it is missing or makes no sense.',
      );
    const { demuxer, exif } = head;
    if (head.isAnimatedWebp) return fail('animated', 'Holdfast cannot show animated WebP pictures.');
    if (head.width * head.height > MAX_PIXELS[demuxer])
      return fail('too-large', 'This picture has more pixels than Holdfast can show safely.');
    const isOnSide = exif.orientation >= 5;
    const [width, height] = isOnSide ? [head.height, head.width] : [head.width, head.height];
    return ok({
      demuxer,
      orientation: exif.orientation,
      facts: { format, width, height, takenAt: exif.takenAt, camera: exif.camera },
      info: { container: format, demuxer, durationMs: null, bitrateBps: null, streams: [], chapters: [], title: null },
    });
  } catch (error) {
    if (ending.aborted) return fail('timeout', 'Reading this file took too long and was stopped.');
    if (isSystemError(error)) return fail('unreadable', 'This file cannot be read from its disk.');
    throw error;
  }
}
