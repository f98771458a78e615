/** Processes of the benchmark: started so that none outlives it, and what Linux says they used. */
import { spawn, spawnSync, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Debian keeps servers where only root's PATH looks. */
const MORE_PLACES = ['/usr/sbin', '/usr/local/sbin'];
const STOP_LIMIT_MS = 8_000;

const running = new Set<ChildProcess>();

/** Start a program that is ended with the benchmark at the latest. */
export function start(file: string, args: readonly string[], options: SpawnOptions = {}): ChildProcess {
  const child = spawn(file, args, options);
  running.add(child);
  child.once('exit', () => running.delete(child));
  // Without a listener a program that cannot be started would end the benchmark before it has cleaned up.
  child.once('error', () => running.delete(child));
  return child;
}

/** End a program and wait until it is gone: SIGTERM, and SIGKILL when that does not help. */
export async function stop(child: ChildProcess): Promise<void> {
  if (!running.has(child)) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
  await gone;
  clearTimeout(timer);
}

export async function stopAll(): Promise<void> {
  await Promise.all([...running].map(stop));
}

/** The path of a program, or null when it is not installed. */
export function findProgram(name: string): string | null {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...MORE_PLACES];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path)) ?? null;
}

/**
 * Run a program to its end.
 *
 * @returns what it printed.
 * @throws when it fails, with what it complained of.
 */
export function run(file: string, args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(file, args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (status === 0) return stdout;
  throw new Error(`${file} failed: ${error?.message ?? stderr}`);
}

/** CPU time a process and all its threads used so far (s); `man 5 proc`, utime and stime of `stat`. */
export function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name in parentheses may hold spaces; utime and stime are the 12th and 13th field after it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond();
}

let ticks: number | null = null;
const ticksPerSecond = (): number => (ticks ??= Number(run('getconf', ['CLK_TCK'])));

/** Memory of a process that is in RAM now (bytes). */
export function residentBytes(pid: number): number {
  const found = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  if (!found) throw new Error(`process ${pid} has no memory: it ended`);
  return Number(found[1]) * 1024;
}

/** The processes a process started. */
export function childrenOf(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return text === '' ? [] : text.split(' ').map(Number);
}

/**
 * Ask again until there is an answer.
 *
 * @param ask gives undefined as long as there is none.
 * @param what for the message when there never is one.
 */
export async function until<T>(
  ask: () => T | undefined | Promise<T | undefined>,
  what: string,
  limitMs: number,
  everyMs = 20,
): Promise<T> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > deadline) throw new Error(`waited ${limitMs / 1000} s in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
