import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { ProcessUsage } from '../../../shared/control/usage.ts';

/**
 * What a process holds in memory, bytes; null when it is gone or cannot be asked.
 */
export async function residentBytes(pid: number): Promise<number | null> {
  if (process.platform === 'linux') {
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readOrNull(`/proc/${pid}/status`) ?? '')?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) * 1024;
  }
  if (process.platform === 'win32') {
    // "ffmpeg.exe","1234","Console","1","123,456 K"; the separator is the country's.
    const line = await output('tasklist', ['/FI', `PID eq ${pid}`, '/FO', 'CSV', '/NH']);
    const kilobytes = /"([\d.,\u00a0\u202f ]+) K"\s*$/m.exec(line ?? '')?.[1];
    return kilobytes === undefined ? null : Number(kilobytes.replace(/\D/g, '')) * 1024;
  }
  const kilobytes = Number((await output('ps', ['-o', 'rss=', '-p', String(pid)]))?.trim() || NaN);
  return Number.isFinite(kilobytes) ? kilobytes * 1024 : null;
}

/** A clock tick of proc(5) in ms: the kernel gives user space 100 a second on every machine. */
const TICK_MS = 10;

/** What another process has used; null when it is gone, and where the system does not tell of processor time (Windows). */
export async function usageOf(pid: number): Promise<ProcessUsage | null> {
  if (process.platform === 'win32') return null;
  if (process.platform === 'linux') {
    const memoryBytes = await residentBytes(pid);
    const fields = statFields(pid);
    if (fields === null || memoryBytes === null) return null;
    // proc(5): fields 14 and 15, time in user and in kernel mode.
    return { pid, cpuMs: (Number(fields[11]) + Number(fields[12])) * TICK_MS, memoryBytes };
  }
  // "123456   1-02:03:04.05": kilobytes, then days, hours, minutes, seconds as far as there are any.
  const [, kilobytes, time] = /^\s*(\d+)\s+(\S+)\s*$/.exec((await output('ps', ['-o', 'rss=,time=', '-p', String(pid)])) ?? '') ?? []; // prettier-ignore
  if (kilobytes === undefined || time === undefined) return null;
  const [, days = '0', clock = '0'] = /^(?:(\d+)-)?(.+)$/.exec(time) ?? [];
  const seconds = clock.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  return { pid, cpuMs: (Number(days) * 86_400 + seconds) * 1_000, memoryBytes: Number(kilobytes) * 1024 };
}

/** The fields of proc(5) `stat` from the third on; the name before them may hold spaces and brackets. */
function statFields(pid: number): string[] | null {
  const stat = readOrNull(`/proc/${pid}/stat`);
  return stat === null ? null : stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

/**
 * When a process was started, in the system's own words: with its number, the name of one process and of no later one.
 * null when it is gone, and on Windows, where what a process started ends with it.
 */
export async function processStart(pid: number): Promise<string | null> {
  if (process.platform === 'win32') return null;
  if (process.platform === 'linux') {
    // proc(5): field 22, ticks since boot.
    const ticks = statFields(pid)?.[19];
    return ticks === undefined ? null : `${readOrNull('/proc/sys/kernel/random/boot_id')?.trim()}/${ticks}`;
  }
  return (await output('ps', ['-o', 'lstart=', '-p', String(pid)]))?.trim() || null;
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null; // the process is gone
  }
}

function output(program: string, args: readonly string[]): Promise<string | null> {
  return new Promise((resolve) => {
    execFile(program, args, { timeout: 5_000, windowsHide: true }, (error, stdout) => resolve(error ? null : stdout));
  });
}
