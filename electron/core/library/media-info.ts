/**
 * What a media file holds, as far as its headers say. Made by the worker's probe, stored in library.db, read by
 * whoever decides how to play it. Types only.
 */

/** The outer format, found from the file's first bytes (never from its name). */
export type Container =
  | 'mp4'
  | 'mov'
  | 'matroska'
  | 'webm'
  | 'avi'
  | 'mpegts'
  | 'mpegps'
  | 'asf'
  | 'flv'
  | 'ogg'
  | AudioContainer
  | PhotoContainer;
type AudioContainer = 'mp3' | 'flac' | 'wav' | 'aac';
type PhotoContainer = 'jpeg' | 'png' | 'webp' | 'gif';

/** ffmpeg's `-f` name for a container. A closed union: nothing else may reach an argument list. */
export type Demuxer =
  | 'mov'
  | 'matroska'
  | 'avi'
  | 'mpegts'
  | 'mpeg'
  | 'asf'
  | 'flv'
  | 'ogg'
  | 'mp3'
  | 'flac'
  | 'wav'
  | 'aac'
  | ImageDemuxer;
/** For still pictures; each reads one format and nothing else. */
export type ImageDemuxer = 'jpeg_pipe' | 'png_pipe' | 'webp_pipe' | 'gif';

/**
 * A stream's 0-based number in the whole file, as in ffmpeg's `-map 0:<n>`. Streams we do not list (data, fonts,
 * chapter texts) use numbers too, so there may be gaps. Never the "second audio" kind of number.
 */
export type StreamIndex = number & { readonly __id: 'stream-index' };

/** How the picture's brightness is coded. `dolby-vision` also when an HDR10 or SDR base layer lies under it. */
export type Hdr = 'sdr' | 'hdr10' | 'hlg' | 'dolby-vision';

/** Degrees clockwise the picture is to be turned for showing. */
export type Rotation = 0 | 90 | 180 | 270;

export type VideoStream = {
  readonly kind: 'video';
  readonly index: StreamIndex;
  /** ffmpeg's codec name: h264, hevc, av1, vp9, mpeg4, mpeg2video, mjpeg… */
  readonly codec: string;
  /** ffmpeg's profile name ("High", "Main 10", "Profile 0"); null when the header does not say. */
  readonly profile: string | null;
  /** As the codec counts it: h264 4.1 is 41, hevc 3.1 is 93, av1 its seq_level_idx; null when the header does not say. */
  readonly level: number | null;
  /** Stored pixels, before rotation. Both 0 for an attached picture whose own header was not read. */
  readonly width: number;
  readonly height: number;
  readonly rotation: Rotation;
  /** Average pictures per second, 3 decimals (23.976); null when variable, unknown or an attached picture. */
  readonly frameRate: number | null;
  /** Bits of one luma sample; null when the header does not say. */
  readonly bitDepth: number | null;
  /** ffmpeg's pixel format (yuv420p, yuv420p10le); absent when the header does not say. */
  readonly pixelFormat?: string;
  readonly hdr: Hdr;
  /** Cover art stored as a video stream: never to be played. */
  readonly attachedPicture: boolean;
  readonly isDefault: boolean;
};

export type AudioStream = {
  readonly kind: 'audio';
  readonly index: StreamIndex;
  /** ffmpeg's codec name: aac, ac3, eac3, opus, flac, mp3, dts, truehd… */
  readonly codec: string;
  /** ffmpeg's profile name ("LC", "HE-AAC", "DTS-HD MA"); null when the header does not say. */
  readonly profile: string | null;
  /** Number of channels, 6 for 5.1; null when the header does not say. */
  readonly channels: number | null;
  /** Hz, after decoding (48000 for every Opus stream); null when the header does not say. */
  readonly sampleRate: number | null;
  /** Two letters where ISO 639-1 has them ("fr" for fre and fra), else as found in the file; null when undetermined. */
  readonly language: string | null;
  readonly title: string | null;
  readonly isDefault: boolean;
};

export type SubtitleStream = {
  readonly kind: 'subtitle';
  readonly index: StreamIndex;
  /** ffmpeg's codec name: subrip, ass, mov_text, webvtt, hdmv_pgs_subtitle, dvd_subtitle… */
  readonly codec: string;
  /** As for audio. */
  readonly language: string | null;
  readonly title: string | null;
  readonly isDefault: boolean;
  /** To be shown even when subtitles are off: foreign speech, signs. */
  readonly isForced: boolean;
  /** Where it lies when that is a text file of its own; absent for a stream within the film. */
  readonly beside?: {
    /** Relative to the library's folder, '/'-separated. */
    readonly path: string;
    readonly sizeBytes: number;
    readonly mtimeMs: number;
    /** SHA-256 of the whole file, 64 hex digits. */
    readonly contentId: string;
  };
};

export type MediaStream = VideoStream | AudioStream | SubtitleStream;

/** A named moment. `title` is empty when the file gives none. */
export type Chapter = { readonly startMs: number; readonly title: string };

export type MediaInfo = {
  readonly container: Container;
  readonly demuxer: Demuxer;
  /** Null when the file does not say (a recording that never ended, a fragmented file). */
  readonly durationMs: number | null;
  /** Over the whole file: size × 8 / duration. Null when the duration is. */
  readonly bitrateBps: number | null;
  /** In order of `index`. */
  readonly streams: readonly MediaStream[];
  /** In order of `startMs`. */
  readonly chapters: readonly Chapter[];
  /** The title written in the file; often junk, so a hint only. */
  readonly title: string | null;
};
