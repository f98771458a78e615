import type { EncodingJob, Variant } from '../../../shared/control/encoding.ts';
import type { Demuxer, Hdr, MediaStream, VideoStream } from '../../core/library/index.ts';
import type { SubtitleDemuxer } from '../subtitles/read-subtitle.ts';
import { REPORTING } from './encoder-report.ts';

/** What makes the H.264: x264 everywhere, or a chip that passed a test encode. */
export type VideoEncoder = 'libx264' | 'h264_nvenc' | 'h264_qsv' | 'h264_vaapi' | 'h264_videotoolbox' | 'h264_amf';

/** The filters that not every build of ffmpeg has. */
export type Filters = {
  /** zscale and tonemap. */
  readonly toneMapping: boolean;
  readonly bwdif: boolean;
};

/** `fast` for what somebody waits for, `good` once there is something in hand. Their segments share one init segment. */
export type Effort = 'fast' | 'good';

export type EncoderRun = {
  readonly demuxer: Demuxer;
  /** Our checked handle, which the process has as descriptor 3 (Linux), or an absolute path. */
  readonly input: { readonly kind: 'descriptor' } | { readonly kind: 'path'; readonly path: string };
  readonly video: EncodingJob['video'];
  readonly audio: EncodingJob['audio'];
  readonly streams: readonly MediaStream[];
  /** Place of the size in the job's variants; 0 for a copy. */
  readonly variant: number;
  /** Of picture and sound together. */
  readonly bitrateBps: number;
  /** Where this run begins and ends; ms, both starts of segments. null: at the film's end. */
  readonly startMs: number;
  readonly endMs: number | null;
  /** Starts of segments from `startMs` to `endMs`; both are among them, so that what lies behind the end stays apart. */
  readonly keyFramesMs: readonly number[];
  readonly effort: Effort;
  readonly encoder: VideoEncoder;
  readonly filters: Filters;
  /** For decoding and for encoding. */
  readonly threads: number;
};

/** The most that stereo gets. */
export const AUDIO_BITRATE_BPS = 160_000;
/** The least a picture, or sound, can be made with, bits/s. Below twice this the sum may be above what was asked for. */
const LEAST_BPS = 32_000;
const COPIED_CHANNEL_BPS = 64_000;
/** Read beyond a run's end, so that its last sound is sound and not the encoder's padding. */
const BEYOND_END_MS = 200;

/**
 * Every decoder a film may need, by ffmpeg's names: faults in the others (FEATURES R-05) cannot be reached through a
 * file that claims to hold such a stream.
 */
const DECODERS = [
  ...['h264', 'hevc', 'libdav1d', 'libaom-av1', 'av1', 'vp9', 'vp8', 'libvpx-vp9', 'libvpx', 'mpeg4', 'msmpeg4'],
  ...['msmpeg4v2', 'mpeg2video', 'mpeg1video', 'vc1', 'wmv1', 'wmv2', 'wmv3', 'flv', 'h263', 'theora', 'vp6', 'vp6f'],
  ...['mjpeg', 'prores', 'dnxhd', 'dvvideo'],
  ...['aac', 'aac_latm', 'ac3', 'eac3', 'dca', 'truehd', 'mlp', 'flac', 'alac', 'opus', 'libopus', 'vorbis', 'libvorbis'],
  ...['mp3float', 'mp3', 'mp2float', 'mp2', 'mp1float', 'mp1', 'wmav1', 'wmav2', 'wmapro', 'wmalossless', 'cook', 'sipr'],
  ...['pcm_s16le', 'pcm_s16be', 'pcm_s24le', 'pcm_s24be', 'pcm_s32le', 'pcm_f32le', 'pcm_u8', 'pcm_bluray', 'pcm_dvd'],
  ...['wavpack', 'tta', 'adpcm_ms', 'adpcm_ima_wav', 'adpcm_ima_qt', 'amrnb', 'libopencore_amrnb'],
  ...['pgssub', 'dvdsub', 'dvbsub', 'xsub', 'subrip', 'srt', 'ass', 'ssa', 'mov_text', 'webvtt', 'text'],
].join(','); // prettier-ignore

/** What stands before every input: our demuxer and no other, no protocol but files, none but the listed decoders (law 3). */
export function inputArguments(demuxer: Demuxer, input: EncoderRun['input']): string[] {
  return boundedInput(demuxer, 'file', input.kind === 'descriptor' ? 'file:/dev/fd/3' : `file:${input.path}`);
}

