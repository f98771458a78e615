import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Fingerprint } from '../../core/library/index.ts';

const SAMPLES = 20;

/** Remember a folder: its file system's id and up to 20 of its files, spread over the whole. Nothing is written to it. */
export async function takeFingerprint(root: string, paths: readonly string[]): Promise<Fingerprint> {
  const step = Math.max(1, Math.floor(paths.length / SAMPLES));
  const names = paths.filter((_, index) => index % step === 0).slice(0, SAMPLES);
  return { device: await deviceOf(root), names };
}

/**
 * Why the folder must be taken as away although it can be listed, or null when it is the one that was scanned before.
 *
 * Not one of the remembered files there: the drive is unplugged and its empty mount point is left, or the folder was
 * emptied. Another file system with most of them missing: another drive sits there.
 */
export async function awayReason(root: string, known: Fingerprint | null): Promise<string | null> {
  if (known === null || known.names.length === 0) return null;
  const present = known.names.filter((name) => existsSync(join(root, name))).length;
  if (present === 0 && known.names.length > 2) return 'None of its files is there. Is the drive connected?';
  const sameFileSystem = (await deviceOf(root)) === known.device;
  if (!sameFileSystem && present * 2 < known.names.length) return 'Another drive is in its place.';
  return null;
}

async function deviceOf(root: string): Promise<string> {
  const info = await stat(root, { bigint: true });
  return info.dev.toString();
}
