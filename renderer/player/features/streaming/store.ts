import { create } from 'zustand';
import type { Static } from 'typebox';
import type { ItemDetail, Playback as PlaybackSchema, Version } from '../../../../shared/lan/schemas.ts';
import { call } from '../../api.ts';
import { detectCapabilities } from '../../capabilities.ts';
import { isToldByApp } from '../../loadable.ts';
import { noteWatchState, watchStateOf } from '../../watch-state.ts';
import { problemOf, STOPPED, type Problem } from './problem.ts';

export type Playback = Static<typeof PlaybackSchema>;

/** One film being watched, from pressing Play to leaving. */
export type Viewing =
  /** `item` is null until it is known what is being opened. */
  | { readonly kind: 'opening'; readonly item: ItemDetail | null }
  | {
      readonly kind: 'open';
      readonly item: ItemDetail;
      readonly version: Version;
      readonly playback: Playback;
      readonly startMs: number;
    }
  | { readonly kind: 'failed'; readonly item: ItemDetail | null; readonly problem: Problem };

export type Wish = { readonly itemId: string; readonly versionId: string | null; readonly fromStart: boolean };

const OPENING: Viewing = { kind: 'opening', item: null };
/** A file that fails again so soon fails for good. */
const FAILS_AGAIN_WITHIN_MS = 10_000;
/** So close to the end nobody means to go on there. */
const END_MS = 10_000;

export const useViewing = create<{ readonly viewing: Viewing }>()(() => ({ viewing: OPENING }));

/** What the leaving call must know, read when there is no time left to ask. */
type Now = { readonly sessionId: string; positionMs: number; isPaused: boolean };
let now: Now | null = null;
let wish: Wish | null = null;
let openedAt = 0;

const set = (viewing: Viewing) => useViewing.setState({ viewing });

/** Open a playback for what is wished, where it was left off. */
export async function openViewing(next: Wish): Promise<void> {
  wish = next;
  now = null;
  set(OPENING);
  const found = await call('item', { params: { id: next.itemId } });
  if (wish !== next) return;
  if (!found.ok) {
    if (!isToldByApp(found.failure.code)) set({ kind: 'failed', item: null, problem: problemOf(found.failure) });
    return;
  }
  const { positionMs } = watchStateOf(found.value);
  const isAtEnd = found.value.durationMs !== null && positionMs > found.value.durationMs - END_MS;
  await startPlayback(found.value, next, next.fromStart || isAtEnd ? 0 : positionMs);
}

/** Go on at a place: after the network was lost, after an error, or because someone pressed "Try again". */
export async function reopenViewing(positionMs: number): Promise<void> {
  const { viewing } = useViewing.getState();
  if (wish === null) return;
  if (viewing.item === null) await openViewing(wish);
  else await startPlayback(viewing.item, wish, positionMs);
}

/** The browser gave up on the file: try once more at the same place, then say so. */
export async function recoverViewing(positionMs: number): Promise<void> {
  const { viewing } = useViewing.getState();
  if (Date.now() - openedAt < FAILS_AGAIN_WITHIN_MS) set({ kind: 'failed', item: viewing.item, problem: STOPPED });
  else await reopenViewing(positionMs);
}

export function failViewing(problem: Problem): void {
  set({ kind: 'failed', item: useViewing.getState().viewing.item, problem });
}

export const lastPosition = (): number => now?.positionMs ?? 0;

async function startPlayback(item: ItemDetail, for_: Wish, startMs: number): Promise<void> {
  endPlayback();
  set({ kind: 'opening', item });
  const { versionId } = for_;
  const result = await call('startPlayback', {
    params: { id: item.id },
    body: { capabilities: detectCapabilities(), startMs, ...(versionId === null ? {} : { versionId }) },
  });
  if (wish !== for_) {
    // Left while it was being opened: nobody else would close it.
    if (result.ok) await call('endPlayback', { params: { id: result.value.sessionId } });
    return;
  }
  if (!result.ok) {
    if (!isToldByApp(result.failure.code)) set({ kind: 'failed', item, problem: problemOf(result.failure) });
    return;
  }
  const version = item.versions.find(({ id }) => id === versionId) ?? item.versions[0];
  if (version === undefined) {
    set({ kind: 'failed', item, problem: STOPPED });
    return;
  }
  openedAt = Date.now();
  now = { sessionId: result.value.sessionId, positionMs: startMs, isPaused: false };
  set({ kind: 'open', item, version, playback: result.value, startMs });
}

/** Note where the viewer is; sent by `sendProgress` and on leaving. */
export function notePosition(positionMs: number, isPaused: boolean): void {
  if (now === null) return;
  now.positionMs = Math.round(positionMs);
  now.isPaused = isPaused;
}

/** Tell the server where the viewer is. A lost report is made good by the next. */
export async function sendProgress(): Promise<void> {
  if (now === null) return;
  const { sessionId, positionMs, isPaused } = now;
  await call('progress', { params: { id: sessionId }, body: { positionMs, paused: isPaused }, keepalive: true });
}

/** Leave the film: its place is kept and its path on the server dies. Safe to repeat. */
export function closeViewing(): void {
  const { viewing } = useViewing.getState();
  if (now !== null && viewing.item !== null) {
    noteWatchState(viewing.item.id, { ...watchStateOf(viewing.item), positionMs: now.positionMs });
  }
  wish = null;
  endPlayback();
  set(OPENING);
}

/** The page may be gone before an answer comes, so both calls outlive it and the second does not wait for the first. */
function endPlayback(): void {
  if (now === null) return;
  const { sessionId } = now;
  void sendProgress();
  void call('endPlayback', { params: { id: sessionId }, keepalive: true });
  now = null;
}

/** The page is being put away, by closing it or by going elsewhere. */
export const suspendViewing = endPlayback;
