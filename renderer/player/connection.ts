import { useEffect } from 'react';
import { create } from 'zustand';
import { call, onOutcome } from './api.ts';

type Connection =
  | { readonly kind: 'online' }
  | { readonly kind: 'reconnecting'; readonly tries: number; readonly nextTryAt: number }
  /** The owner has locked the server down; it says so itself. */
  | { readonly kind: 'closed' };

type ConnectionState = {
  readonly connection: Connection;
  /** Grows each time the server comes back; what failed to load meanwhile loads again. */
  readonly recoveries: number;
};

/** A home network comes back within seconds, a restarted computer within a minute. */
const WAITS_MS = [1_000, 2_000, 4_000, 8_000, 15_000] as const;
const CLOSED_WAIT_MS = 5_000;

export const useConnection = create<ConnectionState>()(() => ({ connection: { kind: 'online' }, recoveries: 0 }));

let timer: ReturnType<typeof setTimeout> | undefined;

/** Watch how calls end, and look for the server while it is away. */
export function startConnection(): void {
  onOutcome((outcome, route) => {
    if (route === 'health') return; // its answer says more than that there was one
    if (outcome === 'unreachable') lost();
    else if (outcome === 'house-closed') closed();
    else recovered();
  });
  addEventListener('online', () => void tryNow());
}

export async function tryNow(): Promise<void> {
  if (useConnection.getState().connection.kind === 'online') return;
  clearTimeout(timer);
  const health = await call('health');
  if (health.ok) return health.value.status === 'lockdown' ? closed() : recovered();
  return health.failure.code === 'house-closed' ? closed() : lost();
}

function lost(): void {
  const { connection } = useConnection.getState();
  clearTimeout(timer);
  const tries = connection.kind === 'reconnecting' ? connection.tries + 1 : 1;
  const waitMs = WAITS_MS[Math.min(tries, WAITS_MS.length) - 1] ?? CLOSED_WAIT_MS;
  useConnection.setState({ connection: { kind: 'reconnecting', tries, nextTryAt: Date.now() + waitMs } });
  timer = setTimeout(() => void tryNow(), waitMs);
}

function closed(): void {
  clearTimeout(timer);
  useConnection.setState({ connection: { kind: 'closed' } });
  timer = setTimeout(() => void tryNow(), CLOSED_WAIT_MS);
}

function recovered(): void {
  const { connection, recoveries } = useConnection.getState();
  if (connection.kind === 'online') return;
  clearTimeout(timer);
  useConnection.setState({ connection: { kind: 'online' }, recoveries: recoveries + 1 });
}

/** Load when the page opens, and again each time the server comes back. */
export function useLoad(load: () => Promise<void>): void {
  const recoveries = useConnection((state) => state.recoveries);
  useEffect(() => {
    void load();
  }, [load, recoveries]);
}
