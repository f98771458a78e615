import type { AudioStream, Container, Demuxer, MediaInfo, StreamIndex, VideoStream } from '../../core/library/index.ts';

/** What an audio file's header says of its one stream. */
export type Sound = {
  readonly codec: string;
  readonly channels: number | null;
  readonly sampleRate: number | null;
  /** Null when the header does not say. */
  readonly durationMs: number | null;
};

/** One stream of sound, and a cover when there is one, as the rest of Holdfast knows media. */
export function soundInfo(
  container: Container,
  demuxer: Demuxer,
  sizeBytes: number,
  { codec, channels, sampleRate, durationMs }: Sound,
  hasPicture: boolean,
): MediaInfo {
  const audio: AudioStream = {
    ...{ kind: 'audio', index: 0 as StreamIndex, codec, profile: null, channels, sampleRate },
    ...{ language: null, title: null, isDefault: true },
  };
  const bitrateBps = durationMs === null || durationMs === 0 ? null : Math.round((sizeBytes * 8000) / durationMs);
  const streams = hasPicture ? [audio, COVER] : [audio];
  return { container, demuxer, durationMs, bitrateBps, streams, chapters: [], title: null };
}

const COVER: VideoStream = {
  kind: 'video', index: 1 as StreamIndex, codec: 'mjpeg', profile: null, level: null, width: 0, height: 0, rotation: 0,
  frameRate: null, bitDepth: null, hdr: 'sdr', attachedPicture: true, isDefault: false,
}; // prettier-ignore
