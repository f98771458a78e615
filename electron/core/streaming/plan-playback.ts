import type { EncodingJob } from '../../../shared/control/encoding.ts';
import type { ClientCapabilities } from '../../../shared/lan/schemas.ts';
import { defaultAudio, subtitleForm, type SourceAudio, type SourceSubtitle, type Tracks } from './choose-tracks.ts';
import { spokenName } from './spoken-name.ts';
import { shownSize, variantLadder, type SourcePicture } from './variant-ladder.ts';

/** What a plan has to know of a file; codec names are ffmpeg's. */
export type Source = {
  readonly container: string;
  readonly durationMs: number | null;
  readonly bitrateBps: number | null;
  readonly video:
    | (SourcePicture & {
        readonly index: number;
        readonly hdr: string;
        readonly bitDepth: number | null;
        readonly pixelFormat?: string | undefined;
      })
    | null;
  readonly audio: readonly SourceAudio[];
  readonly subtitles: readonly SourceSubtitle[];
};

/** What the worker is asked for, but for the file and the place. */
export type Conversion = Pick<EncodingJob, 'video' | 'audio'>;

export type Plan =
  | { readonly kind: 'direct' }
  /** `remux` copies every stream into another container; `transcode` makes at least one anew. */
  | {
      readonly kind: 'remux' | 'transcode';
      /** Why it is not played as it is; one sentence each, at least one. */
      readonly reasons: readonly string[];
      readonly conversion: Conversion;
    }
  /** It cannot go as it is, and cannot be converted for this client either. */
  | { readonly kind: 'impossible'; readonly reasons: readonly string[] };

export type PlanWish = {
  readonly maxHeight?: number | undefined;
  /** The worker found that the picture cannot be copied (`no-key-frames`). */
  readonly pictureCannotBeCopied?: boolean;
};

/** What every player that takes HLS at all takes inside fragmented MP4. */
const EVERYBODY = { video: ['h264'], audio: ['aac'] };
/** Ten bits are part of AV1's main profile, so whoever plays AV1 plays them (AV1 specification, A.2). */
const TEN_BITS_BY_RIGHT = new Set(['av1']);

/**
 * Choose the cheapest way to play: the file as it is when the client can take it, its streams in another container when
 * only that is in the way, else H.264 and AAC for what is.
 */
export function planPlayback(source: Source, tracks: Tracks, client: ClientCapabilities, wish: PlanWish = {}): Plan {
  const { video } = source;
  const { audio, subtitle } = tracks;
  const isDrawn = subtitle !== null && subtitleForm(subtitle) === 'image';
  const pictureReasons = video === null ? [] : reasonsForPicture(video, source.bitrateBps, client, wish);
  if (video !== null && isDrawn) pictureReasons.push('The chosen subtitles are pictures and are drawn into the film.');
  const soundReasons =
    audio === null || client.audio.includes(audio.codec)
      ? []
      : [`This device does not play ${spokenName(audio.codec)} sound.`];
  const packingReasons: string[] = [];
  if (!client.containers.includes(source.container))
    packingReasons.push(`This device does not open ${spokenName(source.container)} files.`);
  if (audio !== null && audio.index !== defaultAudio(source.audio)?.index)
    packingReasons.push('The chosen sound is not the one a browser plays by itself.');

  const contentReasons = [...pictureReasons, ...soundReasons];
  if (contentReasons.length + packingReasons.length === 0 && wish.pictureCannotBeCopied !== true)
    return { kind: 'direct' };
  // Converting mends the packing with it; then it is not worth a sentence.
  const whyNotDirect = contentReasons.length > 0 ? contentReasons : packingReasons;
  const obstacle = obstacleToConverting(source, client);
  if (obstacle !== null) return { kind: 'impossible', reasons: [...whyNotDirect, obstacle] };

  const packable = client.segments ?? EVERYBODY;
  const repacking: string[] = [];
  const copiesPicture =
    video !== null &&
    pictureReasons.length === 0 &&
    wish.pictureCannotBeCopied !== true &&
    packable.video.includes(video.codec);
  if (video !== null && pictureReasons.length === 0 && !copiesPicture)
    repacking.push(
      wish.pictureCannotBeCopied === true
        ? 'This file does not list the places its picture can be entered at, so the picture is made anew.'
        : `${spokenName(video.codec)} video cannot be repacked for this device.`,
    );
  const copiesSound = audio !== null && soundReasons.length === 0 && packable.audio.includes(audio.codec);
  if (audio !== null && soundReasons.length === 0 && !copiesSound)
    repacking.push(`${spokenName(audio.codec)} sound cannot be repacked for this device.`);

  return {
    kind: (video === null || copiesPicture) && (audio === null || copiesSound) ? 'remux' : 'transcode',
    reasons: [...whyNotDirect, ...repacking],
    conversion: {
      video:
        video === null
          ? null
          : copiesPicture
            ? { kind: 'copy', stream: video.index }
            : {
                kind: 'h264',
                stream: video.index,
                variants: variantLadder(
                  { ...video, bitrateBps: source.bitrateBps },
                  { maxHeight: wish.maxHeight, maxBitrate: client.maxBitrate },
                ),
                burnSubtitle: isDrawn ? subtitle.index : null,
              },
      audio: audio === null ? null : { kind: copiesSound ? 'copy' : 'aac', stream: audio.index },
    },
  };
}

