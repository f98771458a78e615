import { connect } from 'node:net';

/** On the same computer an answer takes no time; where a firewall swallows the knock, nobody else gets in either. */
const KNOCK_MS = 1_000;

export type Door = { readonly address: string; readonly port: number };

/**
 * Knock at every port of every address, all at once; nothing is said to whoever opens.
 *
 * @param addresses of this computer, IPv6 ones with their zone where they need one.
 * @returns the doors that opened, in the order they were given.
 */
export async function openDoors(
  addresses: readonly string[],
  ports: readonly number[],
  signal: AbortSignal,
): Promise<Door[]> {
  const doors = addresses.flatMap((address) => ports.map((port) => ({ address, port })));
  const opened = await Promise.all(doors.map((door) => opens(door, signal)));
  return doors.filter((_, at) => opened[at]);
}

const opens = ({ address, port }: Door, signal: AbortSignal): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host: address, port, signal });
    const end = (isOpen: boolean) => {
      socket.destroy();
      resolve(isOpen);
    };
    socket
      .setTimeout(KNOCK_MS, () => end(false))
      .once('connect', () => end(true))
      .once('error', () => end(false));
  });
