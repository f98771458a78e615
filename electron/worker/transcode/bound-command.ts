import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** A program of ours that reads films, and what bounds it. */
export type Program = {
  readonly ffmpeg: string;
  /** util-linux' prlimit, which sets a limit and becomes the program; null where there is none. */
  readonly prlimit: string | null;
  /** util-linux' setpriv, which has the system end the program with us; null where there is none. */
  readonly setpriv: string | null;
};

/** What the system allows at most, as a backstop for what grows faster than we look. Not the address space: drivers reserve much of that. */
const DATA_LIMIT_FACTOR = 2;

/**
 * The file to start, and its arguments. On Linux the program has no more memory than twice the limit, and it ends in the
 * moment we do, whatever it waits for; elsewhere it ends with its next write (and on Windows with our job).
 */
export function boundCommand(program: Program, memoryBytes: number, args: readonly string[]): [string, readonly string[]] {
  const { ffmpeg, prlimit, setpriv } = program;
  const command = [
    ...(setpriv === null ? [] : [setpriv, ...ENDS_WITH_US]),
    ...(prlimit === null ? [] : [prlimit, `--data=${memoryBytes * DATA_LIMIT_FACTOR}`, '--']),
    ffmpeg,
  ];
  return [command[0]!, [...command.slice(1), ...args]];
} // prettier-ignore

/** prctl(2), PR_SET_PDEATHSIG. */
const ENDS_WITH_US = ['--pdeathsig', 'KILL', '--'];

export function findPrlimit(): string | null {
  return onLinux('prlimit');
}

/** One that knows `--pdeathsig`: BusyBox has a setpriv, too. */
export function findSetpriv(): string | null {
  const setpriv = onLinux('setpriv');
  const self = ['/usr/bin/true', '/bin/true'].find((path) => existsSync(path));
  if (setpriv === null || self === undefined) return null;
  try {
    execFileSync(setpriv, [...ENDS_WITH_US, self], { stdio: 'ignore', env: {}, timeout: 5_000 });
    return setpriv;
  } catch {
    return null; // it does not know the option: then the next write ends ffmpeg, as elsewhere
  }
}

function onLinux(name: string): string | null {
  if (process.platform !== 'linux') return null;
  return [`/usr/bin/${name}`, `/bin/${name}`].find((path) => existsSync(path)) ?? null;
}
