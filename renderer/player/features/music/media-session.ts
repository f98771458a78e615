import { useEffect } from 'react';
import type { ItemCard } from '../../../../shared/lan/schemas.ts';
import { posterOf } from '../../pictures.ts';
import { titleOf } from '../../words/item.ts';
import { playNext, playPrevious, seekTo, togglePlay, usePlayer } from './player.ts';
import { artistOf, albumOf } from './track-words.ts';

/** Keys on the keyboard, the lock screen and the headphones. A browser without them has its own buttons only. */
export function useMediaSession(track: ItemCard): void {
  const isPlaying = usePlayer((state) => state.phase.kind === 'playing');

  useEffect(() => {
    if (!('mediaSession' in navigator)) return undefined;
    const session = navigator.mediaSession;
    const actions: readonly (readonly [MediaSessionAction, MediaSessionActionHandler])[] = [
      ['play', togglePlay],
      ['pause', togglePlay],
      ['nexttrack', playNext],
      ['previoustrack', playPrevious],
      ['seekto', ({ seekTime }) => seekTime !== undefined && seekTo(seekTime * 1_000)],
    ];
    for (const [action, run] of actions) session.setActionHandler(action, run);
    return () => {
      for (const [action] of actions) session.setActionHandler(action, null);
      session.metadata = null;
      session.playbackState = 'none';
    };
  }, []);

  useEffect(() => {
    if (!('mediaSession' in navigator)) return;
    const picture = posterOf(track);
    navigator.mediaSession.metadata = new MediaMetadata({
      title: titleOf(track),
      artist: artistOf(track) ?? '',
      album: albumOf(track)?.title ?? '',
      artwork: picture === null ? [] : [{ src: picture.src }],
    });
  }, [track]);

  useEffect(() => {
    if ('mediaSession' in navigator) navigator.mediaSession.playbackState = isPlaying ? 'playing' : 'paused';
  }, [isPlaying]);
}
