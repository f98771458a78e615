import type { FileHandle } from 'node:fs/promises';
import { openRealPath } from '../../core/kernel/index.ts';
import type { EncodingSource } from '../../core/library/index.ts';
import { SNIFF_BYTES, sniff } from '../probe/sniff.ts';

/**
 * Open a film for ffmpeg. What the library found by content is what ffmpeg may open it as, and nothing else (MED-08).
 *
 * @returns null when it is away, or not what the library knows. The caller closes it.
 */
export async function openSource(source: EncodingSource): Promise<FileHandle | null> {
  const handle = await openRealPath(source.root, source.path);
  if (handle === null) return null;
  let isStill = false;
  try {
    const head = Buffer.alloc(SNIFF_BYTES);
    const { bytesRead } = await handle.read(head, 0, head.length, 0);
    const found = sniff(head.subarray(0, bytesRead));
    isStill =
      found.kind === 'media' && found.demuxer === source.demuxer && (await handle.stat()).size === source.sizeBytes;
  } finally {
    if (!isStill) await handle.close();
  }
  return isStill ? handle : null;
}

/** Changes when the file does. */
export const stampOf = (source: EncodingSource): string => `${source.sizeBytes}/${source.mtimeMs}`;
