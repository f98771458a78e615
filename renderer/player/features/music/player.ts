/** What sounds, and everything the buttons do to it. It lives outside the pages, so music plays on while one looks round. */
import { create } from 'zustand';
import type { ItemCard } from '../../../../shared/lan/schemas.ts';
import type { CallFailure } from '../../api.ts';
import { useConnection } from '../../connection.ts';
import { isToldByApp } from '../../loadable.ts';
import { showToast } from '../../../ui/toasts.ts';
import { titleOf } from '../../words/item.ts';
import { useSession } from '../session/store.ts';
import { createDeck, type Deck } from './deck.ts';
import { endPlayback, openPlayback, type TrackPlayback } from './playback.ts';
import * as queues from './queue.ts';
import type { Queue, QueueEntry, Repeat } from './queue.ts';
import { useMusicStarted } from './started.ts';

export type Phase =
  | { readonly kind: 'opening' }
  | { readonly kind: 'playing' }
  | { readonly kind: 'paused' }
  /** It stopped by itself; pressing Play tries again. */
  | { readonly kind: 'failed'; readonly message: string };

type Player = {
  /** Null while nothing is to be played. */
  readonly queue: Queue | null;
  readonly phase: Phase;
  readonly repeat: Repeat;
  readonly positionMs: number;
  /** 0 until known. */
  readonly durationMs: number;
  readonly volume: number;
  readonly isMuted: boolean;
};

const SILENT: Pick<Player, 'queue' | 'phase' | 'positionMs' | 'durationMs'> = {
  queue: null,
  phase: { kind: 'paused' },
  positionMs: 0,
  durationMs: 0,
};

export const usePlayer = create<Player>()(() => ({ ...SILENT, repeat: 'off', volume: 1, isMuted: false }));

/** The next track is opened so long before it is needed: enough for a drive that has to wake up. */
const PREPARE_BEFORE_MS = 20_000;
/** Later than this "Previous" means the start of the track. */
const RESTART_AFTER_MS = 3_000;
/** A file that fails again so soon fails for good. */
const FAILS_AGAIN_WITHIN_MS = 10_000;

let deck: Deck | null = null;
let sounding: TrackPlayback | null = null;
let prepared: TrackPlayback | null = null;
/** The entry the next playback is being asked for, or was refused for: asked once. */
let preparingKey: number | null = null;
let openedAt = 0;
let skippedInARow = 0;
let lastKey = 0;
/** Each wish to hear something else; an answer to an older one is for nobody. */
let wish = 0;

const get = () => usePlayer.getState();
const set = usePlayer.setState;

function newEntries(tracks: readonly ItemCard[]): readonly QueueEntry[] {
  const entries = queues.entriesOf(tracks, lastKey + 1);
  lastKey += tracks.length;
  return entries;
}

/** Play these, beginning with one of them. */
export function playTracks(tracks: readonly ItemCard[], at = 0): void {
  startWith(queues.createQueue(newEntries(tracks), at));
}

export function playShuffled(tracks: readonly ItemCard[]): void {
  const first = Math.floor(Math.random() * tracks.length);
  startWith(queues.shuffle(queues.createQueue(newEntries(tracks), first), Math.random));
}

/** Put more behind what there is; with nothing there, play it. */
export function addTracks(tracks: readonly ItemCard[], where: 'end' | 'next'): void {
  const { queue } = get();
  if (queue === null) {
    playTracks(tracks);
    return;
  }
  set({ queue: queues.add(queue, newEntries(tracks), where) });
  dropWrongPrepared();
}

function startWith(queue: Queue): void {
  deck ??= openDeck();
  useMusicStarted.setState({ isStarted: true });
  skippedInARow = 0;
  void sound(queue, queue.at, { atMs: 0, isPlaying: true });
}

export function togglePlay(): void {
  const { phase, queue, positionMs } = get();
  if (queue === null) return;
  switch (phase.kind) {
    case 'playing':
    case 'opening':
      deck?.pause();
      return;
    case 'paused':
      void resume();
      return;
    case 'failed':
      void sound(queue, queue.at, { atMs: positionMs, isPlaying: true });
      return;
  }
}

export function pause(): void {
  deck?.pause();
}

async function resume(): Promise<void> {
  const { queue, positionMs } = get();
  if (queue === null) return;
  // While the page was put away its playback was closed.
  if (sounding === null) await sound(queue, queue.at, { atMs: positionMs, isPlaying: true });
  else await deck?.play();
}

