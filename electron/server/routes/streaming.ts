import { keptItem, playableFiles, watchableIn, scopeOf, type PlayableFile } from '../../core/library/index.ts';
import {
  activePlaybacks,
  endPlayback,
  openPlayback,
  planPlayback,
  playbackItem,
  saveProgress,
  setFavorite,
  setWatched,
  touchPlayback,
  type Source,
  type WatchedItem,
} from '../../core/streaming/index.ts';
import type { Identity } from '../../core/accounts/index.ts';
import type { PlaybackId } from '../../core/kernel/index.ts';
import { ApiError, notFound } from '../api-error.ts';
import type { Context } from '../context.ts';
import type { RouteHandlers } from '../router.ts';

type Routes = Pick<RouteHandlers, 'startPlayback' | 'progress' | 'endPlayback' | 'setWatched' | 'setFavorite'>;

/** Playing, and what people did with what they played. */
export function streamingRoutes({ read, write, clock, limits, streams, log }: Context): Routes {
  const watchedItem = (identity: Identity, itemId: string): WatchedItem => {
    const [file] = playableFiles(read, scopeOf(identity), itemId);
    if (!file) throw notFound();
    return file;
  };

  return {
    startPlayback({ identity, params, body }) {
      const files = playableFiles(read, scopeOf(identity), params.id, body.versionId);
      if (files.length === 0) throw notFound();
      const present = files.filter((file) => file.available);
      if (present.length === 0)
        throw new ApiError('file-away', 'The drive this film is on is not connected. It plays again once it is.');
      const plans = present.map((file) => ({ file, plan: planPlayback(asSource(file), body.capabilities, body) }));
      // The biggest version that plays as it is comes before a bigger one that would have to be converted.
      const best = plans.find(({ plan }) => plan.kind === 'direct') ?? plans[0]!;
      if (best.plan.kind !== 'direct')
        throw new ApiError(
          'conversion-needed',
          `${best.plan.reasons.join(' ')} Holdfast cannot convert films yet. Try another browser.`,
        );
      const now = clock.now();
      const { file } = best;
      const { sessionId, accountId } = identity;
      if (activePlaybacks(read, now, { sessionId, itemId: file.itemId }) >= limits.streams)
        throw new ApiError(
          'stream-limit',
          `${limits.streams} people are watching already. Try again when one has finished.`,
        );
      const playback = openPlayback(write, {
        sessionId,
        accountId,
        itemId: file.itemId,
        fileId: file.fileId,
        mode: 'direct',
        now,
      });
      log.info('playback.started', { playbackId: playback.id, itemId: file.itemId, mode: 'direct' });
      return {
        sessionId: playback.id,
        mode: 'direct',
        reasons: [],
        url: `/media/p/${playback.capability}/file`,
        subtitles: [],
      };
    },

    progress({ identity, params, body }) {
      const playing = playbackItem(read, identity.sessionId, params.id);
      if (!playing) throw notFound();
      const now = clock.now();
      const item = watchedItem(identity, playing.itemId);
      write.transaction(() => {
        saveProgress(write, identity.accountId, item, body.positionMs, now);
        touchPlayback(write, params.id as PlaybackId, now);
      })();
    },

    endPlayback({ identity, params }) {
      if (!endPlayback(write, identity.sessionId, params.id, clock.now())) throw notFound();
      streams.lookNow();
      log.info('playback.ended', { playbackId: params.id });
    },

    setWatched({ identity, params, body }) {
      const items = watchableIn(read, scopeOf(identity), params.id);
      if (items.length === 0) throw notFound();
      const now = clock.now();
      write.transaction(() => {
        for (const item of items) setWatched(write, identity.accountId, item, body.watched, now);
      })();
    },

    setFavorite({ identity, params, body }) {
      const item = keptItem(read, scopeOf(identity), params.id);
      if (!item) throw notFound();
      setFavorite(write, identity.accountId, item, body.favorite, clock.now());
    },
  };
}

function asSource(file: PlayableFile): Source {
  const video = file.streams.find((stream) => stream.kind === 'video' && !stream.attachedPicture);
  const audio = file.streams.filter((stream) => stream.kind === 'audio');
  return {
    container: file.container,
    bitrateBps: file.bitrateBps,
    video: video?.kind === 'video' ? video : null,
    audio: audio.find((stream) => stream.isDefault) ?? audio[0] ?? null,
  };
}
