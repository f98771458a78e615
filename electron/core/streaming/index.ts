// Streaming: how to play a thing for a client, and what of a file to send it. Decisions and storage of playback sessions
// and progress; the server's routes send the bytes, the worker runs ffmpeg.
// Nothing here opens a media file.
export { ifRangeMatches, parseRange, type ByteRange } from './byte-range.ts';
export { playbackFolder, segmentPath, subtitlePath } from './encoded-files.ts';
export { planPlayback, type Plan, type Source } from './plan-playback.ts';
export { segmentStarts } from './segment-starts.ts';
export {
  activePlaybacks,
  createCapabilityReader,
  endPlayback,
  openPlayback,
  playbackItem,
  touchPlayback,
  type CapabilityRow,
} from './playbacks.ts';
export { saveProgress, setFavorite, setWatched, type WatchedItem } from './progress.ts';
