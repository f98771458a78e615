import { readdir, readFile, readlink } from 'node:fs/promises';
import { Unobservable } from './unobservable.ts';

export type ListeningSocket = {
  readonly pid: number;
  /** Dotted or colon notation, as the system has it; `0.0.0.0` and `::` mean every address. */
  readonly address: string;
  readonly port: number;
};

/** A connection that is made, or being made: somebody's to us, or ours to somebody. */
export type Connection = {
  readonly pid: number;
  readonly localPort: number;
  readonly remote: { readonly address: string; readonly port: number };
};

/** What the system knows of processes; none of it is asked of the processes themselves. */
export type Processes = {
  /** These and all they started. */
  readonly tree: (roots: readonly number[]) => Promise<number[]>;
  readonly listening: (pids: readonly number[]) => Promise<ListeningSocket[]>;
  readonly connections: (pids: readonly number[]) => Promise<Connection[]>;
  /** Empty when it is gone. */
  readonly commandLine: (pid: number) => Promise<string[]>;
  readonly environment: (pid: number) => Promise<string>;
  /** The user it acts as. */
  readonly userId: (pid: number) => Promise<number>;
};

/** From /proc. Elsewhere nothing is seen, which is said and never green. */
export function systemProcesses(platform: NodeJS.Platform = process.platform): Processes {
  if (platform === 'linux') return LINUX;
  const refuse = () => Promise.reject(new Unobservable('This version can look into processes on Linux alone.'));
  return {
    tree: refuse,
    listening: refuse,
    connections: refuse,
    commandLine: refuse,
    environment: refuse,
    userId: refuse,
  };
}

const LINUX: Processes = {
  async tree(roots) {
    const childrenOf = new Map<number, number[]>();
    for (const name of await readdir('/proc')) {
      if (!/^\d+$/.test(name)) continue;
      const stat = await readOrEmpty(`/proc/${name}/stat`);
      // The name in brackets may hold anything, also brackets; the parent is the second field after it.
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
      childrenOf.set(parent, [...(childrenOf.get(parent) ?? []), Number(name)]);
    }
    const found = new Set<number>();
    const add = (pid: number) => {
      if (found.has(pid)) return;
      found.add(pid);
      for (const child of childrenOf.get(pid) ?? []) add(child);
    };
    roots.forEach(add);
    return [...found];
  },
  listening: async (pids) =>
    (await socketsOf(pids)).flatMap(({ pid, local, state }) => (state === LISTEN ? [{ pid, ...local }] : [])),
  connections: async (pids) =>
    (await socketsOf(pids)).flatMap(({ pid, local, remote, state }) =>
      state === ESTABLISHED || state === SYN_SENT ? [{ pid, localPort: local.port, remote }] : [],
    ),
  commandLine: async (pid) => (await readOrEmpty(`/proc/${pid}/cmdline`)).split('\0').slice(0, -1),
  environment: (pid) => readOrEmpty(`/proc/${pid}/environ`),
  async userId(pid) {
    const uid = /^Uid:\s+\d+\s+(\d+)/m.exec(await readOrEmpty(`/proc/${pid}/status`))?.[1];
    if (uid === undefined) throw new Unobservable('The process is gone.');
    return Number(uid);
  },
};

/** Linux, include/net/tcp_states.h. */
const ESTABLISHED = '01';
const SYN_SENT = '02';
const LISTEN = '0A';

type End = { readonly address: string; readonly port: number };
type Socket = { readonly local: End; readonly remote: End; readonly state: string; readonly inode: string };

/** The lines of /proc/<pid>/net/tcp or tcp6 (proc_pid_net(5)): `sl local_address rem_address st … inode`. */
export function parseSockets(text: string): Socket[] {
  const end = (written: string): End => {
    const [hex = '', port = ''] = written.split(':');
    return { address: addressOf(hex), port: Number.parseInt(port, 16) };
  };
  return text
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const [, local, remote, state, , , , , , inode] = line.trim().split(/\s+/);
      if (local === undefined || remote === undefined || state === undefined || inode === undefined) return [];
      return [{ local: end(local), remote: end(remote), state, inode }];
    });
}

async function socketsOf(pids: readonly number[]): Promise<(Socket & { readonly pid: number })[]> {
  const found: (Socket & { readonly pid: number })[] = [];
  for (const pid of pids) {
    const inodes = new Set<string>();
    for (const fd of await readdir(`/proc/${pid}/fd`).catch(() => [])) {
      const link = await readlink(`/proc/${pid}/fd/${fd}`).catch(() => '');
      const inode = /^socket:\[(\d+)\]$/.exec(link)?.[1];
      if (inode !== undefined) inodes.add(inode);
    }
    for (const table of ['tcp', 'tcp6'])
      for (const socket of parseSockets(await readOrEmpty(`/proc/${pid}/net/${table}`)))
        if (inodes.has(socket.inode)) found.push({ ...socket, pid });
  }
  return found;
}

/** The kernel writes each 32-bit word of an address in the byte order of this machine. */
function addressOf(hex: string): string {
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) => [...Buffer.from(word, 'hex').reverse()]);
  if (bytes.length === 4) return bytes.join('.');
  if (bytes.every((byte) => byte === 0)) return '::';
  const groups = Array.from({ length: 8 }, (_, at) => ((bytes[2 * at]! << 8) | bytes[2 * at + 1]!).toString(16));
  return groups.join(':');
}

/** A process that ended meanwhile has nothing to show. */
const readOrEmpty = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '');
