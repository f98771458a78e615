// Streaming: how to play a thing for a client, and what of a file to send it. Decisions and storage of playback sessions
// and progress; the server's routes send the bytes, the worker runs ffmpeg.
// Nothing here opens a media file.
export { ifRangeMatches, parseRange, type ByteRange } from './byte-range.ts';
export { playbackFolder, segmentPath, subtitlePath } from './encoded-files.ts';
export {
  chooseTracks,
  subtitleForm,
  type Remembered,
  type SourceAudio,
  type SourceSubtitle,
  type Tracks,
  type TrackWish,
} from './choose-tracks.ts';
export { planPlayback, type Conversion, type Plan, type PlanWish, type Source } from './plan-playback.ts';
export { masterPlaylist, mediaPlaylist, PLAYLIST_TYPE } from './playlist.ts';
export { segmentStarts } from './segment-starts.ts';
export {
  activePlaybacks,
  createCapabilityReader,
  endPlayback,
  openPlayback,
  openPlaybacks,
  playbackConversion,
  playbackItem,
  touchPlayback,
  type CapabilityRow,
  type PlaybackConversion,
} from './playbacks.ts';
export { listPlaying, playedByHour, STOPPED_MS, stopPlayback, wasStoppedJustNow, type PlayingRow } from './playing.ts';
export { rememberAudio, rememberedTracks, rememberSubtitle } from './track-choices.ts';
export { saveProgress, setFavorite, setWatched, type WatchedItem } from './progress.ts';
