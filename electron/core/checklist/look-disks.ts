import { readdir, readFile, readlink, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Unobservable } from './unobservable.ts';

/**
 * Whether the disk a folder lies on is encrypted, as Linux tells; null when it does not tell.
 *
 * @param sys where sysfs is.
 */
export async function isDiskEncrypted(
  folder: string,
  sys = '/sys',
  platform = process.platform,
): Promise<boolean | null> {
  if (platform !== 'linux') throw new Unobservable('This version can see that on Linux alone.');
  const { dev } = await stat(await realpath(folder));
  // makedev(3), as glibc has it.
  const major = ((dev >> 8) & 0xfff) | (Math.floor(dev / 2 ** 32) & ~0xfff);
  const minor = (dev & 0xff) | ((dev >> 12) & ~0xff & 0xfffff);
  // Overlays, tmpfs and btrfs have no device of their own.
  if (major === 0) return null;
  const look = async (place: string): Promise<boolean> => {
    const uuid = await readFile(join(place, 'dm', 'uuid'), 'utf8').catch(() => '');
    if (uuid.startsWith('CRYPT-')) return true;
    const below = await readdir(join(place, 'slaves')).catch(() => []);
    for (const name of below) if (await look(join(sys, 'class', 'block', name))) return true;
    return false;
  };
  const place = join(sys, 'dev', 'block', `${major}:${minor}`);
  if ((await readlink(place).catch(() => null)) === null) return null;
  return look(place);
}
