import { rm, type FileHandle } from 'node:fs/promises';
import type { EncodingJob, EncodingPlan, EncodingRefusal } from '../../../shared/control/encoding.ts';
import { openRealPath, type Clock, type Log } from '../../core/kernel/index.ts';
import type { EncodingSource } from '../../core/library/index.ts';
import { playbackFolder, segmentPath } from '../../core/streaming/index.ts';
import { SNIFF_BYTES, sniff } from '../probe/sniff.ts';
import { encoderArguments, type Effort } from './argv.ts';
import { parameterSets } from './avcc.ts';
import { noteEncoder, writeWhole, type Held } from './cache.ts';
import { AHEAD_MS, chooseRun, type Run } from './choose-run.ts';
import { startEncoder, type Encoder, type EncoderEnd, type EncoderLimits } from './encoder.ts';
import type { StreamPart, Track } from './fragments.ts';
import type { MediaEngine } from './media-engine.ts';
import type { SetAside } from './set-aside.ts';
import { Segmenter, type Segment } from './segments.ts';
import type { Slots } from './slots.ts';

/** Without a request for this long the encoder ends; what it made stays a while. */
export const IDLE_MS = 60_000;
/** The good preset takes over when this much is in hand, and the fast one was this many times faster than the film. */
const IN_HAND_MS = 12_000;
const FAST_ENOUGH = 3;
/** A film may be this many segments shorter than its header says; beyond it, part of the file is missing. */
const SHORT_BY_SEGMENTS = 2;

