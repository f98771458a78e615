import { keptItem, playableFiles, scopeOf, watchableIn } from '../../core/library/index.ts';
import {
  activePlaybacks,
  endPlayback,
  openPlayback,
  openPlaybacks,
  playbackConversion,
  playbackItem,
  rememberAudio,
  rememberedTracks,
  rememberSubtitle,
  saveProgress,
  setFavorite,
  setWatched,
  STOPPED_MS,
  subtitleForm,
  touchPlayback,
  type Plan,
  type PlaybackConversion,
  wasStoppedJustNow,
  type WatchedItem,
} from '../../core/streaming/index.ts';
import type { Identity } from '../../core/accounts/index.ts';
import { newId, type PlaybackId } from '../../core/kernel/index.ts';
import type { PlaybackMode } from '../../../shared/lan/schemas.ts';
import { ApiError, notFound } from '../api-error.ts';
import type { Context } from '../context.ts';
import { planVersions, type PlannedVersion } from '../plan-versions.ts';
import type { RouteHandlers } from '../router.ts';
import { late, refused } from './hls.ts';

type Routes = Pick<
  RouteHandlers,
  'startPlayback' | 'playbackState' | 'chooseSubtitle' | 'progress' | 'endPlayback' | 'setWatched' | 'setFavorite'
>;

type Begun = PlaybackConversion & { readonly mode: PlaybackMode; readonly reasons: readonly string[] };

/** Playing, and what people did with what they played. */
export function streamingRoutes(context: Context): Routes {
  const { read, write, clock, limits, streams, conversions, log, playingChanged } = context;
  /** Have the worker begin. What cannot be copied after all is made anew. */
  const begin = async (
    id: PlaybackId,
    version: PlannedVersion,
    plan: Exclude<Plan, { readonly kind: 'direct' | 'impossible' }>,
    startMs: number,
  ): Promise<Begun> => {
    const job = { fileId: version.file.fileId, ...plan.conversion, startMs };
    const answer = await conversions.start(id, job);
    if (answer.kind === 'planned') return { mode: plan.kind, reasons: plan.reasons, job, plan: answer.plan };
    if (answer.kind === 'away') throw late();
    const { refusal } = answer;
    log.info('playback.refused', { playbackId: id, code: refusal.code });
    if (refusal.code === 'no-key-frames' && plan.conversion.video?.kind === 'copy') {
      const other = version.again({ pictureCannotBeCopied: true });
      if (other.kind === 'remux' || other.kind === 'transcode') return begin(id, version, other, startMs);
    }
    throw refused(refusal);
  };
  const watchedItem = (identity: Identity, itemId: string): WatchedItem => {
    const [file] = playableFiles(read, scopeOf(identity), itemId);
    if (!file) throw notFound();
    return file;
  };

  return {
    async startPlayback({ identity, params, body }) {
      const { sessionId, accountId } = identity;
      const files = playableFiles(read, scopeOf(identity), params.id, body.versionId);
      if (files.length === 0) throw notFound();
      const present = files.filter((file) => file.available);
      if (present.length === 0)
        throw new ApiError('file-away', 'The drive this is on is not connected. It plays again once the drive is.');
      const { seriesId } = present[0]!;
      const version = planVersions(present, body.capabilities, body, rememberedTracks(read, accountId, seriesId));
      if (!version) throw new ApiError('bad-input', 'This film has no such sound or subtitles.');
      const { file, tracks, plan } = version;
      if (plan.kind === 'impossible') throw new ApiError('conversion-needed', plan.reasons.join(' '));
      const { itemId, fileId } = file;
      if (wasStoppedJustNow(write, sessionId, itemId, clock.now()))
        throw new ApiError('stopped-by-owner', 'The owner of this server stopped it. Your place is kept.', STOPPED_MS);
      if (activePlaybacks(read, clock.now(), { sessionId, itemId }) >= limits.streams)
        throw new ApiError(
          'stream-limit',
          `${limits.streams} people are watching already. Try again when one has finished.`,
        );

      // A player that plays the same again takes over from itself; what it had needs no place at the worker any more.
      const older = openPlaybacks(write, sessionId, itemId);
      await Promise.all(older.filter((one) => playbackConversion(read, one)).map(conversions.end));
      const id = newId<PlaybackId>();
      const begun = plan.kind === 'direct' ? null : await begin(id, version, plan, body.startMs ?? 0);
      const opened = openPlayback(write, {
        id,
        sessionId,
        accountId,
        itemId,
        fileId,
        mode: begun?.mode ?? 'direct',
        reasons: begun?.reasons ?? [],
        conversion: begun,
        now: clock.now(),
      });
      if (begun) conversions.watch({ playbackId: id, sessionId, fileId });
      if (body.audio !== undefined) rememberAudio(write, accountId, seriesId, tracks.audio?.language ?? null);
      if (body.subtitle !== undefined) rememberSubtitle(write, accountId, seriesId, tracks.subtitle);
      const path = `/media/p/${opened.capability}`;
      log.info('playback.started', { playbackId: id, itemId, mode: begun?.mode ?? 'direct' });
      playingChanged();
      return {
        sessionId: id,
        mode: begun?.mode ?? 'direct',
        reasons: [...(begun?.reasons ?? [])],
        url: begun ? `${path}/master.m3u8` : `${path}/file`,
        versionId: fileId,
        audio: tracks.audio?.index ?? null,
        subtitle: tracks.subtitle?.index ?? null,
        subtitles: file.streams.flatMap((stream) => {
          const form = stream.kind === 'subtitle' ? subtitleForm(stream) : null;
          if (form === null || stream.kind !== 'subtitle') return [];
          const url = form === 'text' ? `${path}/subtitles/${stream.index}.vtt` : null;
          return [{ index: stream.index, language: stream.language, url }];
        }),
        converts: {
          video: begun?.job.video?.kind === 'h264',
          audio: begun?.job.audio?.kind === 'aac',
        },
        waiting: begun?.plan.waitingBehind ?? 0,
      };
    },

    async playbackState({ identity, params }) {
      const playing = playbackItem(read, identity.sessionId, params.id);
      if (!playing || playableFiles(read, scopeOf(identity), playing.itemId, playing.fileId).length === 0)
        throw notFound();
      const conversion = playbackConversion(read, params.id);
      if (!conversion) return { waiting: 0 };
      const answer = await conversions.again(params.id as PlaybackId, conversion);
      if (answer.kind === 'away') throw late();
      if (answer.kind === 'refused') throw refused(answer.refusal);
      return { waiting: answer.plan.waitingBehind };
    },

    chooseSubtitle({ identity, params, body }) {
      const playing = playbackItem(read, identity.sessionId, params.id);
      const [file] = playing ? playableFiles(read, scopeOf(identity), playing.itemId, playing.fileId) : [];
      if (!file) throw notFound();
      const chosen = file.streams.find((stream) => stream.kind === 'subtitle' && stream.index === body.subtitle);
      if (body.subtitle !== null && chosen?.kind !== 'subtitle')
        throw new ApiError('bad-input', 'This film has no such subtitles.');
      rememberSubtitle(write, identity.accountId, file.seriesId, chosen?.kind === 'subtitle' ? chosen : null);
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
      const isConverted = playbackConversion(read, params.id) !== null;
      if (!endPlayback(write, identity.sessionId, params.id, clock.now())) throw notFound();
      if (isConverted) void conversions.end(params.id as PlaybackId);
      streams.lookNow();
      log.info('playback.ended', { playbackId: params.id });
      playingChanged();
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
