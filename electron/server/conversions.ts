import { setTimeout as pause } from 'node:timers/promises';
import type { EncodingJob } from '../../shared/control/encoding.ts';
import type { Log, PlaybackId } from '../core/kernel/index.ts';
import type { PlaybackConversion } from '../core/streaming/index.ts';
import { mayStillPlay, type PlaybackInQuestion, type PlaybackRules } from './may-still-play.ts';
import type { OpenStreams } from './open-streams.ts';
import type { SegmentAnswer, StartAnswer, WorkerLink } from './worker-link.ts';

/** MED-05: what was made for a playback goes this long after somebody last asked for any of it. */
const UNUSED_MS = 30 * 60_000;
/** A worker that died is back within a second or two; until then its viewers wait. */
const WORKER_BACK_WITHIN_MS = 20_000;
const ASK_AGAIN_MS = 250;

export type Conversions = ReturnType<typeof createConversions>;

/**
 * What the worker converts for playbacks: started, asked for segments, and ended with the playback, its session or its
 * viewer's rights. Survives a start of either process: what was asked for stands in the database.
 */
export function createConversions(
  deps: PlaybackRules & { readonly worker: WorkerLink; readonly streams: OpenStreams; readonly log: Log },
) {
  const { worker, streams, clock, log } = deps;
  const watched = new Map<PlaybackId, { askedAt: number; readonly leave: () => void }>();

  const end = async (playbackId: PlaybackId): Promise<void> => {
    watched.get(playbackId)?.leave();
    watched.delete(playbackId);
    if (!(await worker.endEncoding(playbackId))) log.warn('conversion.end-unheard', { playbackId });
  };

  return {
    start: (playbackId: PlaybackId, job: EncodingJob): Promise<StartAnswer> => worker.startEncoding(playbackId, job),

    /** The place in the queue now; a worker that started anew is given the job again, and queues it anew. */
    again: (playbackId: PlaybackId, { job }: PlaybackConversion): Promise<StartAnswer> =>
      worker.startEncoding(playbackId, job),

    /** End what is converted for a playback; its files go. Safe to repeat. */
    end,

    /** Somebody watches: the conversion lives on, and ends when it no longer may. */
    watch(playback: PlaybackInQuestion): void {
      const { playbackId } = playback;
      const known = watched.get(playbackId);
      if (known) {
        known.askedAt = clock.now();
        return;
      }
      const entry = { askedAt: clock.now(), leave: () => {} };
      entry.leave = streams.add({
        sessionId: playback.sessionId,
        mayGoOn: () => clock.now() - entry.askedAt < UNUSED_MS && mayStillPlay(deps, playback),
        cut: () => void end(playbackId),
      });
      watched.set(playbackId, entry);
    },

    /** Wait until a segment lies in its place; a worker that started anew is given the same job again. */
    async wait(
      playbackId: PlaybackId,
      { job, plan }: PlaybackConversion,
      variant: number,
      index: number | 'init',
      signal: AbortSignal,
    ): Promise<SegmentAnswer> {
      const until = performance.now() + WORKER_BACK_WITHIN_MS;
      const watch = watched.get(playbackId);
      let wasGivenAgain = false;
      for (;;) {
        const askedAt = performance.now();
        const answer = await worker.waitForSegment(playbackId, variant, index, signal);
        // Ended while we waited, as when the viewer takes another sound: given again, it would run for nobody.
        const wasEnded = watched.get(playbackId) !== watch;
        if (answer.kind === 'unknown' && !wasGivenAgain && !wasEnded) {
          wasGivenAgain = true;
          const startMs = index === 'init' ? job.startMs : (plan.startsMs[index] ?? job.startMs);
          const again = await worker.startEncoding(playbackId, { ...job, startMs });
          if (again.kind === 'refused') return again;
          if (again.kind === 'planned' && again.plan.startsMs.join() !== plan.startsMs.join())
            return { kind: 'refused', refusal: { code: 'file-away', message: 'The file of this film was changed. Play it again.' } }; // prettier-ignore
          log.info('conversion.given-again', { playbackId });
          continue;
        }
        // Refused at once means nobody is there; a wait that ran out is an answer of its own.
        const isAbsent = answer.kind === 'away' && performance.now() - askedAt < ASK_AGAIN_MS;
        if (!isAbsent || signal.aborted || performance.now() > until) return answer;
        await pause(ASK_AGAIN_MS, undefined, { signal }).catch(() => undefined); // the next look sees the signal
      }
    },
  };
}
