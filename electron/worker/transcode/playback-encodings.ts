import { isDeepStrictEqual } from 'node:util';
import type { EncodingJob, EncodingPlan, EncodingRefusal, Variant } from '../../../shared/control/encoding.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import type { Clock, Log, ReadDb } from '../../core/kernel/index.ts';
import { encodingSource, type EncodingSource } from '../../core/library/index.ts';
import { segmentStarts } from '../../core/streaming/index.ts';
import { AUDIO_BITRATE_BPS, h264Level } from './argv.ts';
import { CACHE_BUDGET_BYTES, chooseEvictions } from './cache.ts';
import { copyStarts } from './copy-starts.ts';
import { ENCODER_LIMITS, type EncoderLimits } from './encoder.ts';
import type { MediaEngine } from './media-engine.ts';
import type { Wanted } from './made-segments.ts';
import { PlaybackEncoding, type EncodingDeps, type Outcome } from './playback-encoding.ts';
import { BUSY, FILE_AWAY, UNREADABLE } from './refusals.ts';
import type { SetAside } from './set-aside.ts';
import type { Slots } from './slots.ts';
import { stampOf } from './source-file.ts';

/** MED-05. */
const KEPT_MS = 30 * 60_000;
/** How often time is looked at. */
export const TICK_MS = 5_000;

export type PlaybackEncodings = ReturnType<typeof createPlaybackEncodings>;

/**
 * All conversions of this computer, by playback.
 *
 * @param deps.read library.db with manager.db attached, read-only.
 */
export function createPlaybackEncodings(deps: {
  readonly read: ReadDb;
  readonly cacheFolder: string;
  readonly engine: MediaEngine;
  readonly slots: Slots;
  readonly setAside: SetAside;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits?: EncoderLimits;
  readonly budgetBytes?: number;
}) {
  const { clock, log, setAside } = deps;
  const budgetBytes = deps.budgetBytes ?? CACHE_BUDGET_BYTES;
  const playbacks = new Map<string, PlaybackEncoding>();
  let heldBytes = 0;
  let evicting: Promise<void> | null = null;

  const evict = async () => {
    const held = [...playbacks.values()].map((playback) => playback.held());
    for (const { id, variant, index } of chooseEvictions(held, heldBytes - budgetBytes))
      await playbacks.get(id)?.evict(variant, index);
  };
  const shared: EncodingDeps = {
    ...deps,
    limits: deps.limits ?? ENCODER_LIMITS,
    weighed(bytes) {
      heldBytes += bytes;
      if (heldBytes <= budgetBytes || evicting) return;
      evicting = evict()
        .catch((error: unknown) => log.error('transcode.evicting-failed', { error }))
        .finally(() => (evicting = null));
    },
    isFull: () => heldBytes > budgetBytes,
  };

  const open = async (id: string, job: EncodingJob): Promise<Result<EncodingPlan, EncodingRefusal['code']>> => {
    const source = encodingSource(deps.read, job.fileId);
    if (source === null || !hasStreams(source, job)) return refuse(FILE_AWAY);
    if (setAside.holds(source.fileId, stampOf(source))) return refuse(UNREADABLE);
    const plan = await planFor(source, job);
    if (!plan.ok) return plan;
    const playback = new PlaybackEncoding(shared, id, job, source, plan.value);
    const waitingBehind = playback.begin();
    if (waitingBehind === null) return refuse(BUSY);
    playbacks.set(id, playback);
    return ok({ ...plan.value, waitingBehind });
  };
  const remove = async (id: string) => {
    const playback = playbacks.get(id);
    playbacks.delete(id);
    await playback?.end();
  };

  /** Openings and closings of one playback follow each other; those of others do not wait. */
  const turns = new Map<string, Promise<unknown>>();
  const inTurn = <T>(id: string, act: () => Promise<T>): Promise<T> => {
    const turn = (turns.get(id) ?? Promise.resolve()).then(act, act);
    turns.set(id, turn);
    const leave = () => {
      if (turns.get(id) === turn) turns.delete(id);
    };
    turn.then(leave, leave);
    return turn;
  };

  return {
    /** Begin, or say again what was begun. Another job under the same id takes the first one's place. */
    open: (id: string, job: EncodingJob): Promise<Result<EncodingPlan, EncodingRefusal['code']>> =>
      inTurn(id, async () => {
        const existing = playbacks.get(id);
        if (existing && isSameOutput(existing.job, job)) {
          const waitingBehind = existing.begin();
          return waitingBehind === null ? refuse(BUSY) : ok({ ...existing.plan, waitingBehind });
        }
        await remove(id);
        return open(id, job);
      }),
    /** Wait until a segment lies in its place. `signal` ends the wait. */
    async want(id: string, variant: number, index: Wanted, signal: AbortSignal): Promise<Outcome> {
      return (await playbacks.get(id)?.want(variant, index, signal)) ?? { kind: 'none' };
    },
    /** End it; its files go. */
    close: (id: string): Promise<void> => inTurn(id, () => remove(id)),
    /** Nobody is there to ask: encoders end until somebody does, what they made stays. */
    pause(): void {
      for (const playback of playbacks.values()) playback.pause();
    },
    /** What nobody asked for within the last minute goes; who comes back to it has it made again. */
    async removeUnwatched(): Promise<{ freedBytes: number; keptBytes: number }> {
      const before = heldBytes;
      const unwatched = [...playbacks.values()].filter(({ isWatched }) => !isWatched);
      await Promise.all(unwatched.map(({ id }) => inTurn(id, () => remove(id))));
      return { freedBytes: Math.max(0, before - heldBytes), keptBytes: heldBytes };
    },
    /** To be called every `TICK_MS`: idle encoders end, files unused for 30 minutes go. */
    async tick(): Promise<void> {
      const old = [...playbacks.values()].filter(({ usedAt }) => clock.monotonic() - usedAt >= KEPT_MS);
      await Promise.all(old.map(({ id }) => remove(id)));
      for (const playback of playbacks.values()) playback.tick();
    },
    async stop(): Promise<void> {
      await Promise.allSettled([...turns.values()]);
      await Promise.all([...playbacks.keys()].map(remove));
    },
    /** Process ids of the encoders that run. */
    pids: (): number[] => [...playbacks.values()].flatMap(({ pid }) => (pid === null ? [] : [pid])),
  };
}

