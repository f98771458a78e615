import type { Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { ServerLimits } from '../../shared/control/server.ts';
import {
  allowedNetworks,
  isLoopback,
  mayConnect,
  normaliseAddress,
  type AccessRule,
  type Cidr,
} from '../core/network/index.ts';

export type Gate = ReturnType<typeof createGate>;

/**
 * Lets clients in or not, before a byte of theirs is read: allowlist, then ban, then the cap on sockets (ARCHITECTURE 4,
 * law 1). Starts closed.
 */
export function createGate(deps: { readonly limits: ServerLimits; readonly now: () => number }) {
  let isOpen = false;
  let rule: AccessRule = { kind: 'this-computer' };
  let networks: Cidr[] = [];
  let own = new Set<string>();
  const bans = new Map<string, number>();
  const sockets = new Set<Socket>();
  /** By connections that are over. */
  let sentBefore = 0;
  const perAddress = new Map<string, number>();

  const refresh = () => {
    const interfaces = networkInterfaces();
    networks = allowedNetworks(rule, interfaces);
    own = new Set(
      Object.values(interfaces)
        .flat()
        .flatMap((entry) => normaliseAddress(entry?.address) ?? []),
    );
  };
  const isBanned = (address: string): boolean => {
    const until = bans.get(address);
    if (until !== undefined && until <= deps.now()) bans.delete(address);
    return bans.has(address);
  };
  const mayEnter = (address: string | null): address is string =>
    isOpen &&
    address !== null &&
    mayConnect(networks, address) &&
    !isBanned(address) &&
    sockets.size < deps.limits.socketsInAll &&
    (perAddress.get(address) ?? 0) < deps.limits.socketsPerAddress;
  const cut = (matches: (address: string, socket: Socket) => boolean): number => {
    let count = 0;
    for (const socket of sockets) {
      const address = normaliseAddress(socket.remoteAddress);
      if (address !== null && !matches(address, socket)) continue;
      // A reset and not a plain close: what waits in the send buffer, megabytes on a LAN, must not leave either.
      socket.resetAndDestroy();
      count += 1;
    }
    return count;
  };

  return {
    get isOpen() {
      return isOpen;
    },
    /** Bytes sent to clients since the start. */
    sentBytes: (): number => [...sockets].reduce((sum, socket) => sum + socket.bytesWritten, sentBefore),
    open(): void {
      isOpen = true;
    },
    /** Close for good and cut everybody off. @returns how many sockets were cut. */
    close(): number {
      isOpen = false;
      return cut(() => true);
    },
    /** How many sockets each address holds now. */
    connected: (): { readonly address: string; readonly sockets: number }[] =>
      [...perAddress].map(([address, count]) => ({ address, sockets: count })),
    /** Takes a connection in, or destroys it. */
    admit(socket: Socket): void {
      const address = normaliseAddress(socket.remoteAddress);
      if (!mayEnter(address)) {
        socket.destroy();
        return;
      }
      sockets.add(socket);
      perAddress.set(address, (perAddress.get(address) ?? 0) + 1);
      socket.once('close', () => {
        sockets.delete(socket);
        sentBefore += socket.bytesWritten;
        const left = (perAddress.get(address) ?? 1) - 1;
        if (left > 0) perAddress.set(address, left);
        else perAddress.delete(address);
      });
    },
    /** Who may connect; whoever may no longer is cut at once. */
    setRule(next: AccessRule): void {
      rule = next;
      refresh();
      cut((address) => !mayConnect(networks, address));
    },
    /** This computer's addresses changed: what "my home" means did too. */
    refresh,
    /**
     * Shut an address out and cut it off.
     *
     * @param asking the connection that still gets the answer saying so; whoever answers closes it.
     */
    ban(address: string, until: number, asking?: Socket): void {
      bans.set(address, until);
      cut((other, socket) => other === address && socket !== asking);
    },
    lift(address: string): void {
      bans.delete(address);
    },
    /** Whether an address is this computer, whichever of its own addresses it came by: delayed, never banned (HTTP-10). */
    isThisComputer: (address: string): boolean => isLoopback(address) || own.has(address),
  };
}
