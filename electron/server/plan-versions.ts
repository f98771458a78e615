import type { ClientCapabilities } from '../../shared/lan/schemas.ts';
import type { PlayableFile } from '../core/library/index.ts';
import {
  chooseTracks,
  planPlayback,
  type Plan,
  type PlanWish,
  type Remembered,
  type Source,
  type Tracks,
  type TrackWish,
} from '../core/streaming/index.ts';

/** One file of an item, with what of it is played and how. */
export type PlannedVersion = {
  readonly file: PlayableFile;
  readonly tracks: Tracks;
  readonly plan: Plan;
  /** Plan again with what the worker found out since. */
  readonly again: (wish: PlanWish) => Plan;
};

/** The cheapest first. */
const ORDER: readonly Plan['kind'][] = ['direct', 'remux', 'transcode', 'impossible'];

/**
 * Choose among the files of an item: the best that plays as it is, before a bigger one that would have to be converted.
 *
 * @param files best first, at least one.
 * @returns null when none has the sound or subtitle that was asked for.
 */
export function planVersions(
  files: readonly PlayableFile[],
  client: ClientCapabilities,
  wish: TrackWish & PlanWish,
  remembered: Remembered,
): PlannedVersion | null {
  const planned = files.flatMap((file): PlannedVersion[] => {
    const source = asSource(file);
    const tracks = chooseTracks(source, wish, remembered);
    if (!tracks) return [];
    const again = (more: PlanWish) => planPlayback(source, tracks, client, { ...wish, ...more });
    return [{ file, tracks, plan: again({}), again }];
  });
  const rank = ({ plan }: PlannedVersion) => ORDER.indexOf(plan.kind);
  return planned.toSorted((a, b) => rank(a) - rank(b))[0] ?? null;
}

function asSource(file: PlayableFile): Source {
  return {
    container: file.container,
    durationMs: file.durationMs,
    bitrateBps: file.bitrateBps,
    video: file.streams.filter((stream) => stream.kind === 'video').find((stream) => !stream.attachedPicture) ?? null,
    audio: file.streams.filter((stream) => stream.kind === 'audio'),
    subtitles: file.streams.filter((stream) => stream.kind === 'subtitle'),
  };
}
