import { normaliseLanguage } from './language.ts';
import { hdrOfTransfer } from './codec-config.ts';
import { plainText } from './mp4.ts';
import type {
  Chapter,
  Container,
  Demuxer,
  Hdr,
  MediaInfo,
  MediaStream,
  Rotation,
  StreamIndex,
} from '../../core/library/index.ts';

type Json = Readonly<Record<string, unknown>>;

// ffprobe's names for TransferCharacteristics 16 and 18.
const TRANSFERS: Readonly<Record<string, number>> = { smpte2084: 16, 'arib-std-b67': 18 };
const MAX_STREAMS = 256;
const MAX_CHAPTERS = 500;

/**
 * ffprobe's JSON as our MediaInfo. Every field is checked: the text in it comes from the file.
 *
 * @returns null when it is no such JSON or lists no stream we know.
 */
export function mapFfprobe(
  output: string,
  file: { readonly container: Container; readonly demuxer: Demuxer; readonly sizeBytes: number },
): MediaInfo | null {
  let answer: Json;
  try {
    answer = object(JSON.parse(output));
  } catch {
    return null; // the caller says "unreadable"
  }
  const format = object(answer['format']);
  const streams = list(answer['streams']).slice(0, MAX_STREAMS).flatMap((stream) => streamOf(object(stream)) ?? []); // prettier-ignore
  if (streams.length === 0) return null;
  const seconds = number(format['duration']);
  const durationMs = seconds !== null && seconds > 0 ? Math.round(seconds * 1000) || null : null;
  const { container, demuxer, sizeBytes } = file;
  return {
    container,
    demuxer,
    durationMs,
    bitrateBps:
      durationMs === null ? null : (number(format['bit_rate']) ?? Math.round((sizeBytes * 8000) / durationMs)),
    streams,
    chapters: list(answer['chapters']).slice(0, MAX_CHAPTERS).flatMap((chapter) => chapterOf(object(chapter))), // prettier-ignore
    title: plainText(text(tag(format, 'title')) ?? ''),
  };
}

function streamOf(stream: Json): MediaStream | null {
  const found = number(stream['index']);
  if (found === null || !Number.isSafeInteger(found) || found < 0) return null;
  const index = found as StreamIndex;
  const codec = text(stream['codec_name']) ?? 'unknown';
  const disposition = object(stream['disposition']);
  const isDefault = disposition['default'] === 1;
  const profile = text(stream['profile']);
  const language = normaliseLanguage(text(tag(stream, 'language')) ?? '');
  const title = plainText(text(tag(stream, 'title')) ?? '');
  switch (stream['codec_type']) {
    case 'video': {
      const level = number(stream['level']);
      const pixelFormat = text(stream['pix_fmt']);
      const attachedPicture = disposition['attached_pic'] === 1;
      return {
        kind: 'video',
        index,
        codec,
        profile: profile === 'unknown' ? null : profile,
        level: level !== null && level >= 0 ? level : null, // ffmpeg's "unknown" is -99
        width: number(stream['width']) ?? 0,
        height: number(stream['height']) ?? 0,
        rotation: rotationOf(stream),
        frameRate: attachedPicture ? null : rateOf(stream['avg_frame_rate']),
        bitDepth: bitDepthOf(stream, pixelFormat),
        ...(pixelFormat === null ? {} : { pixelFormat }),
        hdr: hdrOf(stream),
        attachedPicture,
        isDefault,
      };
    }
    case 'audio': {
      const channels = number(stream['channels']) || null;
      const sampleRate = number(stream['sample_rate']) || null;
      return { kind: 'audio', index, codec, profile: profile === 'unknown' ? null : profile, channels, sampleRate, language, title, isDefault }; // prettier-ignore
    }
    case 'subtitle':
      return { kind: 'subtitle', index, codec, language, title, isDefault, isForced: disposition['forced'] === 1 };
    default:
      return null;
  }
}

function hdrOf(stream: Json): Hdr {
  const sideData = list(stream['side_data_list']).map((data) => text(object(data)['side_data_type']) ?? '');
  if (sideData.some((type) => type.startsWith('DOVI'))) return 'dolby-vision';
  return hdrOfTransfer(TRANSFERS[text(stream['color_transfer']) ?? ''] ?? 2);
}

/** ffprobe counts a display matrix's angle against the clock. */
function rotationOf(stream: Json): Rotation {
  const turned = list(stream['side_data_list']).map((data) => number(object(data)['rotation'])).find((angle) => angle !== null); // prettier-ignore
  const quarter = ((Math.round(-(turned ?? 0) / 90) % 4) + 4) % 4 || 0;
  return ([0, 90, 180, 270] as const)[quarter] ?? 0;
}

function bitDepthOf(stream: Json, pixelFormat: string | null): number | null {
  const raw = number(stream['bits_per_raw_sample']);
  if (raw) return raw;
  if (pixelFormat === null) return null;
  const deep = /(?:p|gray|p0)(9|10|12|14|16)(?:le|be)?$/.exec(pixelFormat)?.[1];
  return deep === undefined ? 8 : Number(deep);
}

function rateOf(fraction: unknown): number | null {
  const parts = /^(\d{1,12})\/(\d{1,12})$/.exec(text(fraction) ?? '');
  const rate = parts ? Number(parts[1]) / Number(parts[2]) : 0;
  return Number.isFinite(rate) && rate > 0 ? Math.round(rate * 1000) / 1000 : null;
}

function chapterOf(chapter: Json): Chapter[] {
  const start = number(chapter['start_time']);
  return start === null ? [] : [{ startMs: Math.max(0, Math.round(start * 1000)), title: plainText(text(tag(chapter, 'title')) ?? '') ?? '' }]; // prettier-ignore
}

function tag(of: Json, name: string): unknown {
  const tags = object(of['tags']);
  return tags[name] ?? tags[name.toUpperCase()];
}

function object(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function number(value: unknown): number | null {
  const parsed = typeof value === 'number' ? value : typeof value === 'string' && value !== '' ? Number(value) : NaN;
  return Number.isFinite(parsed) ? parsed : null;
}
