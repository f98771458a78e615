/** What a photo's own bytes say about it. Where it was taken is never read, so that it can go nowhere. */
export type PhotoFacts = {
  readonly format: 'jpeg' | 'png' | 'webp' | 'gif';
  /** As it is shown: after it was turned. */
  readonly width: number;
  readonly height: number;
  /** By the clock that was there, ms as if that clock were UTC; null when it does not say. */
  readonly takenAt: number | null;
  /** "Fujifilm X100V"; null when it does not say. */
  readonly camera: string | null;
};
