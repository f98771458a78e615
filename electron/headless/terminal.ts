import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { CommandError, EXIT } from './exit-codes.ts';

/** One line for people. */
export const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** One line about what went wrong. */
export const complain = (line: string): void => void process.stderr.write(`${line}\n`);

export const isInteractive = (): boolean => process.stdin.isTTY === true && process.stdout.isTTY === true;

/**
 * Ask a person at the terminal. A secret is not shown while it is typed.
 *
 * @returns null when the input ended or was interrupted.
 */
export function ask(
  question: string,
  options: { readonly secret: boolean; readonly signal?: AbortSignal },
): Promise<string | null> {
  let isMuted = false;
  const output = new Writable({
    write(chunk, _encoding, done) {
      if (!isMuted) process.stdout.write(chunk as Buffer);
      done();
    },
  });
  const lines = createInterface({ input: process.stdin, output, terminal: process.stdin.isTTY });
  return new Promise((resolve) => {
    const finish = (answer: string | null) => {
      // Before closing, which says "no answer" to whoever has not had one.
      resolve(answer);
      lines.close();
      if (options.secret || answer === null) process.stdout.write('\n');
    };
    lines.once('close', () => resolve(null));
    options.signal?.addEventListener('abort', () => finish(null), { once: true });
    lines.question(question, (answer) => finish(answer));
    isMuted = options.secret;
  });
}

/**
 * Read secrets from a file descriptor, one a line, so that they never stand in an argument or the environment.
 *
 * @throws CommandError `badUsage` when it is not open for reading.
 */
export function readLines(fd: number): string[] {
  let text: string;
  try {
    text = readFileSync(fd, 'utf8');
  } catch {
    throw new CommandError(EXIT.badUsage, `File descriptor ${fd} is not open for reading.`);
  }
  return text
    .split('\n')
    .map((line) => line.replace(/\r$/, ''))
    .filter((line, index, all) => line !== '' || index < all.length - 1);
}