/** The same for a subtitle's text, which we write into standard input: not even a file can be opened. */
export function textInputArguments(demuxer: SubtitleDemuxer): string[] {
  return boundedInput(demuxer, 'pipe', 'pipe:0');
}

function boundedInput(demuxer: Demuxer | SubtitleDemuxer, protocol: 'file' | 'pipe', url: string): string[] {
  return [
    ...['-protocol_whitelist', protocol, '-format_whitelist', demuxer, '-codec_whitelist', DECODERS, '-f', demuxer],
    ...['-i', url],
  ];
}

/** What stands first in every call. */
export const QUIET = ['-nostdin', '-hide_banner', '-loglevel', 'error', '-nostats'] as const;

/**
 * ffmpeg's whole argument list for one run: fragmented MP4 on standard output, with the source's own times, from a
 * segment's start on. Closed words and integers only, and one path (law 3).
 */
export function encoderArguments(run: EncoderRun): string[] {
  const video = run.video === null ? null : videoArguments(run, run.video);
  const audio = run.audio === null ? null : audioArguments(run.audio, soundBps(run));
  return [
    ...[...QUIET, ...REPORTING],
    ...(video?.device ?? []),
    ...['-threads', String(run.threads), ...seekArguments(run), '-copyts'],
    ...inputArguments(run.demuxer, run.input),
    ...['-map_metadata', '-1', '-map_chapters', '-1', '-sn', '-dn', '-threads', String(run.threads)],
    ...(video?.output ?? ['-vn']),
    ...(audio ?? ['-an']),
    // Sound goes 150 ms before the picture, so that a segment's is there when its last picture is (they are decoded late).
    ...['-avoid_negative_ts', 'disabled', '-max_interleave_delta', '1000000', '-audio_preload', '150000'],
    ...['-f', 'mp4', '-movflags', '+frag_keyframe+delay_moov+default_base_moof+frag_discont'],
    // A fragment that sound ends has its pictures' times guessed: only where there are none.
    ...(run.video === null ? ['-frag_duration', '500000'] : []),
    ...['-use_editlist', '0', '-video_track_timescale', String(VIDEO_TIMESCALE), '-flush_packets', '1', 'pipe:1'],
  ];
}

/** MPEG's own; whole for 24, 25, 30 and 60 pictures a second, and within 6 µs for the NTSC rates. */
const VIDEO_TIMESCALE = 90_000;

const seconds = (ms: number): string => (ms % 1000 === 0 ? String(ms / 1000) : (ms / 1000).toFixed(3));

/** Containers that are entered only about where one asks: so much earlier, and what comes before the start is not encoded. */
const INEXACT_SEEK: ReadonlySet<Demuxer> = new Set(['mpegts', 'mpeg', 'asf', 'flv', 'ogg']);
const EARLIER_MS = 6_000;
/** A subtitle of pictures is read from where it appears, so a run goes back for one that stands already; few stand longer. */
const EARLIER_FOR_WORDS_MS = 8_000;

/** By how much a run is entered before its start, ms. */
function earlierMs({ demuxer, video }: EncoderRun): number {
  if (video?.kind === 'h264' && video.burnSubtitle !== null) return EARLIER_FOR_WORDS_MS;
  return INEXACT_SEEK.has(demuxer) ? EARLIER_MS : 0;
}

function seekArguments(run: EncoderRun): string[] {
  const { video, startMs, endMs } = run;
  // The film's zero is where its first stream begins. A copy keeps the file's own clock, which its key frames are listed by.
  const clock = video?.kind === 'copy' ? ['-seek_timestamp', '1'] : ['-start_at_zero'];
  // One ms late: times are rounded to ms, and a copy that seeks to just before its key frame begins one earlier.
  const exactMs = startMs === 0 ? 0 : video?.kind === 'copy' ? startMs + 1 : startMs;
  const fromMs = Math.max(0, exactMs - earlierMs(run));
  const start = fromMs === 0 ? clock : [...clock, '-ss', seconds(fromMs)];
  return endMs === null ? start : [...start, '-t', seconds(endMs - fromMs + BEYOND_END_MS)];
}

type VideoArguments = { readonly device: readonly string[]; readonly output: readonly string[] };

