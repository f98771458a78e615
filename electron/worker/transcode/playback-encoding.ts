import type { FileHandle } from 'node:fs/promises';
import type { EncodingJob, EncodingPlan, EncodingRefusal } from '../../../shared/control/encoding.ts';
import type { Clock, Log } from '../../core/kernel/index.ts';
import type { EncodingSource } from '../../core/library/index.ts';
import { encoderArguments, type Effort, type VideoEncoder } from './argv.ts';
import { noteEncoder, type Held } from './cache.ts';
import { chooseRun, type Run } from './choose-run.ts';
import { startEncoder, type Encoder, type EncoderEnd, type EncoderLimits } from './encoder.ts';
import type { StreamPart, Track } from './fragments.ts';
import { createLastWish } from './last-wish.ts';
import { keyOf, MadeSegments, type Wanted } from './made-segments.ts';
import type { MediaEngine } from './media-engine.ts';
import { isFarAhead, isTimeForGood, type Pace } from './pace.ts';
import { BUSY, CUT_SHORT, FILE_AWAY, NO_FFMPEG, NO_ROOM, UNREADABLE } from './refusals.ts';
import type { SetAside } from './set-aside.ts';
import { Segmenter, type Segment } from './segments.ts';
import type { Slots } from './slots.ts';
import { openSource, stampOf } from './source-file.ts';
import { WaitingRoom } from './waiting-room.ts';

/** Without a request for this long the encoder ends; what it made stays a while. */
export const IDLE_MS = 60_000;
/** A film may be this many segments shorter than its header says; beyond it, part of the file is missing. */
const SHORT_BY_SEGMENTS = 2;

export type Outcome =
  | { readonly kind: 'made' }
  /** There is no such variant or segment. */
  | { readonly kind: 'none' }
  | { readonly kind: 'refused'; readonly refusal: EncodingRefusal }
  /** The wait was ended. */
  | { readonly kind: 'ended' };

export type EncodingDeps = {
  readonly cacheFolder: string;
  readonly engine: MediaEngine;
  readonly slots: Slots;
  readonly setAside: SetAside;
  readonly limits: EncoderLimits;
  readonly clock: Clock;
  readonly log: Log;
  /** Bytes were written or removed; true when the cache is full and nothing more can go. */
  readonly weighed: (bytes: number) => void;
  readonly isFull: () => boolean;
};

type LiveRun = {
  readonly variant: number;
  readonly from: number;
  readonly until: number;
  readonly effort: Effort;
  readonly startedAt: number;
  readonly encoderName: VideoEncoder;
  next: number;
  /** Time the encoder was made to wait, ms: no measure of its speed. */
  heldMs: number;
  isStopped: boolean;
  segmenter: Segmenter | null;
  encoder: Encoder | null;
  /** Its process is gone and what it made is kept. */
  ended: Promise<void>;
  /** The process is written down, for the next start to end it. */
  noted: Promise<void>;
};

/**
 * What is converted for one playback. A request for what exists is answered at once, for what comes soon it waits, and for
 * anything else the encoder starts there. One encoder at most, wherever and however often a viewer jumps.
 */
export class PlaybackEncoding {
  readonly id: string;
  readonly job: EncodingJob;
  readonly plan: Omit<EncodingPlan, 'waitingBehind'>;
  readonly #deps: EncodingDeps;
  readonly #source: EncodingSource;
  readonly #made: MadeSegments;
  readonly #waiting = new WaitingRoom<Outcome>();
  readonly #steering = createLastWish(() => this.#steer());
  readonly #variants: number;
  #position: { variant: number; index: number };
  #usedAt: number;
  #run: LiveRun | null = null;
  #tracks: readonly Track[] | null = null;
  /** From this segment on the file has nothing, though its header says so. */
  #missingFrom = Infinity;
  #preferGood = false;
  #isEnded = false;
  #wake = Promise.withResolvers<void>();

  constructor(
    deps: EncodingDeps,
    id: string,
    job: EncodingJob,
    source: EncodingSource,
    plan: Omit<EncodingPlan, 'waitingBehind'>,
  ) {
    this.#deps = deps;
    this.id = id;
    this.job = job;
    this.#source = source;
    this.#made = new MadeSegments(deps.cacheFolder, id, deps.weighed);
    this.plan = plan;
    this.#variants = Math.max(1, plan.variants.length);
    this.#position = { variant: 0, index: indexAt(plan.startsMs, job.startMs) };
    this.#usedAt = deps.clock.monotonic();
  }

