import type { SessionReader } from '../core/accounts/index.ts';
import type { Clock, ReadDb } from '../core/kernel/index.ts';
import { fileLocation, scopeOf } from '../core/library/index.ts';
import { playbackItem, type CapabilityRow } from '../core/streaming/index.ts';

export type PlaybackRules = { readonly read: ReadDb; readonly clock: Clock; readonly sessions: SessionReader };

/** What rules are held against; a capability row has it all. */
export type PlaybackInQuestion = Pick<CapabilityRow, 'playbackId' | 'sessionId' | 'fileId'>;

/** Whether a playback may still be served: its session lives, nobody ended it, and its file is in scope (SESS-05). */
export function mayStillPlay({ read, clock, sessions }: PlaybackRules, playback: PlaybackInQuestion): boolean {
  const living = sessions.identify(playback.sessionId, clock.now());
  return (
    living !== null &&
    playbackItem(read, playback.sessionId, playback.playbackId) !== null &&
    fileLocation(read, scopeOf(living), playback.fileId) !== null
  );
}