function videoArguments(run: EncoderRun, video: NonNullable<EncodingJob['video']>): VideoArguments {
  const source = run.streams.find((stream) => stream.index === video.stream);
  if (source?.kind !== 'video') throw new TypeError('the job names no picture stream of the file');
  if (video.kind === 'copy') {
    // Apple's players know HEVC by this name only.
    const tag = source.codec === 'hevc' ? ['-tag:v', 'hvc1'] : [];
    return { device: [], output: ['-map', `0:${video.stream}`, '-c:v', 'copy', ...tag] };
  }
  const variant = video.variants[run.variant];
  if (variant === undefined) throw new TypeError('the job has no such variant');
  const chain = pictureFilters(run, source, variant);
  const picture =
    video.burnSubtitle === null
      ? ['-map', `0:${video.stream}`, '-vf', chain]
      : [
          '-filter_complex',
          `[0:${video.stream}]${chain}[picture];` +
            `[0:${video.burnSubtitle}]scale=${variant.width}:${variant.height}[words];` +
            `[picture][words]overlay=eof_action=pass:repeatlast=0${uploaded(run.encoder)}[out]`,
          ...['-map', '[out]'],
        ];
  return {
    device: run.encoder === 'h264_vaapi' ? ['-init_hw_device', `vaapi=chip:${VAAPI_DEVICE}`, '-filter_hw_device', 'chip'] : [],
    output: [
      ...picture,
      ...['-fps_mode', 'vfr', '-enc_time_base', `1:${VIDEO_TIMESCALE}`],
      ...['-force_key_frames', run.keyFramesMs.map(seconds).join(',')],
      ...encoderOptions(run, variant, source),
    ],
  }; // prettier-ignore
}

/** The first chip; a computer with two lists the one that drives the screen first. */
export const VAAPI_DEVICE = '/dev/dri/renderD128';

const uploaded = (encoder: VideoEncoder): string => (encoder === 'h264_vaapi' ? ',format=nv12,hwupload' : '');

/** Codecs that were ever recorded in fields. */
const MAYBE_INTERLACED = new Set(['mpeg2video', 'mpeg1video', 'h264', 'vc1', 'mpeg4', 'dvvideo', 'prores', 'dnxhd']);

/** Deinterlace, scale, tone-map: 8 bits, square pixels, standard range. Turning is ffmpeg's own doing, before this. */
function pictureFilters(run: EncoderRun, source: VideoStream, { width, height }: Variant): string {
  const { filters, encoder, video, startMs } = run;
  const steps: string[] = [];
  if (startMs > 0 && earlierMs(run) > 0) steps.push(`trim=start=${seconds(startMs)}`);
  // Frames not marked as interlaced pass through.
  if (filters.bwdif && MAYBE_INTERLACED.has(source.codec)) steps.push('bwdif=mode=send_frame:parity=auto:deint=interlaced');
  // A film with pixels that are not square gets its true width; the announced one is that of square pixels.
  const shown = `clip(2*trunc(${height}*dar/2+0.5)\\,16\\,${2 * width})`;
  steps.push(`scale=w='if(eq(sar\\,1)+eq(sar\\,0)\\,${width}\\,${shown})':h=${height}`, 'setsar=1');
  if (source.hdr !== 'sdr' && filters.toneMapping) steps.push(...toneMapping(source.hdr));
  steps.push('format=yuv420p');
  const isLast = video?.kind === 'h264' && video.burnSubtitle === null;
  return steps.join(',') + (isLast ? uploaded(encoder) : '');
} // prettier-ignore

/** After scaling, because it works in 32-bit floats. The file's own marks are set first: some streams lack them. */
function toneMapping(hdr: Exclude<Hdr, 'sdr'>): string[] {
  // ITU-R BT.2100: PQ or HLG over BT.2020. Dolby Vision's base layer, where it has one that can be shown, is PQ.
  const transfer = hdr === 'hlg' ? 'arib-std-b67' : 'smpte2084';
  return [
    `setparams=color_primaries=bt2020:color_trc=${transfer}:colorspace=bt2020nc`,
    'zscale=transfer=linear:npl=100',
    'format=gbrpf32le',
    'zscale=primaries=bt709',
    'tonemap=tonemap=hable:desat=0',
    'zscale=transfer=bt709:matrix=bt709:range=tv',
  ];
}

