import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';

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

/**
 * When a process was started, in the system's own words: with its number, the name of one process and of no later one.
 * null when it is gone, and on Windows, where what a process started ends with it.
 */
export async function processStart(pid: number): Promise<string | null> {
  if (process.platform === 'win32') return null;
  if (process.platform === 'linux') {
    // proc(5): field 22, ticks since boot; the name in field 2 may hold spaces and brackets.
    const stat = readOrNull(`/proc/${pid}/stat`);
    const ticks = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
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
