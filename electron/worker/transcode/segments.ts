import { NotFragments, type Fragment, type Sample, type Track } from './fragments.ts';
import { segmentBytes, type TrackSamples } from './segment-bytes.ts';

export type Segment = {
  readonly index: number;
  readonly bytes: Buffer;
  /** The source has neither picture nor sound for it. */
  readonly isEmpty: boolean;
};

/** A key frame this much before a segment's start still opens it: containers round times to whole ms, and half a picture. */
const EARLY_MS = 20;
/** Sound may lag this many segments behind the picture before a segment goes without waiting for it: it has ended. */
const AUDIO_LAG_SEGMENTS = 2;
/** What is held of segments not given out yet: two fragments at their largest. */
const MAX_HELD_BYTES = 512 * 1024 * 1024;

type Lane = {
  readonly track: Track;
  /** Samples by segment index, of segments not given out yet. */
  readonly samples: Map<number, Sample[]>;
  /** The segment the last sample fell into. */
  reached: number;
  /** Nothing more comes for that segment. */
  isClosed: boolean;
  /** The last sample that was met; its end is the next one's `dts`. */
  last: { readonly index: number; readonly sample: Sample } | null;
};

/**
 * Cuts one run of an encoder into segments at the playlist's times: pictures at the key frame of each start, sound at the
 * start itself to the sample. So segments of different runs follow on each other without gap or overlap, wherever ffmpeg
 * cut its fragments.
 */
export class Segmenter {
  readonly #startsMs: readonly number[];
  readonly #lanes: readonly Lane[];
  readonly #hasVideo: boolean;
  readonly #until: number;
  readonly #beforeKeys: Buffer | null;
  readonly #keysAreStarts: boolean;
  #next: number;
  #heldBytes = 0;

  /**
   * @param startsMs where every segment of the film starts.
   * @param from the first segment of this run; what lies before it is dropped.
   * @param until exclusive; what lies behind is dropped.
   * @param options.beforeKeys put before every key frame: parameter sets, when the init segment players have is another
   *   encoder's.
   * @param options.keysAreStarts every key frame opens a segment: then a fragment's end is a segment's end, and the next
   *   key frame need not be waited for.
   */
  constructor(
    tracks: readonly Track[],
    startsMs: readonly number[],
    from: number,
    until: number,
    options: { readonly beforeKeys?: Buffer | null; readonly keysAreStarts?: boolean } = {},
  ) {
    this.#beforeKeys = options.beforeKeys ?? null;
    this.#keysAreStarts = options.keysAreStarts ?? false;
    this.#startsMs = startsMs;
    this.#next = from;
    this.#until = until;
    this.#hasVideo = tracks.some((track) => track.kind === 'video');
    this.#lanes = tracks.map((track) => ({
      track,
      samples: new Map<number, Sample[]>(),
      reached: from - 1,
      isClosed: false,
      last: null,
    }));
  }

  /** Segments that are whole now. @throws NotFragments */
  push(fragment: Fragment): Segment[] {
    for (const { trackId, samples } of fragment) {
      const lane = this.#lanes.find(({ track }) => track.id === trackId);
      if (lane === undefined) throw new NotFragments(`a sample of track ${trackId}`);
      for (const sample of samples) this.#take(lane, sample);
      // ffmpeg ends a fragment when the next key frame comes, and knows its time then.
      lane.isClosed = this.#keysAreStarts && lane.track.kind === 'video';
    }
    if (this.#heldBytes > MAX_HELD_BYTES) throw new NotFragments('a segment larger than any film has');
    const done: Segment[] = [];
    while (this.#next < this.#until && this.#isWhole(this.#next)) done.push(this.#give());
    return done;
  }

  /** The encoder came to the end of its input: what is left, up to `until`. Segments the source has nothing for are empty. */
  end(): Segment[] {
    const done: Segment[] = [];
    while (this.#next < this.#until) done.push(this.#give());
    return done;
  }

  /** The first segment that is not given out yet. */
  get next(): number {
    return this.#next;
  }

  #take(lane: Lane, sample: Sample): void {
    const { track } = lane;
    const ms = (sample.pts * 1000) / track.timescale;
    let index = lane.reached;
    if (track.kind === 'video') {
      if (sample.isKey)
        while (index + 1 < this.#startsMs.length && this.#startsMs[index + 1]! - EARLY_MS <= ms) index += 1;
    } else {
      while (index + 1 < this.#startsMs.length && this.#startsMs[index + 1]! <= ms) index += 1;
    }
    lane.reached = index;
    lane.last = { index, sample };
    // Before the run's first key frame, or sound before its start: what the seek brought along.
    if (index < this.#next || index >= this.#until) return;
    const held = lane.samples.get(index);
    if (held) held.push(sample);
    else lane.samples.set(index, [sample]);
    this.#heldBytes += sample.data.length;
  }

  #isWhole(index: number): boolean {
    const video = this.#lanes.find(({ track }) => track.kind === 'video');
    return this.#lanes.every(
      (lane) =>
        lane.reached > index ||
        (lane.isClosed && lane.reached === index) ||
        (this.#hasVideo && lane.track.kind === 'audio' && video!.reached > index + AUDIO_LAG_SEGMENTS),
    );
  }

  #give(): Segment {
    const index = this.#next;
    this.#next += 1;
    const tracks = this.#lanes.map((lane): TrackSamples => {
      const samples = lane.samples.get(index) ?? [];
      lane.samples.delete(index);
      for (const { data } of samples) this.#heldBytes -= data.length;
      const isVideo = lane.track.kind === 'video';
      const decodedAt = (at: number) => decodeTime(samples, at) ?? this.#after(lane, index, samples[at - 1]!).dts;
      return {
        trackId: lane.track.id,
        isVideo,
        startTicks: Math.round((this.#startsMs[index]! * lane.track.timescale) / 1000),
        samples: samples.map((sample, at) => ({
          ...sample,
          dts: decodedAt(at),
          duration: decodedAt(at + 1) - decodedAt(at) || sample.duration,
          data:
            this.#beforeKeys && sample.isKey && isVideo ? Buffer.concat([this.#beforeKeys, sample.data]) : sample.data,
        })),
      };
    });
    const isEmpty = tracks.every(({ samples }) => samples.length === 0);
    return { index, bytes: segmentBytes(index + 1, tracks), isEmpty };
  }

  /** What follows a segment's last sample. */
  #after(lane: Lane, index: number, sample: Sample): { readonly dts: number } {
    for (let later = index + 1; later <= lane.reached; later += 1) {
      const first = lane.samples.get(later)?.[0];
      if (first) return first;
    }
    const { last } = lane;
    return last !== null && last.index > index ? last.sample : { dts: sample.dts + sample.duration };
  }
}

/**
 * A sample's `dts`, which must not be negative. Where pictures are decoded in another order than shown, the film's first
 * are decoded before its zero: they follow on each other by a tick instead. undefined behind the last sample.
 */
function decodeTime(samples: readonly Sample[], at: number): number | undefined {
  const sample = samples[at];
  return sample && (sample.dts < 0 ? at : sample.dts);
}
