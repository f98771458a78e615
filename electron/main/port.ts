import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { writeFileAtomically, type Log } from '../core/kernel/index.ts';
import { DEFAULT_PORT } from './arguments.ts';

/** The server of a Holdfast that just ended, or was killed, is gone by then (ARCHITECTURE 1). */
const OWN_LEAVES_WITHIN_MS = 6_000;
const LOOK_AGAIN_MS = 500;
/** The owner's loopback page of a headless house on this computer. */
const NOT_OURS = 8471;
const TRIED = 50;

/** Whether somebody else listens where we would. */
export type IsTaken = (port: number) => Promise<boolean>;

/** @param host the one address to listen on, or null for all; loopback is always among them. */
export const isPortTaken =
  (host: string | null): IsTaken =>
  (port) =>
    new Promise((resolve, reject) => {
      const server = createServer();
      server.once('error', (error: NodeJS.ErrnoException) => {
        if (error.code === 'EADDRINUSE') resolve(true);
        // An address that is not ours today is the server's to complain of.
        else if (error.code === 'EADDRNOTAVAIL' || error.code === 'EACCES') resolve(false);
        else reject(error);
      });
      server.listen({ port, host: host ?? '127.0.0.1', exclusive: true }, () => server.close(() => resolve(false)));
    });

/** What a person does about a port that another program has. */
export type PortChoice = 'other' | 'again' | 'anyway';

/**
 * The port to serve at: the one that was named, chosen before, or the usual one; when another program has it, another one
 * that a person agrees to, remembered from then on (DSK-08).
 *
 * @param file where the choice is kept.
 * @param ask gets the port that is taken, and a free one.
 */
export async function choosePort(deps: {
  readonly named: number | null;
  readonly file: string;
  readonly isTaken: IsTaken;
  readonly ask: (taken: number, free: number) => Promise<PortChoice>;
  readonly log: Log;
  readonly waitMs?: number;
}): Promise<number> {
  const { named, file, isTaken, ask, log, waitMs = OWN_LEAVES_WITHIN_MS } = deps;
  const wanted = named ?? readChoice(file) ?? DEFAULT_PORT;
  if (wanted === 0) return 0;
  for (;;) {
    if (await isFreeWithin(wanted, isTaken, waitMs)) return wanted;
    const free = await freePortAfter(wanted, isTaken);
    // Nobody can be asked about a port there is not: the server says what is wrong.
    if (free === null) return wanted;
    const choice = await ask(wanted, free);
    if (choice === 'anyway') return wanted;
    if (choice === 'again') continue;
    try {
      writeFileAtomically(file, `${free}\n`);
    } catch (error) {
      log.warn('port.not-remembered', { error }); // a full disk: it is asked again at the next start
    }
    return free;
  }
}

async function isFreeWithin(port: number, isTaken: IsTaken, waitMs: number): Promise<boolean> {
  for (let waited = 0; ; waited += LOOK_AGAIN_MS) {
    if (!(await isTaken(port))) return true;
    if (waited >= waitMs) return false;
    await pause(LOOK_AGAIN_MS);
  }
}

async function freePortAfter(port: number, isTaken: IsTaken): Promise<number | null> {
  for (let next = port + 1; next <= Math.min(port + TRIED, 65_535); next += 1)
    if (next !== NOT_OURS && !(await isTaken(next))) return next;
  return null;
}

/** A number by another hand is no choice of ours. */
function readChoice(file: string): number | null {
  if (!existsSync(file)) return null;
  const port = Number(readFileSync(file, 'utf8').trim());
  return Number.isInteger(port) && port >= 1024 && port <= 65_535 ? port : null;
}
