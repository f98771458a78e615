import type { PlaybackId } from '../core/kernel/index.ts';
import { playbackConversion, stopPlayback } from '../core/streaming/index.ts';
import type { Context } from './context.ts';

/** End a playback at its owner's word: its path dies, its conversion ends, and what is on its way is cut. */
export function stopForOwner(context: Context, id: string): void {
  const { read, write, clock, conversions, streams, log } = context;
  const isConverted = playbackConversion(read, id) !== null;
  if (!stopPlayback(write, id, clock.now())) return; // it ended by itself meanwhile
  if (isConverted) void conversions.end(id as PlaybackId);
  streams.lookNow();
  log.info('playback.stopped', { playbackId: id });
  context.playingChanged();
}
