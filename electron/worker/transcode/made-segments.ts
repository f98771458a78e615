import { rm } from 'node:fs/promises';
import { playbackFolder, segmentPath } from '../../core/streaming/index.ts';
import { parameterSets } from './avcc.ts';
import { writeWhole, type Held } from './cache.ts';

/** A segment's number, or the header that goes before any of them. */
export type Wanted = number | 'init';

/** What of one playback lies in the cache, whole. */
export class MadeSegments {
  readonly #cacheFolder: string;
  readonly #playbackId: string;
  readonly #weighed: (bytes: number) => void;
  /** Bytes by `variant/index`. */
  readonly #bytes = new Map<string, number>();
  readonly #initSets = new Map<number, Buffer | null>();

  /** @param weighed told of all bytes that come, and, less than 0, that go. */
  constructor(cacheFolder: string, playbackId: string, weighed: (bytes: number) => void) {
    this.#cacheFolder = cacheFolder;
    this.#playbackId = playbackId;
    this.#weighed = weighed;
  }

  has(variant: number, index: Wanted): boolean {
    return this.#bytes.has(keyOf(variant, index));
  }

  async put(variant: number, index: Wanted, bytes: Buffer): Promise<void> {
    await writeWhole(segmentPath(this.#cacheFolder, this.#playbackId, variant, index), bytes);
    const key = keyOf(variant, index);
    this.#weighed(bytes.length - (this.#bytes.get(key) ?? 0));
    this.#bytes.set(key, bytes.length);
  }

  /**
   * Keep the init segment of a run. The first one players were given is the one that counts.
   *
   * @returns parameter sets that have to travel in this run's segments, because its encoder's are others than the first's.
   */
  async putInit(variant: number, init: Buffer, isH264: boolean): Promise<Buffer | null> {
    const sets = isH264 ? parameterSets(init) : null;
    if (this.has(variant, 'init')) {
      const first = this.#initSets.get(variant) ?? null;
      return sets !== null && first !== null && !sets.equals(first) ? sets : null;
    }
    this.#initSets.set(variant, sets);
    await this.put(variant, 'init', init);
    return null;
  }

  segments(): Held['segments'] {
    return [...this.#bytes].flatMap(([key, bytes]) => {
      const [variant, index] = key.split('/');
      return index === 'init' ? [] : [{ variant: Number(variant), index: Number(index), bytes }];
    });
  }

  /** Remove a segment to make room. */
  async evict(variant: number, index: number): Promise<void> {
    if (this.#forget(keyOf(variant, index)))
      await rm(segmentPath(this.#cacheFolder, this.#playbackId, variant, index), { force: true });
  }

  async removeAll(): Promise<void> {
    for (const key of [...this.#bytes.keys()]) this.#forget(key);
    await rm(playbackFolder(this.#cacheFolder, this.#playbackId), { recursive: true, force: true });
  }

  #forget(key: string): boolean {
    const bytes = this.#bytes.get(key);
    if (bytes === undefined) return false;
    this.#bytes.delete(key);
    this.#weighed(-bytes);
    return true;
  }
}

export const keyOf = (variant: number, index: Wanted): string => `${variant}/${index}`;
