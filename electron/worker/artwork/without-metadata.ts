/** Application segments that say how to show a picture: JFIF, a colour profile (ICC), Adobe's colour transform. */
const KEPT = new Set([0xe0, 0xe2, 0xee]);

/**
 * A JPEG without what it tells beside the picture: Exif with the place, XMP, comments. ffmpeg is told to copy none of it,
 * yet which of it an encoder writes changes with its version, so it is taken out here.
 *
 * @param jpeg as an encoder wrote it; anything that is not well-formed up to its picture is returned empty.
 */
export function withoutMetadata(jpeg: Buffer): Buffer {
  const kept: Buffer[] = [jpeg.subarray(0, 2)];
  for (let at = 2; at + 4 <= jpeg.length;) {
    const marker = jpeg[at + 1]!;
    if (jpeg[at] !== 0xff) break;
    if (marker === 0xda) return Buffer.concat([...kept, jpeg.subarray(at)]);
    const end = at + 2 + jpeg.readUInt16BE(at + 2);
    const isApplication = marker >= 0xe0 && marker <= 0xef;
    if (marker !== 0xfe && (!isApplication || KEPT.has(marker))) kept.push(jpeg.subarray(at, end));
    at = end;
  }
  return Buffer.alloc(0);
}
