import { create } from 'zustand';
import { bridge, onOutcome } from './bridge.ts';

type Connection =
  | { readonly kind: 'online' }
  | { readonly kind: 'reconnecting' }
  /** The way in has ended (another link, too long unused, Holdfast started anew): a new one must be opened. */
  | { readonly kind: 'signed-out' };

type ConnectionState = {
  readonly connection: Connection;
  /** Grows each time the manager is back; what was asked meanwhile is asked again. */
  readonly recoveries: number;
};

/** It is on this computer, so it is back at once when it is back. */
const LOOK_AGAIN_MS = 2_000;

export const useConnection = create<ConnectionState>()(() => ({ connection: { kind: 'online' }, recoveries: 0 }));

let timer: ReturnType<typeof setTimeout> | undefined;

/** Watch how calls end, and look for the manager while it is away. */
export function startConnection(): void {
  onOutcome((outcome) => {
    if (useConnection.getState().connection.kind === 'signed-out') return;
    switch (outcome) {
      case 'answered':
        return recovered();
      case 'unreachable':
        return lost();
      case 'signed-out':
        clearTimeout(timer);
        return useConnection.setState({ connection: { kind: 'signed-out' } });
    }
  });
}

/** Look now; the outcome arrives like that of every call. */
export async function tryNow(): Promise<void> {
  clearTimeout(timer);
  await bridge.call('system.status', {});
}

/** Wait until the manager answers, or says that the way in has ended. */
export async function untilAnswered(): Promise<void> {
  await tryNow();
  if (useConnection.getState().connection.kind !== 'reconnecting') return;
  await new Promise<void>((resolve) => {
    const unsubscribe = useConnection.subscribe(({ connection }) => {
      if (connection.kind === 'reconnecting') return;
      unsubscribe();
      resolve();
    });
  });
}

function lost(): void {
  clearTimeout(timer);
  useConnection.setState({ connection: { kind: 'reconnecting' } });
  timer = setTimeout(() => void tryNow(), LOOK_AGAIN_MS);
}

function recovered(): void {
  const { connection, recoveries } = useConnection.getState();
  if (connection.kind === 'online') return;
  clearTimeout(timer);
  useConnection.setState({ connection: { kind: 'online' }, recoveries: recoveries + 1 });
}