function encoderOptions(run: EncoderRun, variant: Variant, source: VideoStream): string[] {
  const videoBps = Math.max(LEAST_BPS, variant.bitrateBps - soundBps(run));
  const cap = ['-maxrate', String(videoBps), '-bufsize', String(2 * videoBps)];
  const rate = ['-b:v', String(videoBps), ...cap];
  // No key frames but ours.
  const common = ['-profile:v', 'high', '-g', '10000', '-c:v', run.encoder];
  switch (run.encoder) {
    case 'libx264':
      return [
        ...common,
        ...['-level:v', String(h264Level(variant, source.frameRate) / 10), '-crf', '22', ...cap],
        ...(run.effort === 'fast'
          ? ['-preset', 'ultrafast', '-x264-params', `${X264_COMMON}:${X264_FAST}`]
          : ['-preset', 'veryfast', '-x264-params', X264_COMMON]),
      ];
    case 'h264_nvenc':
      return [...common, '-preset', 'p4', '-rc', 'vbr', '-forced-idr', '1', '-no-scenecut', '1', ...rate];
    case 'h264_qsv':
      return [...common, '-preset', 'veryfast', '-forced_idr', '1', ...rate];
    case 'h264_vaapi':
      return [...common, ...rate];
    case 'h264_videotoolbox':
      return [...common, '-allow_sw', '0', ...rate];
    case 'h264_amf':
      return [...common, '-quality', 'speed', '-forced_idr', '1', ...rate];
  }
}

/** `stitchable`: headers do not depend on what was encoded, so that all runs share one init segment. */
const X264_COMMON = 'stitchable=1:scenecut=0';
/** ultrafast with the features that stand in the headers as veryfast has them; half of veryfast's time. */
const X264_FAST =
  'cabac=1:8x8dct=1:weightp=1:weightb=1:bframes=3:b-adapt=0:b-pyramid=normal:ref=1:deblock=1,0,0:aq-mode=1';

// Rec. ITU-T H.264, table A-1: level × 10, macroblocks a second, macroblocks a picture.
const LEVELS = [
  [30, 40_500, 1_620],
  [31, 108_000, 3_600],
  [32, 216_000, 5_120],
  [40, 245_760, 8_192],
  [42, 522_240, 8_704],
  [50, 589_824, 22_080],
  [51, 983_040, 36_864],
  [52, 2_073_600, 36_864],
] as const;

/** The level that holds this size, × 10. A variable frame rate counts as 60 a second. */
export function h264Level(size: { readonly width: number; readonly height: number }, frameRate: number | null): number {
  const blocks = Math.ceil(size.width / 16) * Math.ceil(size.height / 16);
  const perSecond = blocks * Math.min(frameRate ?? 60, 240);
  return (LEVELS.find(([, mostPerSecond, most]) => perSecond <= mostPerSecond && blocks <= most) ?? LEVELS.at(-1)!)[0];
}

/**
 * What the sound takes of the bits. Made anew beside a picture never more than a third, which only films below 480 kb/s
 * notice; of copied sound files do not tell, so what is usual for AAC.
 */
function soundBps({ bitrateBps, video, audio, streams }: EncoderRun): number {
  if (audio === null) return 0;
  if (audio.kind === 'aac')
    return Math.max(LEAST_BPS, Math.min(AUDIO_BITRATE_BPS, Math.round(video === null ? bitrateBps : bitrateBps / 3)));
  const source = streams.find(({ index }) => index === audio.stream);
  const channels = source?.kind === 'audio' ? source.channels : null;
  return Math.min(Math.round(bitrateBps / 2), (channels ?? 2) * COPIED_CHANNEL_BPS);
}

function audioArguments(audio: NonNullable<EncodingJob['audio']>, bitrateBps: number): string[] {
  const map = ['-map', `0:${audio.stream}`];
  if (audio.kind === 'copy') return [...map, '-c:a', 'copy'];
  // Holes become silence, so that sound keeps to the picture. The centre, where people talk, goes in whole and what is
  // behind the viewer at half; the limiter catches what that adds up to.
  const chain = [
    'aresample=48000:async=1:min_hard_comp=0.03:center_mix_level=1:surround_mix_level=0.5:rematrix_maxval=1.4',
    'aformat=sample_fmts=fltp:channel_layouts=stereo',
    'alimiter=limit=0.97:level=0',
  ];
  return [...map, '-af', chain.join(','), '-c:a', 'aac', '-b:a', String(bitrateBps), '-ac', '2', '-ar', '48000'];
}
