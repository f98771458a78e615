import { randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A Unix socket's address has room for 104 bytes on macOS and 108 on Linux. */
const MAX_ADDRESS_BYTES = 100;

/**
 * A fresh address for a local socket, and the folder it lies in.
 *
 * Data folders can have long paths; then the socket goes to a private folder for temporary files. On Windows it is a
 * named pipe and lies in no folder (null).
 */
export function localSocket(
  runFolder: string,
  name: string,
): { readonly address: string; readonly folder: string | null } {
  const unique = `${name}-${randomBytes(4).toString('hex')}`;
  if (process.platform === 'win32')
    return { address: `\\\\.\\pipe\\holdfast-${unique}-${randomBytes(8).toString('hex')}`, folder: null };
  const near = join(runFolder, `${unique}.sock`);
  if (Buffer.byteLength(near) <= MAX_ADDRESS_BYTES) return { address: near, folder: runFolder };
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-'));
  return { address: join(folder, `${name}.sock`), folder };
}