export function playNext(): void {
  const { queue, repeat } = get();
  const index = queue && queues.indexNext(queue, repeat);
  if (queue !== null && index !== null) void sound(queue, index, { atMs: 0, isPlaying: true });
}

export function playPrevious(): void {
  const { queue, repeat, positionMs } = get();
  const index = queue && queues.indexBefore(queue, repeat);
  if (queue === null) return;
  if (index === null || positionMs > RESTART_AFTER_MS) seekTo(0);
  else void sound(queue, index, { atMs: 0, isPlaying: true });
}

export function playEntry(key: number): void {
  const { queue } = get();
  const index = queue?.entries.findIndex((entry) => entry.key === key) ?? -1;
  if (queue !== null && index !== -1) void sound(queue, index, { atMs: 0, isPlaying: true });
}

export function moveEntry(key: number, by: -1 | 1): void {
  const { queue } = get();
  if (queue === null) return;
  set({ queue: queues.move(queue, key, by) });
  dropWrongPrepared();
}

export function removeEntry(key: number): void {
  const { queue, phase } = get();
  if (queue === null) return;
  const rest = queues.remove(queue, key);
  if (rest === null) stop();
  else if (queues.currentOf(queue)?.key === key)
    void sound(rest, rest.at, { atMs: 0, isPlaying: phase.kind === 'playing' });
  else {
    set({ queue: rest });
    dropWrongPrepared();
  }
}

export function toggleShuffle(): void {
  const { queue } = get();
  if (queue === null) return;
  set({ queue: queues.isShuffled(queue) ? queues.unshuffle(queue) : queues.shuffle(queue, Math.random) });
  dropWrongPrepared();
}

const AFTER_REPEAT: Record<Repeat, Repeat> = { off: 'all', all: 'one', one: 'off' };
export function changeRepeat(): void {
  set(({ repeat }) => ({ repeat: AFTER_REPEAT[repeat] }));
  dropWrongPrepared();
}

export function seekTo(positionMs: number): void {
  deck?.seekTo(positionMs);
  set({ positionMs });
}

export function seekBy(ms: number): void {
  const { positionMs, durationMs } = get();
  seekTo(Math.min(durationMs, Math.max(0, positionMs + ms)));
}

export function setVolume(volume: number): void {
  set({ volume, isMuted: volume === 0 });
  deck?.setVolume(volume, volume === 0);
}

export function toggleMute(): void {
  const { volume, isMuted } = get();
  set({ isMuted: !isMuted, volume: volume === 0 ? 0.5 : volume });
  deck?.setVolume(get().volume, get().isMuted);
}

/** Silence, with everything kept in its place: the page is put away, the house is closed, the queue has ended. */
function suspend(): void {
  wish += 1;
  release();
  deck?.clear();
  set({ phase: { kind: 'paused' } });
}

/** Put it all away. */
export function stop(): void {
  suspend();
  set(SILENT);
  useMusicStarted.setState({ isStarted: false });
}

type Start = { readonly atMs: number; readonly isPlaying: boolean };

/** Sound one entry of a queue: at once when it was prepared, else as soon as the server has opened it. */
async function sound(queue: Queue, index: number, { atMs, isPlaying }: Start): Promise<void> {
  const entry = queue.entries[index];
  if (deck === null || entry === undefined) return;
  wish += 1;
  const mine = wish;
  set({
    queue: { ...queue, at: index },
    phase: { kind: 'opening' },
    positionMs: atMs,
    durationMs: entry.track.durationMs ?? 0,
  });

  if (prepared?.entryKey === entry.key && atMs === 0) {
    const next = prepared;
    prepared = null;
    release();
    sounding = next;
    deck.swap();
  } else {
    release();
    deck.clear();
    const opened = await openPlayback(entry.key, entry.track);
    if (mine !== wish) {
      // Something else was wished meanwhile: nobody else would close it.
      if (opened.ok) endPlayback(opened.value);
      return;
    }
    if (!opened.ok) {
      refuse(entry, opened.failure);
      return;
    }
    sounding = opened.value;
    deck.load(opened.value.url, atMs);
  }
  openedAt = Date.now();
  preparingKey = null;
  const isAllowed = isPlaying && (await deck.play());
  if (mine === wish && !isAllowed) set({ phase: { kind: 'paused' } });
}

