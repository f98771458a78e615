import type { EncodingPlan } from '../../../shared/control/encoding.ts';

/** Media type of an HLS playlist (RFC 8216, section 4). */
export const PLAYLIST_TYPE = 'application/vnd.apple.mpegurl';

/** The playlist of variants, with addresses relative to its own (RFC 8216, 4.3.4). */
export function masterPlaylist({ variants, codecs }: EncodingPlan): string {
  const lines = variants.flatMap(({ width, height, bitrateBps }, at) => {
    const attributes = [`BANDWIDTH=${bitrateBps}`];
    if (width > 0 && height > 0) attributes.push(`RESOLUTION=${width}x${height}`);
    if (codecs !== null) attributes.push(`CODECS="${codecs}"`);
    return [`#EXT-X-STREAM-INF:${attributes.join(',')}`, `${at}/index.m3u8`];
  });
  return text(['#EXTM3U', '#EXT-X-VERSION:7', '#EXT-X-INDEPENDENT-SEGMENTS', ...lines]);
}

/** The playlist of one variant: every segment of the whole film, before any of them is made (RFC 8216, 4.3.3). */
export function mediaPlaylist({ startsMs, durationMs }: EncodingPlan): string {
  const lengthsMs = startsMs.map((startMs, at) => Math.max(0, (startsMs[at + 1] ?? durationMs) - startMs));
  // Each length, rounded to the whole second, must not be above the target (RFC 8216, 4.3.3.1).
  const target = Math.max(1, ...lengthsMs.map((ms) => Math.round(ms / 1_000)));
  return text([
    '#EXTM3U',
    '#EXT-X-VERSION:7',
    `#EXT-X-TARGETDURATION:${target}`,
    '#EXT-X-MEDIA-SEQUENCE:0',
    '#EXT-X-PLAYLIST-TYPE:VOD',
    '#EXT-X-INDEPENDENT-SEGMENTS',
    '#EXT-X-MAP:URI="init.mp4"',
    ...lengthsMs.flatMap((ms, at) => [`#EXTINF:${(ms / 1_000).toFixed(3)},`, `${at}.m4s`]),
    '#EXT-X-ENDLIST',
  ]);
}

const text = (lines: readonly string[]): string => `${lines.join('\n')}\n`;
