import { existsSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import type { Answer, Input, MethodName } from '../../shared/contract/index.ts';
import type { Result } from '../../shared/result.ts';
import { dataFolder } from '../core/kernel/index.ts';
import { commandFile } from '../manager/index.ts';
import { CommandError, EXIT } from './exit-codes.ts';

/** Opening the house waits for both processes; nothing takes longer. */
const LONGEST_MS = 60_000;

/**
 * Ask the manager that runs on a data folder.
 *
 * @throws CommandError `notRunning` when none does.
 */
export async function callManager<N extends MethodName>(
  root: string,
  method: N,
  input: Input<N>,
  deadlineMs = LONGEST_MS,
): Promise<Answer<N>> {
  return (await callAnything(root, method, input, deadlineMs)) as Answer<N>;
}

/** The same for a method name somebody typed. */
export function callAnything(
  root: string,
  method: string,
  input: unknown,
  deadlineMs = LONGEST_MS,
): Promise<Result<unknown>> {
  const file = commandFile(dataFolder(root));
  if (!existsSync(file)) throw notRunning(root);
  const { address, token } = JSON.parse(readFileSync(file, 'utf8')) as { address: string; token: string };
  return new Promise((resolve, reject) => {
    const socket = connect(address);
    let received = '';
    let isConnected = false;
    socket.setEncoding('utf8');
    socket.setTimeout(deadlineMs, () => socket.destroy(new Error('no answer')));
    socket.on('connect', () => {
      isConnected = true;
      socket.write(`${JSON.stringify({ token, method, input })}\n`);
    });
    socket.on('data', (chunk: string) => (received += chunk));
    // A file left by a manager that was killed points to a socket nobody answers; a hung one still takes connections.
    socket.on('error', () => reject(isConnected ? noAnswer(root) : notRunning(root)));
    socket.on('end', () => {
      try {
        resolve(JSON.parse(received) as Result<unknown>);
      } catch {
        reject(new CommandError(EXIT.failed, 'Holdfast ended before it answered. See: holdfast status'));
      }
    });
  });
}

const noAnswer = (root: string) =>
  new CommandError(EXIT.failed, `Holdfast runs on ${root} but did not answer. End its process, then start it again.`);
const notRunning = (root: string) =>
  new CommandError(EXIT.notRunning, `Holdfast is not running on ${root}. Start it with: npx holdfast serve`);
