import { join } from 'node:path';

/** Folder of everything made for one playback: the worker writes it, the server reads it. */
export function playbackFolder(cacheFolder: string, playbackId: string): string {
  return join(cacheFolder, 'playback', playbackId);
}

/**
 * Where a segment lies once it is whole: fragmented MP4, renamed into place.
 *
 * @param variant the variant's place in `EncodingPlan.variants`.
 * @param index 0-based into `EncodingPlan.startsMs`; `init` is the header that goes before any of them.
 */
export function segmentPath(cacheFolder: string, playbackId: string, variant: number, index: number | 'init'): string {
  const name = index === 'init' ? 'init.mp4' : `${index}.m4s`;
  return join(playbackFolder(cacheFolder, playbackId), String(variant), name);
}

/**
 * Where a text subtitle lies as WebVTT, made once for all playbacks. Named by content, so that what changes is made anew.
 *
 * @param contentId of the film the stream lies in.
 */
export function subtitlePath(
  cacheFolder: string,
  contentId: string,
  stream: { readonly index: number; readonly beside?: { readonly contentId: string } | undefined },
): string {
  const name = stream.beside === undefined ? `${contentId}-${stream.index}` : stream.beside.contentId;
  return join(cacheFolder, 'subtitle', name.slice(0, 2), `${name}.vtt`);
}