  /** Begin where the viewer does. @returns how many conversions run before; null when there is no place for this one. */
  begin(): number | null {
    this.#usedAt = this.#deps.clock.monotonic();
    const waitingBehind = this.#place();
    if (waitingBehind !== null) this.#steering.ask();
    return waitingBehind;
  }

  /** Wait until a segment lies in its place. */
  async want(variant: number, index: Wanted, signal: AbortSignal): Promise<Outcome> {
    if (this.#isEnded || variant >= this.#variants || (index !== 'init' && index >= this.plan.startsMs.length))
      return { kind: 'none' };
    this.#usedAt = this.#deps.clock.monotonic();
    this.#moveTo(variant, index);
    this.#wakeUp();
    const isMade = this.#made.has(variant, index);
    const refusal = isMade ? null : this.#refusalFor(index);
    if (refusal) return { kind: 'refused', refusal };
    this.#steering.ask();
    return isMade ? { kind: 'made' } : this.#waiting.wait(keyOf(variant, index), { kind: 'ended' }, signal);
  }

  get isWatched(): boolean {
    return this.#deps.clock.monotonic() - this.#usedAt < IDLE_MS;
  }

  get usedAt(): number {
    return this.#usedAt;
  }

  /** The process id of its encoder; null when none runs. */
  get pid(): number | null {
    return this.#run?.encoder?.pid ?? null;
  }

  held(): Held {
    const { id, usedAt, isWatched } = this;
    return { id, usedAt, isWatched, position: this.#position.index, segments: this.#made.segments() };
  }

  /** Remove a segment to make room. */
  evict(variant: number, index: number): Promise<void> {
    return this.#made.evict(variant, index);
  }

  /** Time has passed: end what nobody asks for, go on where there is room again. */
  tick(): void {
    this.#wakeUp();
    this.#steering.ask();
  }

  /** Nobody is there to ask: the encoder ends until somebody does, what it made stays. */
  pause(): void {
    this.#usedAt = Math.min(this.#usedAt, this.#deps.clock.monotonic() - IDLE_MS);
    this.tick();
  }

  /** End it and remove its files. */
  async end(): Promise<void> {
    this.#isEnded = true;
    this.#waiting.answerAll({ kind: 'none' });
    this.#wakeUp();
    await this.#steering.settled();
    await this.#stopRun();
    this.#deps.slots.leave(this.id);
    await this.#made.removeAll();
  }

  #moveTo(variant: number, index: Wanted): void {
    if (index !== 'init') this.#position = { variant, index };
    // Players fetch another size's init segment before the segment that follows what they have.
    else if (variant !== this.#position.variant) {
      const { index: at } = this.#position;
      const next = this.#made.has(this.#position.variant, at) ? at + 1 : at;
      this.#position = { variant, index: Math.min(next, this.plan.startsMs.length - 1) };
    }
  }

  #refusalFor(index: Wanted): EncodingRefusal | null {
    if (this.#deps.setAside.holds(this.#source.fileId, stampOf(this.#source))) return UNREADABLE;
    return index !== 'init' && index >= this.#missingFrom ? CUT_SHORT : null;
  }

  get #needsPlace(): boolean {
    return this.job.video?.kind === 'h264';
  }

