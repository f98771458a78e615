import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A Unix socket's address has room for 104 bytes on macOS and 108 on Linux. */
const MAX_ADDRESS_BYTES = 100;

export type LocalSocket = {
  readonly address: string;
  readonly folder: string | null;
  /** Once nothing listens there any more: take away a folder that was made for it. */
  readonly cleanUp: () => void;
};

/**
 * A fresh address for a local socket, and the folder it lies in.
 *
 * Data folders can have long paths; then the socket goes to a private folder for temporary files. On Windows it is a
 * named pipe and lies in no folder (null).
 */
export function localSocket(runFolder: string, name: string): LocalSocket {
  const unique = `${name}-${randomBytes(4).toString('hex')}`;
  if (process.platform === 'win32')
    return {
      address: `\\\\.\\pipe\\holdfast-${unique}-${randomBytes(8).toString('hex')}`,
      folder: null,
      cleanUp: () => {},
    };
  const near = join(runFolder, `${unique}.sock`);
  if (Buffer.byteLength(near) <= MAX_ADDRESS_BYTES) return { address: near, folder: runFolder, cleanUp: () => {} };
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-'));
  return {
    address: join(folder, `${name}.sock`),
    folder,
    cleanUp: () => rmSync(folder, { recursive: true, force: true }),
  };
}
