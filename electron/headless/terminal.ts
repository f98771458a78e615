import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { CommandError, EXIT } from './exit-codes.ts';

/** One line for people. */
export const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** One line about what went wrong. */
export const complain = (line: string): void => void process.stderr.write(`${line}\n`);

/** Whether somebody sits there who types and reads: asks a command that would do without, and shows what no log may hold. */
export const isInteractive = (): boolean => process.stdin.isTTY === true && process.stdout.isTTY === true;

/**
 * Ask a person at the terminal, on stderr, which is there also when the output goes elsewhere. A secret is not shown while
 * it is typed.
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
      if (!isMuted) process.stderr.write(chunk as Buffer);
      done();
    },
  });
  const lines = createInterface({ input: process.stdin, output, terminal: process.stdin.isTTY });
  return new Promise((resolve) => {
    const finish = (answer: string | null) => {
      // Before closing, which says "no answer" to whoever has not had one.
      resolve(answer);
      lines.close();
      if (options.secret || answer === null) process.stderr.write('\n');
    };
    lines.once('close', () => resolve(null));
    options.signal?.addEventListener('abort', () => finish(null), { once: true });
    lines.question(question, (answer) => finish(answer));
    isMuted = options.secret;
  });
}

/**
 * Secrets a command cannot do without: from the descriptor that was named, else from what is piped in.
 *
 * @param fd as it was typed.
 * @returns null when somebody is at the keyboard: reading it would show what they type, so `ask`.
 */
export function givenLines(fd: string | undefined): string[] | null {
  if (fd !== undefined) return readLines(Number(fd));
  return process.stdin.isTTY ? null : readLines(0);
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
