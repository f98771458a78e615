import { readdir, readFile, readlink } from 'node:fs/promises';
import { basename } from 'node:path';
import type { PortEntry } from '../../shared/contract/network.ts';
import { isLoopback, listeningSockets, type ListeningSocket } from '../core/network/index.ts';

/** A process of ours and what its ports are for. */
export type OurProcess = { readonly pid: number; readonly program: string; readonly purpose: string };

/** What else listens on computers at home, by the port (IANA, Service Name and Transport Protocol Port Number Registry). */
const OTHERS: Readonly<Record<number, string>> = {
  22: 'Remote login (SSH).',
  53: 'Names of the network (DNS).',
  80: 'Web pages.',
  111: 'File sharing (NFS).',
  139: 'File sharing (Windows).',
  443: 'Web pages.',
  445: 'File sharing (Windows).',
  548: 'File sharing (Mac).',
  631: 'Printing.',
  2049: 'File sharing (NFS).',
  3389: 'Remote screen (Windows).',
  5000: 'AirPlay, or another program.',
  5432: 'A database (PostgreSQL).',
  5900: 'Remote screen (VNC).',
  6379: 'A database (Redis).',
  7000: 'AirPlay, or another program.',
  8096: 'Another media server.',
  32400: 'Another media server.',
};

/**
 * What listens on this computer, observed from the system and not from what we believe of ourselves (NET-03, NET-15):
 * /proc on Linux. Elsewhere no file tells it, and no program is started to ask: null.
 */
export async function observePorts(ours: readonly OurProcess[]): Promise<PortEntry[] | null> {
  if (process.platform !== 'linux') return null;
  const sockets = (await Promise.all(['/proc/net/tcp', '/proc/net/tcp6'].map(textOf))).flatMap(listeningSockets);
  const holders = await findHolders(new Set(sockets.map(({ inode }) => inode)), ours);
  const entries = await Promise.all(
    sockets.map(async (socket) => entryOf(socket, await describe(holders.get(socket.inode), socket.port, ours))),
  );
  return entries.sort(byReach);
}

type Holder = Pick<PortEntry, 'isOurs' | 'program' | 'pid' | 'purpose'>;

const entryOf = ({ address, port }: ListeningSocket, holder: Holder): PortEntry => ({
  address,
  port,
  reach: isLoopback(address) ? 'this-computer' : 'network',
  ...holder,
});

async function describe(pid: number | undefined, port: number, ours: readonly OurProcess[]): Promise<Holder> {
  const own = ours.find((one) => one.pid === pid);
  if (own) return { isOurs: true, program: own.program, pid: own.pid, purpose: own.purpose };
  const program = pid === undefined ? null : await programOf(pid);
  return { isOurs: false, program, pid: pid ?? null, purpose: OTHERS[port] ?? null };
}

/** By the file that was started: what a process calls itself may be its thread's name, such as Node's "MainThread". */
async function programOf(pid: number): Promise<string | null> {
  const [file = ''] = (await textOf(`/proc/${pid}/cmdline`)).split('\0');
  return basename(file) || (await textOf(`/proc/${pid}/comm`)).trim() || null;
}

/** Which process holds each socket; those of other users are not ours to look into. */
async function findHolders(
  inodes: ReadonlySet<string>,
  ours: readonly OurProcess[],
): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>();
  const own = ours.map(({ pid }) => pid);
  const all = (await namesIn('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  // Ours first: a process we started holds nothing of another's.
  for (const pid of [...own, ...all.filter((one) => !own.includes(one))]) {
    if (found.size === inodes.size) break;
    for (const inode of await socketsOf(pid)) if (inodes.has(inode) && !found.has(inode)) found.set(inode, pid);
  }
  return found;
}

async function socketsOf(pid: number): Promise<string[]> {
  const folder = `/proc/${pid}/fd`;
  const links = await Promise.all((await namesIn(folder)).map((name) => linkOf(`${folder}/${name}`)));
  return links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []);
}

/** A process that ended meanwhile, or belongs to somebody else, has nothing to tell. */
const GONE = ['ENOENT', 'ESRCH', 'EACCES', 'EPERM', 'ENOTDIR'];
async function orIfGone<T>(ask: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await ask;
  } catch (error) {
    if (!GONE.includes(String((error as NodeJS.ErrnoException).code))) throw error;
    return otherwise;
  }
}
const textOf = (path: string): Promise<string> => orIfGone(readFile(path, 'utf8'), '');
const namesIn = (path: string): Promise<string[]> => orIfGone(readdir(path), []);
const linkOf = (path: string): Promise<string> => orIfGone(readlink(path), '');

/** What others can reach first, then ours, then by port. */
function byReach(a: PortEntry, b: PortEntry): number {
  const rank = ({ reach, isOurs }: PortEntry) => (reach === 'network' ? 0 : 2) + (isOurs ? 0 : 1);
  return rank(a) - rank(b) || a.port - b.port || a.address.localeCompare(b.address);
}
