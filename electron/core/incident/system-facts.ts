import { existsSync, readdirSync, readFileSync } from 'node:fs';

type Told<T> = { readonly read: T } | { readonly notRead: string };

const NOT_HERE = 'This system does not tell it without a program of its own, and none is started.';

export type Socket = {
  readonly protocol: string;
  readonly local: string;
  readonly remote: string;
  readonly state: string;
};

/** TCP sockets of this computer as Linux tells them (proc(5), /proc/net/tcp). */
export function listSockets(): Told<Socket[]> {
  if (process.platform !== 'linux') return { notRead: NOT_HERE };
  const sockets = ['tcp', 'tcp6'].flatMap((protocol) => {
    const path = `/proc/net/${protocol}`;
    return existsSync(path) ? parseSockets(protocol, readFileSync(path, 'utf8')) : [];
  });
  return { read: sockets };
}

const STATES: Readonly<Record<string, string>> = {
  '01': 'established',
  '02': 'syn-sent',
  '03': 'syn-received',
  '04': 'fin-wait-1',
  '05': 'fin-wait-2',
  '06': 'time-wait',
  '07': 'close',
  '08': 'close-wait',
  '09': 'last-ack',
  '0A': 'listen',
  '0B': 'closing',
};

export function parseSockets(protocol: string, text: string): Socket[] {
  return text
    .split('\n')
    .slice(1)
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [, local = '', remote = '', state = ''] = line.trim().split(/\s+/);
      return { protocol, local: parseAddress(local), remote: parseAddress(remote), state: STATES[state] ?? state };
    });
}

/** `0100007F:2116` is 127.0.0.1:8470: each 32 bits in this computer's byte order, which is little-endian where we run. */
function parseAddress(text: string): string {
  const [address = '', port = ''] = text.split(':');
  const words = address.match(/.{8}/g) ?? [];
  const bytes = words.flatMap((word) => (word.match(/../g) ?? []).toReversed());
  const host =
    bytes.length === 4
      ? bytes.map((byte) => Number.parseInt(byte, 16)).join('.')
      : `[${(bytes.join('').match(/.{4}/g) ?? []).map((group) => group.toLowerCase()).join(':')}]`;
  return `${host}:${Number.parseInt(port, 16)}`;
}

export type Process = { readonly pid: number; readonly parent: number | null; readonly command: string };

/** The manager, what it started, and whatever else names the data folder in its command line. */
export function listOurProcesses(manager: number, root: string): Told<Process[]> {
  if (process.platform !== 'linux') return { notRead: `${NOT_HERE} The manager is process ${manager}.` };
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name): Process[] => {
      const pid = Number(name);
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').join(' ').trim();
        const parent = /^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
        return [{ pid, parent: parent === undefined ? null : Number(parent), command }];
      } catch {
        return []; // ended meanwhile, or not ours to look at
      }
    });
  const ours = new Set([manager]);
  for (let size = 0; size !== ours.size;) {
    size = ours.size;
    for (const { pid, parent } of all) if (parent !== null && ours.has(parent)) ours.add(pid);
  }
  return { read: all.filter(({ pid, command }) => ours.has(pid) || command.includes(root)) };
}
