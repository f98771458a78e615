import { create } from 'zustand';
import type { ItemDetail, Playback, Version } from '../../../../shared/lan/schemas.ts';
import { call } from '../../api.ts';
import { detectCapabilities } from '../../capabilities.ts';
import { isToldByApp } from '../../loadable.ts';
import { showToast } from '../../../ui/toasts.ts';
import { noteWatchState, watchStateOf } from '../../watch-state.ts';
import { problemOf, STOPPED, type Problem } from './problem.ts';

/** What the viewer chose for this film; what is missing is left to the server. Numbers are stream indexes. */
export type Choice = {
  readonly audio?: number;
  /** null for none. */
  readonly subtitle?: number | null;
  /** Lines of the picture at most; undefined for the picture as it is. */
  readonly maxHeight?: number | undefined;
};

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
      readonly startsPaused: boolean;
      readonly choice: Choice;
      /** Stream index of the subtitles shown; null for none. */
      readonly subtitle: number | null;
      /** What is being changed, in words ("Changing the sound"); null when nothing is. */
      readonly changing: string | null;
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
let choice: Choice = {};
let lastSubtitle: number | null = null;
let openedAt = 0;
/** Where the viewer is, or goes on from as soon as something plays. */
let placeMs = 0;

const set = (viewing: Viewing) => useViewing.setState({ viewing });

/** Open a playback for what is wished, where it was left off. */
export async function openViewing(next: Wish): Promise<void> {
  wish = next;
  now = null;
  placeMs = 0;
  choice = {};
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
  // What plays is being replaced: that its path died is meant.
  if (viewing.kind === 'open' && viewing.changing !== null) return;
  if (Date.now() - openedAt < FAILS_AGAIN_WITHIN_MS) set({ kind: 'failed', item: viewing.item, problem: STOPPED });
  else await reopenViewing(positionMs);
}

export function failViewing(problem: Problem): void {
  set({ kind: 'failed', item: useViewing.getState().viewing.item, problem });
}

export const lastPosition = (): number => placeMs;

async function startPlayback(item: ItemDetail, for_: Wish, startMs: number): Promise<void> {
  endPlayback();
  placeMs = startMs;
  set({ kind: 'opening', item });
  const result = await askForPlayback(item, for_, choice, startMs);
  if (result === null) return;
  if (!result.ok) {
    if (!isToldByApp(result.failure.code)) set({ kind: 'failed', item, problem: problemOf(result.failure) });
    return;
  }
  show(item, result.value, startMs, false);
}

/** Ask the server. null when the film was left meanwhile: then nobody else would close what was opened. */
async function askForPlayback(item: ItemDetail, for_: Wish, chosen: Choice, startMs: number) {
  const { viewing } = useViewing.getState();
  // Stream indexes mean something in one file only.
  const versionId = for_.versionId ?? (viewing.kind === 'open' ? viewing.version.id : null);
  const result = await call('startPlayback', {
    params: { id: item.id },
    body: {
      capabilities: detectCapabilities(),
      startMs: Math.round(startMs),
      ...chosen,
      ...(versionId === null ? {} : { versionId }),
    },
  });
  if (wish === for_) return result;
  if (result.ok) await call('endPlayback', { params: { id: result.value.sessionId } });
  return null;
}

function show(item: ItemDetail, playback: Playback, startMs: number, startsPaused: boolean): void {
  const version = item.versions.find(({ id }) => id === playback.versionId);
  if (version === undefined) {
    set({ kind: 'failed', item, problem: STOPPED });
    return;
  }
  openedAt = Date.now();
  placeMs = startMs;
  now = { sessionId: playback.sessionId, positionMs: startMs, isPaused: startsPaused };
  const { subtitle } = playback;
  set({ kind: 'open', item, version, playback, startMs, startsPaused, choice, subtitle, changing: null });
}

/**
 * Go on at the same place with another choice, without leaving the film: what is shown stays until the other is there.
 *
 * @param words what is being done, while it is ("Changing the sound").
 */
export async function changeViewing(change: Choice, words: string): Promise<void> {
  const { viewing } = useViewing.getState();
  if (viewing.kind !== 'open' || viewing.changing !== null || wish === null || now === null) return;
  const for_ = wish;
  const { positionMs, isPaused } = now;
  const next = { ...choice, subtitle: viewing.subtitle, ...change };
  set({ ...viewing, changing: words });
  const result = await askForPlayback(viewing.item, for_, next, positionMs);
  if (result === null) return;
  if (!result.ok) {
    const { viewing: present } = useViewing.getState();
    if (present.kind === 'open') set({ ...present, changing: null });
    if (!isToldByApp(result.failure.code))
      showToast({ status: 'fail', text: `Nothing was changed. ${result.failure.message}` });
    return;
  }
  choice = next;
  show(viewing.item, result.value, positionMs, isPaused);
}

/** Show other subtitles, or none. Text is shown by the browser; pictures are drawn into the film by the server. */
export async function chooseSubtitle(index: number | null): Promise<void> {
  const { viewing } = useViewing.getState();
  if (viewing.kind !== 'open' || viewing.changing !== null || viewing.subtitle === index) return;
  const { subtitles, sessionId } = viewing.playback;
  const isDrawn = (at: number | null) => at !== null && subtitles.some((one) => one.index === at && one.url === null);
  if (isDrawn(index) || isDrawn(viewing.playback.subtitle)) {
    await changeViewing({ subtitle: index }, 'Changing the subtitles');
    return;
  }
  choice = { ...choice, subtitle: index };
  set({ ...viewing, choice, subtitle: index });
  const result = await call('chooseSubtitle', { params: { id: sessionId }, body: { subtitle: index } });
  if (!result.ok && !isToldByApp(result.failure.code))
    showToast({ status: 'fail', text: `The choice was not remembered. ${result.failure.message}` });
}

/** Subtitles off, or the ones shown last, or the first there are. */
export function toggleSubtitles(): void {
  const { viewing } = useViewing.getState();
  if (viewing.kind !== 'open') return;
  const { subtitle, playback } = viewing;
  if (subtitle !== null) lastSubtitle = subtitle;
  const known = playback.subtitles.find(({ index }) => index === lastSubtitle) ?? playback.subtitles[0];
  if (known !== undefined) void chooseSubtitle(subtitle === null ? known.index : null);
}

/** Ask how long the queue before a film still is. It starts by itself; this is for the words. */
export async function refreshWaiting(): Promise<void> {
  const { viewing } = useViewing.getState();
  if (viewing.kind !== 'open') return;
  const { sessionId } = viewing.playback;
  const state = await call('playbackState', { params: { id: sessionId } });
  const { viewing: present } = useViewing.getState();
  if (!state.ok || present.kind !== 'open' || present.playback.sessionId !== sessionId) return; // asked again soon
  set({ ...present, playback: { ...present.playback, waiting: state.value.waiting } });
}

/** Note where the viewer is; sent by `sendProgress` and on leaving. */
export function notePosition(positionMs: number, isPaused: boolean): void {
  if (now === null) return;
  placeMs = Math.round(positionMs);
  now.positionMs = placeMs;
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