function reasonsForPicture(
  video: NonNullable<Source['video']>,
  bitrateBps: number | null,
  client: ClientCapabilities,
  { maxHeight }: PlanWish,
): string[] {
  const reasons: string[] = [];
  const name = spokenName(video.codec);
  const bits = video.bitDepth ?? 8;
  const chroma = richChroma(video.pixelFormat);
  if (!client.video.includes(video.codec)) reasons.push(`This device does not play ${name} video.`);
  else if (bits > 8 && !(bits === 10 && playsTenBits(video.codec, client)))
    reasons.push(`This device does not play ${name} video with ${bits} bits a colour.`);
  else if (chroma !== null) reasons.push(`This device does not play ${name} video with ${chroma} colour.`);
  if (video.hdr !== 'sdr' && client.hdr === false) reasons.push('This screen does not show HDR.');
  if (client.maxBitrate !== undefined && bitrateBps !== null && bitrateBps > client.maxBitrate)
    reasons.push('Its bitrate is higher than this device asked for.');
  const { width, height } = shownSize(video);
  if (maxHeight !== undefined && Math.min(width, height) > maxHeight) reasons.push('A smaller picture was asked for.');
  return reasons;
}

const RICH_CHROMA = { 422: '4:2:2', 444: '4:4:4' } as const;

/** "4:2:2" or "4:4:4"; null for 4:2:0, the one sampling that chips decode, and where the file does not say. */
function richChroma(pixelFormat: string | undefined): string | null {
  const [, sampling] = /^yuvj?(422|444)p/.exec(pixelFormat ?? '') ?? [];
  return sampling === undefined ? null : RICH_CHROMA[sampling as '422' | '444'];
}

const playsTenBits = (codec: string, { tenBit }: ClientCapabilities): boolean =>
  tenBit === undefined ? TEN_BITS_BY_RIGHT.has(codec) : tenBit.includes(codec);

function obstacleToConverting({ durationMs, video, audio }: Source, client: ClientCapabilities): string | null {
  if (!client.hls) return 'It cannot be converted either, because this player does not take HLS.';
  if (video === null && audio.length === 0) return 'There is neither a picture nor sound in it.';
  if (durationMs === null || durationMs <= 0)
    return 'It cannot be converted either, because the file does not say how long it is.';
  if (video !== null && (video.width <= 0 || video.height <= 0))
    return 'It cannot be converted either, because the file does not say how large its picture is.';
  return null;
}