  #place(): number | null {
    return this.#needsPlace ? this.#deps.slots.ask(this.id, () => this.#steering.ask()) : 0;
  }

  async #steer(): Promise<void> {
    try {
      await this.#step();
    } catch (error) {
      this.#deps.log.error('transcode.steering-failed', { playbackId: this.id, error });
      this.#waiting.answerAll({ kind: 'refused', refusal: UNREADABLE });
    }
  }

  async #step(): Promise<void> {
    if (this.#isEnded) return;
    const refusal = this.#refusalFor('init');
    if (refusal) this.#waiting.answerAll({ kind: 'refused', refusal });
    if (refusal || !this.isWatched) return this.#rest();
    let choice = this.#choose();
    if (choice.kind === 'keep') return;
    if (choice.kind === 'rest') return this.#rest();
    const waitingBehind = this.#place();
    if (waitingBehind === null) return this.#waiting.answerAll({ kind: 'refused', refusal: BUSY });
    if (waitingBehind > 0) return;
    await this.#stopRun();
    if (this.#isEnded) return;
    choice = this.#choose(); // wishes may have come while the last encoder ended
    if (choice.kind === 'start') await this.#start(choice);
  }

  #choose() {
    const { variant } = this.#position;
    return chooseRun({
      startsMs: this.plan.startsMs,
      position: this.#position,
      has: (index) => index >= this.#missingFrom || this.#made.has(variant, index),
      run: this.#run satisfies Run | null,
    });
  }

  async #rest(): Promise<void> {
    await this.#stopRun();
    this.#deps.slots.leave(this.id);
  }

  async #stopRun(): Promise<void> {
    const run = this.#run;
    if (run === null) return;
    run.isStopped = true;
    this.#wakeUp();
    // Gone, it may still be putting away its last segment: nothing else writes into the folder meanwhile.
    if (await run.encoder?.stop()) await run.ended;
    if (this.#run === run) this.#run = null;
  }

  async #start(choice: { readonly variant: number; readonly from: number; readonly until: number }): Promise<void> {
    const { job } = this;
    const { engine, limits, clock, log } = this.#deps;
    const { startsMs } = this.plan;
    const handle = await openSource(this.#source);
    if (handle === null) return this.#waiting.answerAll({ kind: 'refused', refusal: FILE_AWAY });
    const isHurried = choice.from === this.#position.index && !this.#waiting.isEmpty;
    const isLinux = process.platform === 'linux';
    const run: LiveRun = {
      ...choice,
      next: choice.from,
      effort: this.#preferGood && !isHurried ? 'good' : 'fast',
      encoderName: engine.encoder(),
      startedAt: clock.monotonic(),
      heldMs: 0,
      isStopped: false,
      segmenter: null,
      encoder: null,
      ended: Promise.resolve(),
      noted: Promise.resolve(),
    };
    try {
      const args = encoderArguments({
        demuxer: this.#source.demuxer,
        input: isLinux ? { kind: 'descriptor' } : { kind: 'path', path: this.#source.path },
        video: job.video,
        audio: job.audio,
        streams: this.#source.streams,
        variant: run.variant,
        bitrateBps: this.plan.variants[run.variant]!.bitrateBps,
        startMs: startsMs[run.from]!,
        endMs: startsMs[run.until] ?? null,
        keyFramesMs: startsMs.slice(run.from, run.until + 1),
        effort: run.effort,
        encoder: run.encoderName,
        filters: engine.filters,
        threads: engine.threads,
      });
      run.encoder = startEncoder(
        { engine, limits },
        { args, descriptor: isLinux ? handle.fd : null, onPart: (part) => this.#onPart(run, part) },
      );
    } catch (error) {
      await handle.close();
      throw error;
    }
    this.#run = run;
    const { pid, done } = run.encoder;
    log.info('transcode.started', { playbackId: this.id, pid, from: run.from, until: run.until, effort: run.effort });
    run.noted = pid === null ? Promise.resolve() : noteEncoder(this.#deps.cacheFolder, this.id, pid);
    run.noted.catch(() => {}); // whoever writes the first segment meets it
    run.ended = this.#follow(run, done, handle);
  } // prettier-ignore

  async #follow(run: LiveRun, done: Promise<EncoderEnd>, handle: FileHandle): Promise<void> {
    try {
      const end = await done;
      await Promise.allSettled([run.noted]);
      await this.#onEnd(run, end);
    } catch (error) {
      this.#deps.log.error('transcode.failed', { playbackId: this.id, error });
      if (this.#run === run) this.#run = null;
      this.#waiting.answerAll({ kind: 'refused', refusal: UNREADABLE });
    } finally {
      await handle.close();
    }
  }

  async #onPart(run: LiveRun, part: StreamPart): Promise<void> {
    if (run.isStopped) return;
    if (part.kind === 'init') {
      this.#tracks = part.tracks;
      await run.noted;
      run.segmenter = await this.#begun(run, part.bytes, part.tracks);
      return;
    }
    for (const segment of run.segmenter?.push(part.fragment) ?? []) await this.#keep(run, segment);
    this.#considerGood(run);
    await this.#hold(run);
  }

  async #begun({ variant, from, until, encoderName }: LiveRun, init: Buffer, tracks: readonly Track[]): Promise<Segmenter> {
    const isH264 = this.job.video?.kind === 'h264';
    const beforeKeys = await this.#made.putInit(variant, init, isH264);
    this.#waiting.answer(keyOf(variant, 'init'), { kind: 'made' });
    return new Segmenter(tracks, this.plan.startsMs, from, until, { beforeKeys, keysAreStarts: isH264 && encoderName === 'libx264' });
  } // prettier-ignore

  async #keep(run: LiveRun, { index, bytes }: Segment): Promise<void> {
    if (run.isStopped) return;
    await this.#made.put(run.variant, index, bytes);
    this.#waiting.answer(keyOf(run.variant, index), { kind: 'made' });
    run.next = index + 1;
  }

  /** Throttle: the pipe is not read while enough lies ahead of the viewer. */
  async #hold(run: LiveRun): Promise<void> {
    const { clock } = this.#deps;
    const since = clock.monotonic();
    while (!run.isStopped && isFarAhead(this.#paceOf(run), this.#deps.isFull())) await this.#wake.promise;
    run.heldMs += clock.monotonic() - since;
  }

  #paceOf({ from, next }: LiveRun): Pace {
    return { startsMs: this.plan.startsMs, from, next, position: this.#position.index };
  }

  /** Once enough is in hand, the better preset goes on from the next segment's start. */
  #considerGood(run: LiveRun): void {
    if (run.isStopped || run.effort === 'good' || run.encoderName !== 'libx264' || this.job.video?.kind !== 'h264') return;
    const tookMs = this.#deps.clock.monotonic() - run.startedAt - run.heldMs;
    if (!isTimeForGood(this.#paceOf(run), tookMs)) return;
    this.#preferGood = true;
    run.isStopped = true;
    void run.encoder?.stop();
  } // prettier-ignore

  async #onEnd(run: LiveRun, end: EncoderEnd): Promise<void> {
    let goesOn = true;
    if (end.kind === 'finished' && !run.isStopped) await this.#finish(run);
    else if (end.kind === 'failed') goesOn = this.#failed(run, end);
    if (this.#run !== run) return;
    this.#run = null;
    if (goesOn) this.#steering.ask();
  }

  async #finish(run: LiveRun): Promise<void> {
    const segmenter =
      run.segmenter ?? (this.#tracks && new Segmenter(this.#tracks, this.plan.startsMs, run.from, run.until));
    if (segmenter === null) {
      this.#failed(run, { kind: 'failed', why: 'exit', detail: 'it made nothing' });
      return;
    }
    const last = segmenter.end();
    const isAll = run.until === this.plan.startsMs.length;
    const filled = last.findLastIndex(({ isEmpty }) => !isEmpty) + 1;
    const isCutShort = isAll && last.length - filled > SHORT_BY_SEGMENTS;
    for (const segment of isCutShort ? last.slice(0, filled) : last) await this.#keep(run, segment);
    if (!isCutShort) return;
    this.#missingFrom = last[filled]!.index;
    this.#deps.log.warn('transcode.cut-short', { playbackId: this.id, fileId: this.#source.fileId });
    const isMissing = (key: string) => Number(key.split('/')[1]) >= this.#missingFrom;
    this.#waiting.answerAll({ kind: 'refused', refusal: CUT_SHORT }, isMissing);
  }

  /** @returns whether to try again now; else with the next request, or when time has passed. */
  #failed(run: LiveRun, end: Extract<EncoderEnd, { kind: 'failed' }>): boolean {
    const { log, engine, setAside } = this.#deps;
    const { fileId } = this.#source;
    log.warn('transcode.failed', { playbackId: this.id, fileId, encoder: run.encoderName, why: end.why, detail: end.detail });
    if (end.why === 'keeping' || end.why === 'not-started') {
      this.#waiting.answerAll({ kind: 'refused', refusal: end.why === 'keeping' ? NO_ROOM : NO_FFMPEG });
      return false;
    }
    // The chip's fault first; then the file's.
    if (this.#needsPlace && run.encoderName !== 'libx264') engine.fallBack();
    else if (setAside.failed(fileId, stampOf(this.#source))) {
      log.warn('transcode.set-aside', { fileId });
      this.#waiting.answerAll({ kind: 'refused', refusal: UNREADABLE });
    }
    return true;
  } // prettier-ignore

  #wakeUp(): void {
    this.#wake.resolve();
    this.#wake = Promise.withResolvers();
  }
}

/** The segment a moment lies in. */
function indexAt(startsMs: readonly number[], ms: number): number {
  return Math.max(
    0,
    startsMs.findLastIndex((start) => start <= ms),
  );
}
