import { formatAddress } from './cidr.ts';

/** A TCP socket that takes connections: where, and the kernel's number of it, by which its process is found. */
export type ListeningSocket = { readonly address: string; readonly port: number; readonly inode: string };

/** State `TCP_LISTEN` (Linux, include/net/tcp_states.h). */
const LISTEN = '0A';

/**
 * What listens, from the text of /proc/net/tcp or tcp6 (proc_pid_net(5)): `sl local_address rem_address st … inode`.
 *
 * Addresses are written in words of 32 bits in this computer's byte order, which is little-endian wherever we run.
 */
export function listeningSockets(text: string): ListeningSocket[] {
  return text
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/);
      const [hex = '', port = ''] = local.split(':');
      if (state !== LISTEN || !/^(?:[0-9A-F]{8}|[0-9A-F]{32})$/.test(hex)) return [];
      return [{ address: formatAddress(addressBytesOf(hex)), port: Number.parseInt(port, 16), inode }];
    });
}

function addressBytesOf(hex: string): number[] {
  const words = hex.match(/.{8}/g) ?? [];
  return words.flatMap((word) => Buffer.from(word, 'hex').reverse().toJSON().data);
}