/** Whether both make the same files; where the viewer begins is no difference. */
const isSameOutput = (a: EncodingJob, b: EncodingJob): boolean =>
  isDeepStrictEqual({ ...a, startMs: 0 }, { ...b, startMs: 0 });

function refuse(refusal: EncodingRefusal): Result<never, EncodingRefusal['code']> {
  return fail(refusal.code, refusal.message);
}

/** Whether the job names streams the file has, of the right kind. The library may have read the file anew meanwhile. */
function hasStreams(source: EncodingSource, { video, audio }: EncodingJob): boolean {
  const is = (index: number, kind: string) =>
    source.streams.some(
      (stream) =>
        stream.index === index && stream.kind === kind && !(stream.kind === 'video' && stream.attachedPicture),
    );
  const words = video?.kind === 'h264' ? video.burnSubtitle : null;
  return (
    (video !== null || audio !== null) &&
    (video === null || is(video.stream, 'video')) &&
    (audio === null || is(audio.stream, 'audio')) &&
    (words === null || is(words, 'subtitle'))
  );
}

async function planFor(
  source: EncodingSource,
  job: EncodingJob,
): Promise<Result<Omit<EncodingPlan, 'waitingBehind'>, EncodingRefusal['code']>> {
  const { durationMs } = source;
  if (durationMs === null) return refuse(UNREADABLE);
  const codecs = codecsOf(source, job);
  if (job.video?.kind !== 'copy') {
    const variants = job.video?.variants ?? [soundAlone(source, job)];
    return ok({ durationMs, startsMs: segmentStarts(durationMs), variants, codecs });
  }
  const stream = source.streams.find(({ index }) => index === job.video?.stream);
  const startsMs = await copyStarts(source, job.video.stream);
  if (startsMs === 'file-away') return refuse(FILE_AWAY);
  if (startsMs === null)
    return fail('no-key-frames', 'This file does not list where its picture can be entered, so it is made anew.');
  const { width, height } = stream?.kind === 'video' ? stream : { width: 0, height: 0 };
  return ok({ durationMs, startsMs, variants: [{ width, height, bitrateBps: averageBps(source) }], codecs });
}

/** Sound has no size, and its playlist must be listed like any other. */
const soundAlone = (source: EncodingSource, { audio }: EncodingJob): Variant => ({
  width: 0,
  height: 0,
  bitrateBps: Math.min(audio?.kind === 'aac' ? AUDIO_BITRATE_BPS : Infinity, averageBps(source)),
});

const averageBps = ({ sizeBytes, durationMs }: EncodingSource): number =>
  Math.round((sizeBytes * 8_000) / Math.max(1, durationMs ?? 1));

/** RFC 6381 names; null when only the init segment tells. */
function codecsOf(source: EncodingSource, { video, audio }: EncodingJob): string | null {
  const names: string[] = [];
  if (video?.kind === 'copy') return null;
  if (video !== null) {
    const stream = source.streams.find(({ index }) => index === video.stream);
    const frameRate = stream?.kind === 'video' ? stream.frameRate : null;
    const levels = video.variants.map((variant) => h264Level(variant, frameRate));
    names.push(`avc1.6400${Math.max(...levels).toString(16)}`); // High profile, no constraints
  }
  if (audio !== null) {
    const stream = source.streams.find(({ index }) => index === audio.stream);
    const name = audio.kind === 'aac' ? 'mp4a.40.2' : COPIED_AUDIO[stream?.kind === 'audio' ? stream.codec : ''];
    if (name === undefined) return null;
    names.push(name);
  }
  return names.join(',');
}

const COPIED_AUDIO: Readonly<Record<string, string>> = { ac3: 'ac-3', eac3: 'ec-3', flac: 'fLaC', opus: 'Opus' };
