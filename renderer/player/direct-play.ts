import type { ClientCapabilities, Version } from '../../shared/lan/schemas.ts';
import { codecName, containerName } from './words/media.ts';

export type Verdict =
  | { readonly kind: 'plays' }
  | { readonly kind: 'converted'; readonly reason: string }
  | { readonly kind: 'cannot'; readonly reason: string };

/** How a file plays here, from what the browser says it can do; the server decides again on play. */
export function judgePlay(version: Version, client: ClientCapabilities): Verdict {
  const reason = reasonAgainstDirectPlay(version, client);
  if (reason === null) return { kind: 'plays' };
  return { kind: client.hls && version.durationMs !== null ? 'converted' : 'cannot', reason };
}

function reasonAgainstDirectPlay(version: Version, client: ClientCapabilities): string | null {
  const { video, audio } = version;
  if (!version.container.split(',').some((name) => client.containers.includes(name))) {
    return `This browser does not open ${containerName(version.container)} files.`;
  }
  if (video !== null && !client.video.includes(video.codec)) {
    return `This browser does not play ${codecName(video.codec)} video.`;
  }
  if (video !== null && (video.bitDepth ?? 8) > 8 && !(client.tenBit ?? []).includes(video.codec)) {
    return `This browser does not play ${codecName(video.codec)} video with ${video.bitDepth} bits a colour.`;
  }
  const heard = audio.find((track) => track.isDefault) ?? audio[0];
  if (heard !== undefined && !client.audio.includes(heard.codec)) {
    return `This browser does not play ${codecName(heard.codec)} sound.`;
  }
  return null;
}