/** The server does not open a track: go on with the next where it is the track's own fault, else say so and stop. */
function refuse(entry: QueueEntry, failure: CallFailure): void {
  if (isToldByApp(failure.code)) return; // The app says it; on coming back the same track is tried again.
  const isItsOwn = ['conversion-needed', 'file-away', 'not-found'].includes(failure.code);
  const { queue, repeat } = get();
  const index = queue && queues.indexNext(queue, repeat);
  if (queue === null || index === null || !isItsOwn || skippedInARow >= queue.entries.length) {
    set({ phase: { kind: 'failed', message: failure.message } });
    return;
  }
  skippedInARow += 1;
  showToast({ status: 'fail', text: `${titleOf(entry.track)} was skipped. ${failure.message}` });
  void sound(queue, index, { atMs: 0, isPlaying: true });
}

function openDeck(): Deck {
  const made = createDeck({
    onTime(positionMs, durationMs) {
      if (sounding === null) return;
      set(durationMs > 0 ? { positionMs, durationMs } : { positionMs });
      if (durationMs > 0 && durationMs - positionMs < PREPARE_BEFORE_MS) void prepareNext();
    },
    onPlaying(isPlaying) {
      if (isPlaying) skippedInARow = 0;
      if (sounding !== null) set({ phase: { kind: isPlaying ? 'playing' : 'paused' } });
    },
    onWaiting: () => set({ phase: { kind: 'opening' } }),
    onEnded: afterEnd,
    onError: recover,
  });
  const { volume, isMuted } = get();
  made.setVolume(volume, isMuted);
  useSession.subscribe(({ session }) => {
    if (session.kind === 'signed-out') stop();
  });
  useConnection.subscribe((now, before) => {
    const { queue, phase, positionMs } = get();
    if (now.connection.kind === 'closed') suspend();
    else if (now.recoveries !== before.recoveries && queue !== null && phase.kind === 'opening')
      void sound(queue, queue.at, { atMs: positionMs, isPlaying: true });
  });
  addEventListener('pagehide', suspend);
  return made;
}

function afterEnd(): void {
  const { queue, repeat } = get();
  if (queue === null) return;
  const index = queues.indexAfter(queue, repeat);
  if (index === queue.at) {
    seekTo(0);
    void deck?.play();
  } else if (index === null) {
    // The end of the queue: Play begins it again.
    suspend();
    set({
      queue: { ...queue, at: 0 },
      positionMs: 0,
      durationMs: queue.entries[0]?.track.durationMs ?? 0,
    });
  } else void sound(queue, index, { atMs: 0, isPlaying: true });
}

/** The browser gave up on the file: try once more at the same place, then say so. */
function recover(): void {
  const { queue, positionMs } = get();
  if (queue === null) return;
  if (Date.now() - openedAt < FAILS_AGAIN_WITHIN_MS) {
    release();
    set({ phase: { kind: 'failed', message: 'The browser could not read this track.' } });
  } else void sound(queue, queue.at, { atMs: positionMs, isPlaying: true });
}

/** Open what comes next while this one still sounds. When that fails it is tried again, aloud, in its turn. */
async function prepareNext(): Promise<void> {
  const { queue, repeat } = get();
  const index = queue && queues.indexAfter(queue, repeat);
  const next = index === null ? undefined : queue?.entries[index];
  if (deck === null || queue === null || next === undefined || index === queue.at) return;
  if (next.key === preparingKey || prepared?.entryKey === next.key) return;
  preparingKey = next.key;
  const opened = await openPlayback(next.key, next.track);
  if (!opened.ok) return;
  if (preparingKey !== next.key) {
    endPlayback(opened.value);
    return;
  }
  prepared = opened.value;
  deck.prepare(opened.value.url);
}

/** After the order has changed: what was prepared may no longer come next. */
function dropWrongPrepared(): void {
  const { queue, repeat } = get();
  const index = queue && queues.indexAfter(queue, repeat);
  const nextKey = index === null ? undefined : queue?.entries[index]?.key;
  if (preparingKey !== nextKey) preparingKey = null;
  if (prepared === null || prepared.entryKey === nextKey) return;
  endPlayback(prepared);
  prepared = null;
  deck?.unprepare();
}

/** End what is open on the server. */
function release(): void {
  for (const playback of [sounding, prepared]) if (playback !== null) endPlayback(playback);
  sounding = null;
  prepared = null;
  preparingKey = null;
}