export type Wanted = number | 'init';

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
  readonly encoderName: string;
  next: number;
  /** Time the encoder was made to wait, ms: no measure of its speed. */
  heldMs: number;
  isStopped: boolean;
  segmenter: Segmenter | null;
  encoder: Encoder | null;
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
  /** Bytes of what lies in its place, by `variant/index`. */
  readonly #made = new Map<string, number>();
  readonly #initSets = new Map<number, Buffer | null>();
  readonly #waiting = new Map<string, Set<(outcome: Outcome) => void>>();
  readonly #variants: number;
  #position: { variant: number; index: number };
  #usedAt: number;
  #run: LiveRun | null = null;
  #tracks: readonly Track[] | null = null;
  /** From this segment on the file has nothing, though its header says so. */
  #missingFrom = Infinity;
  #preferGood = false;
  #isEnded = false;
  #steering: Promise<void> | null = null;
  #steerAgain = false;
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
    this.plan = plan;
    this.#variants = Math.max(1, plan.variants.length);
    this.#position = { variant: 0, index: indexAt(plan.startsMs, job.startMs) };
    this.#usedAt = deps.clock.monotonic();
  }

  /** Begin where the viewer does. @returns how many conversions run before; null when there is no place for this one. */
  begin(): number | null {
    this.#usedAt = this.#deps.clock.monotonic();
    const waitingBehind = this.#place();
    if (waitingBehind !== null) this.#steer();
    return waitingBehind;
  }

  /** Wait until a segment lies in its place. */
  async want(variant: number, index: Wanted, signal: AbortSignal): Promise<Outcome> {
    if (this.#isEnded || variant >= this.#variants || (index !== 'init' && index >= this.plan.startsMs.length))
      return { kind: 'none' };
    this.#usedAt = this.#deps.clock.monotonic();
    this.#moveTo(variant, index);
    const key = `${variant}/${index}`;
    this.#wakeUp();
    if (this.#made.has(key)) {
      this.#steer();
      return { kind: 'made' };
    }
    const refusal = this.#refusalFor(index);
    if (refusal) return { kind: 'refused', refusal };
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    const onAbort = () => resolve({ kind: 'ended' });
    const waiters = this.#waiting.get(key) ?? new Set();
    this.#waiting.set(key, waiters.add(resolve));
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
    else this.#steer();
    try {
      return await promise;
    } finally {
      signal.removeEventListener('abort', onAbort);
      waiters.delete(resolve);
      if (waiters.size === 0 && this.#waiting.get(key) === waiters) this.#waiting.delete(key);
    }
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
    const segments = [...this.#made].flatMap(([key, bytes]) => {
      const [variant, index] = key.split('/');
      return index === 'init' ? [] : [{ variant: Number(variant), index: Number(index), bytes }];
    });
    return { id: this.id, usedAt: this.#usedAt, isWatched: this.isWatched, position: this.#position.index, segments };
  }

  /** Remove a segment to make room. */
  async evict(variant: number, index: number): Promise<void> {
    const key = `${variant}/${index}`;
    const bytes = this.#made.get(key);
    if (bytes === undefined) return;
    this.#made.delete(key);
    this.#deps.weighed(-bytes);
    await rm(segmentPath(this.#deps.cacheFolder, this.id, variant, index), { force: true });
  }

  /** Time has passed: end what nobody asks for, go on where there is room again. */
  tick(): void {
    this.#wakeUp();
    this.#steer();
  }

  /** End it and remove its files. */
  async end(): Promise<void> {
    this.#isEnded = true;
    this.#answerAll({ kind: 'none' });
    this.#wakeUp();
    await this.#steering;
    await this.#stopRun();
    this.#deps.slots.leave(this.id);
    for (const bytes of this.#made.values()) this.#deps.weighed(-bytes);
    this.#made.clear();
    await rm(playbackFolder(this.#deps.cacheFolder, this.id), { recursive: true, force: true });
  }

  #moveTo(variant: number, index: Wanted): void {
    if (index !== 'init') this.#position = { variant, index };
    // Players fetch another size's init segment before the segment that follows what they have.
    else if (variant !== this.#position.variant) {
      const { index: at } = this.#position;
      const next = this.#made.has(`${this.#position.variant}/${at}`) ? at + 1 : at;
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
    return this.#needsPlace ? this.#deps.slots.ask(this.id, () => this.#steer()) : 0;
  }

  #steer(): void {
    this.#steerAgain = true;
    this.#steering ??= this.#steerOn().finally(() => (this.#steering = null));
  }

  async #steerOn(): Promise<void> {
    // However many wishes came meanwhile, only the last one counts.
    while (this.#steerAgain) {
      this.#steerAgain = false;
      try {
        await this.#step();
      } catch (error) {
        this.#deps.log.error('transcode.steering-failed', { playbackId: this.id, error });
        this.#answerAll({ kind: 'refused', refusal: UNREADABLE });
      }
    }
  }

  async #step(): Promise<void> {
    if (this.#isEnded) return;
    if (!this.isWatched || this.#refusalFor('init')) return this.#rest();
    let choice = this.#choose();
    if (choice.kind === 'keep') return;
    if (choice.kind === 'rest') return this.#rest();
    const waitingBehind = this.#place();
    if (waitingBehind === null) return this.#answerAll({ kind: 'refused', refusal: BUSY });
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
      has: (index) => index >= this.#missingFrom || this.#made.has(`${variant}/${index}`),
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
    await run.encoder?.stop();
    if (this.#run === run) this.#run = null;
  }

  async #start(choice: { readonly variant: number; readonly from: number; readonly until: number }): Promise<void> {
    const { job } = this;
    const { engine, limits, clock, log } = this.#deps;
    const { startsMs } = this.plan;
    const handle = await this.#open();
    if (handle === null) return this.#answerAll({ kind: 'refused', refusal: FILE_AWAY });
    const isHurried = choice.from === this.#position.index && this.#waiting.size > 0;
    const effort: Effort = this.#preferGood && !isHurried ? 'good' : 'fast';
    const encoderName = engine.encoder();
    const run: LiveRun = {
      ...choice,
      next: choice.from,
      effort,
      encoderName,
      startedAt: clock.monotonic(),
      heldMs: 0,
      isStopped: false,
      segmenter: null,
      encoder: null,
    };
    const isLinux = process.platform === 'linux';
    const args = encoderArguments({
      demuxer: this.#source.demuxer,
      input: isLinux ? { kind: 'descriptor' } : { kind: 'path', path: this.#source.path },
      video: job.video,
      audio: job.audio,
      streams: this.#source.streams,
      variant: choice.variant,
      startMs: startsMs[choice.from]!,
      endMs: startsMs[choice.until] ?? null,
      keyFramesMs: startsMs.slice(choice.from, choice.until + 1),
      effort,
      encoder: encoderName,
      filters: engine.filters,
      threads: engine.threads,
    });
    this.#run = run;
    run.encoder = startEncoder(
      { ffmpeg: engine.ffmpeg, prlimit: engine.prlimit, limits },
      { args, descriptor: isLinux ? handle.fd : null, onPart: (part) => this.#onPart(run, part) },
    );
    log.info('transcode.started', { playbackId: this.id, pid: run.encoder.pid, from: run.from, until: run.until, effort });
    void run.encoder.done
      .finally(() => void handle.close())
      .then(
        (end) => this.#onEnd(run, end),
        (error: unknown) => {
          log.error('transcode.failed', { playbackId: this.id, error });
          if (this.#run === run) this.#run = null;
          this.#answerAll({ kind: 'refused', refusal: UNREADABLE });
        },
      );
  } // prettier-ignore

  async #open(): Promise<FileHandle | null> {
    const handle = await openRealPath(this.#source.root, this.#source.path);
    if (handle === null) return null;
    if ((await handle.stat()).size === this.#source.sizeBytes && (await this.#isStill(handle))) return handle;
    await handle.close();
    return null;
  }

  /** What the library found by content is what ffmpeg may open it as, and nothing else (MED-08). */
  async #isStill(handle: FileHandle): Promise<boolean> {
    const head = Buffer.alloc(SNIFF_BYTES);
    const { bytesRead } = await handle.read(head, 0, head.length, 0);
    const found = sniff(head.subarray(0, bytesRead));
    return found.kind === 'media' && found.demuxer === this.#source.demuxer;
  }

  async #onPart(run: LiveRun, part: StreamPart): Promise<void> {
    if (run.isStopped) return;
    if (part.kind === 'init') {
      this.#tracks = part.tracks;
      if (run.encoder?.pid) await noteEncoder(this.#deps.cacheFolder, this.id, run.encoder.pid);
      run.segmenter = await this.#begun(run, part.bytes, part.tracks);
      return;
    }
    for (const segment of run.segmenter?.push(part.fragment) ?? []) await this.#keep(run, segment);
    this.#considerGood(run);
    await this.#hold(run);
  }

  /** The init segment players were given is the one that counts; another encoder's parameter sets travel in its segments. */
  async #begun(run: LiveRun, init: Buffer, tracks: readonly Track[]): Promise<Segmenter> {
    const { variant, from, until } = run;
    const sets = this.job.video?.kind === 'h264' ? parameterSets(init) : null;
    let before: Buffer | null = null;
    if (this.#made.has(`${variant}/init`)) {
      const first = this.#initSets.get(variant) ?? null;
      if (sets !== null && first !== null && !sets.equals(first)) before = sets;
    } else {
      this.#initSets.set(variant, sets);
      await this.#put(variant, 'init', init);
    }
    const keysAreStarts = this.job.video?.kind === 'h264' && run.encoderName === 'libx264';
    return new Segmenter(tracks, this.plan.startsMs, from, until, { beforeKeys: before, keysAreStarts });
  }

  async #keep(run: LiveRun, { index, bytes }: Segment): Promise<void> {
    if (run.isStopped) return;
    await this.#put(run.variant, index, bytes);
    run.next = index + 1;
  }

  async #put(variant: number, index: Wanted, bytes: Buffer): Promise<void> {
    await writeWhole(segmentPath(this.#deps.cacheFolder, this.id, variant, index), bytes);
    const key = `${variant}/${index}`;
    this.#deps.weighed(bytes.length - (this.#made.get(key) ?? 0));
    this.#made.set(key, bytes.length);
    this.#answer(key, { kind: 'made' });
  }

  /** Throttle: the pipe is not read while enough lies ahead of the viewer. */
  async #hold(run: LiveRun): Promise<void> {
    const { clock } = this.#deps;
    const since = clock.monotonic();
    while (!run.isStopped && this.#isAhead(run)) await this.#wake.promise;
    run.heldMs += clock.monotonic() - since;
  }

  #isAhead(run: LiveRun): boolean {
    const { startsMs } = this.plan;
    const reached = startsMs[run.next];
    if (reached === undefined) return false;
    const isWaitedFor = run.next <= this.#position.index;
    if (!isWaitedFor && this.#deps.isFull()) return true;
    return reached - startsMs[this.#position.index]! >= AHEAD_MS;
  }

  /** Once enough is in hand, the better preset goes on from the next segment's start. */
  #considerGood(run: LiveRun): void {
    if (run.effort === 'good' || run.encoderName !== 'libx264' || this.job.video?.kind !== 'h264') return;
    const { startsMs } = this.plan;
    const reachedMs = startsMs[run.next];
    if (run.isStopped || reachedMs === undefined || run.next === run.from) return;
    if (reachedMs - startsMs[this.#position.index]! < IN_HAND_MS) return;
    const tookMs = this.#deps.clock.monotonic() - run.startedAt - run.heldMs;
    const speed = (reachedMs - startsMs[run.from]!) / Math.max(1, tookMs);
    if (speed < FAST_ENOUGH) return;
    this.#preferGood = true;
    run.isStopped = true;
    void run.encoder?.stop();
  }

  async #onEnd(run: LiveRun, end: EncoderEnd): Promise<void> {
    const isCurrent = this.#run === run;
    if (end.kind === 'finished' && !run.isStopped) await this.#finish(run);
    else if (end.kind === 'failed') this.#failed(run, end);
    if (isCurrent && this.#run === run) this.#run = null;
    if (isCurrent) this.#steer();
  }

  async #finish(run: LiveRun): Promise<void> {
    const segmenter =
      run.segmenter ?? (this.#tracks && new Segmenter(this.#tracks, this.plan.startsMs, run.from, run.until));
    if (segmenter === null) return this.#failed(run, { kind: 'failed', why: 'exit', detail: 'it made nothing' });
    const last = segmenter.end();
    const isAll = run.until === this.plan.startsMs.length;
    const filled = last.findLastIndex(({ isEmpty }) => !isEmpty) + 1;
    const isCutShort = isAll && last.length - filled > SHORT_BY_SEGMENTS;
    for (const segment of isCutShort ? last.slice(0, filled) : last) await this.#keep(run, segment);
    if (!isCutShort) return;
    this.#missingFrom = last[filled]!.index;
    this.#deps.log.warn('transcode.cut-short', { playbackId: this.id, fileId: this.#source.fileId });
    for (const key of [...this.#waiting.keys()])
      if (Number(key.split('/')[1]) >= this.#missingFrom) this.#answer(key, { kind: 'refused', refusal: CUT_SHORT });
  }

  #failed(run: LiveRun, end: Extract<EncoderEnd, { kind: 'failed' }>): void {
    const { log, engine, setAside } = this.#deps;
    const { fileId } = this.#source;
    log.warn('transcode.failed', { playbackId: this.id, fileId, encoder: run.encoderName, why: end.why, detail: end.detail });
    if (end.why === 'keeping') return this.#answerAll({ kind: 'refused', refusal: NO_ROOM });
    if (end.why === 'not-started') return this.#answerAll({ kind: 'refused', refusal: NO_FFMPEG });
    if (this.#needsPlace && run.encoderName !== 'libx264') return engine.fallBack(); // the chip's fault first; then the file's
    if (!setAside.failed(fileId, stampOf(this.#source))) return;
    log.warn('transcode.set-aside', { fileId });
    this.#answerAll({ kind: 'refused', refusal: UNREADABLE });
  } // prettier-ignore

  #answer(key: string, outcome: Outcome): void {
    const waiters = this.#waiting.get(key);
    this.#waiting.delete(key);
    for (const resolve of waiters ?? []) resolve(outcome);
  }

  #answerAll(outcome: Outcome): void {
    for (const key of [...this.#waiting.keys()]) this.#answer(key, outcome);
  }

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

/** Changes when the file does. */
export const stampOf = (source: EncodingSource): string => `${source.sizeBytes}/${source.mtimeMs}`;

export const UNREADABLE: EncodingRefusal = {
  code: 'unreadable',
  message:
    'This file cannot be converted: it may be damaged. Holdfast tries again in an hour, or when the file changes.',
};
const CUT_SHORT: EncodingRefusal = {
  code: 'unreadable',
  message: 'The film ends here: the rest of its file is missing or damaged.',
};
export const BUSY: EncodingRefusal = {
  code: 'busy',
  message: 'This computer is converting as many films as it can, and others wait. Try again in a while.',
};
const NO_ROOM: EncodingRefusal = {
  code: 'busy',
  message: 'The converted film could not be kept, because the disk is full or not writable. Make room and try again.',
};
export const NO_FFMPEG: EncodingRefusal = {
  code: 'no-ffmpeg',
  message: 'This film needs converting, and the computer has no usable ffmpeg. Ask the owner to install it.',
};
export const FILE_AWAY: EncodingRefusal = {
  code: 'file-away',
  message: 'The file of this film is away or has changed. Is its drive connected?',
};
