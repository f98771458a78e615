import { existsSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import type { Answer, Input, MethodName } from '../../shared/contract/index.ts';
import type { Result } from '../../shared/result.ts';
import { dataFolder } from '../core/kernel/index.ts';
import { commandFile } from '../manager/index.ts';
import { CommandError, EXIT } from './exit-codes.ts';

/** A manager says once a second that it is at work; a busy computer may hold that up, but not for this long. */
const LONGEST_SILENCE_MS = 60_000;

/**
 * Ask the manager that runs on a data folder, and wait for as long as it is at work: a restore or a backup takes hours.
 *
 * @param silenceMs how long nothing may come from it, not even that it is at work.
 * @throws CommandError `notRunning` when none does.
 */
export async function callManager<N extends MethodName>(
  root: string,
  method: N,
  input: Input<N>,
  silenceMs = LONGEST_SILENCE_MS,
): Promise<Answer<N>> {
  return (await callAnything(root, method, input, silenceMs)) as Answer<N>;
}

/** The same for a method name somebody typed. */
export function callAnything(
  root: string,
  method: string,
  input: unknown,
  silenceMs = LONGEST_SILENCE_MS,
): Promise<Result<unknown>> {
  const file = commandFile(dataFolder(root));
  if (!existsSync(file)) throw notRunning(root);
  const { address, token } = JSON.parse(readFileSync(file, 'utf8')) as { address: string; token: string };
  return new Promise((resolve, reject) => {
    const socket = connect(address);
    let received = '';
    let isConnected = false;
    socket.setEncoding('utf8');
    socket.setTimeout(silenceMs, () => socket.destroy(new Error('no answer')));
    socket.on('connect', () => {
      isConnected = true;
      socket.write(`${JSON.stringify({ token, method, input })}\n`);
    });
    socket.on('data', (chunk: string) => (received += chunk));
    // A file left by a manager that was killed points to a socket nobody answers; a hung one still takes connections.
    socket.on('error', () => reject(isConnected ? noAnswer(root, silenceMs) : notRunning(root)));
    socket.on('end', () => {
      try {
        resolve(JSON.parse(received) as Result<unknown>);
      } catch {
        reject(new CommandError(EXIT.failed, 'Holdfast ended before it answered. See: holdfast status'));
      }
    });
  });
}

/** It may be in the middle of a restore: nobody is told to end it before it has had time to come back. */
const noAnswer = (root: string, silenceMs: number) =>
  new CommandError(
    EXIT.failed,
    `Holdfast runs on ${root} but has not answered for ${silenceMs / 1000} s. It may still be at work on this: look in a few minutes with holdfast status. Only if that gets no answer either, end its process and start it again.`,
  );
const notRunning = (root: string) =>
  new CommandError(EXIT.notRunning, `Holdfast is not running on ${root}. Start it with: npx holdfast serve`);
