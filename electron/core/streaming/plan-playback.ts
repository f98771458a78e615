import type { ClientCapabilities } from '../../../shared/lan/schemas.ts';

/** What a plan has to know of a file; codec names are ffmpeg's. */
export type Source = {
  readonly container: string;
  readonly bitrateBps: number | null;
  readonly video: { readonly codec: string; readonly hdr: string; readonly height: number } | null;
  readonly audio: { readonly codec: string } | null;
};

export type Plan =
  | { readonly kind: 'direct' }
  | { readonly kind: 'remux'; readonly reasons: readonly string[] }
  | { readonly kind: 'transcode'; readonly reasons: readonly string[] };

/** How a container or codec is called by people. */
const SPOKEN: Readonly<Record<string, string>> = {
  h264: 'H.264',
  hevc: 'HEVC',
  av1: 'AV1',
  vp9: 'VP9',
  mpeg4: 'MPEG-4',
  mpeg2video: 'MPEG-2',
  aac: 'AAC',
  ac3: 'Dolby Digital',
  eac3: 'Dolby Digital Plus',
  dts: 'DTS',
  truehd: 'Dolby TrueHD',
  flac: 'FLAC',
  opus: 'Opus',
  matroska: 'Matroska',
  mpegts: 'MPEG-TS',
  avi: 'AVI',
};
const spoken = (name: string): string => SPOKEN[name] ?? name;

/**
 * Choose the cheapest way to play: the file as it is when the client can take it, its streams in another container when
 * only that is in the way, else new streams.
 */
export function planPlayback(
  source: Source,
  client: ClientCapabilities,
  wish: { readonly maxHeight?: number | undefined } = {},
): Plan {
  const reencode: string[] = [];
  const { video, audio } = source;
  if (video && !client.video.includes(video.codec))
    reencode.push(`This device does not play ${spoken(video.codec)} video.`);
  if (video && video.hdr !== 'sdr' && client.hdr === false) reencode.push('This screen does not show HDR.');
  if (audio && !client.audio.includes(audio.codec))
    reencode.push(`This device does not play ${spoken(audio.codec)} sound.`);
  if (client.maxBitrate !== undefined && source.bitrateBps !== null && source.bitrateBps > client.maxBitrate)
    reencode.push('Its bitrate is higher than this device asked for.');
  if (video && wish.maxHeight !== undefined && video.height > wish.maxHeight)
    reencode.push('A smaller picture was asked for.');
  if (reencode.length > 0) return { kind: 'transcode', reasons: reencode };
  if (!client.containers.includes(source.container))
    return { kind: 'remux', reasons: [`This device does not open ${spoken(source.container)} files.`] };
  return { kind: 'direct' };
}
