import type { ClientCapabilities, Version } from '../../shared/lan/schemas.ts';
import { codecName, containerName } from './words/media.ts';

export type Verdict = { readonly kind: 'plays' } | { readonly kind: 'cannot'; readonly reason: string };

/** Whether a file plays here as it is, from what the browser says it can do; the server decides again on play. */
export function judgeDirectPlay(version: Version, client: ClientCapabilities): Verdict {
  const { video, audio } = version;
  if (!version.container.split(',').some((name) => client.containers.includes(name))) {
    return cannot(`This browser does not open ${containerName(version.container)} files.`);
  }
  if (video !== null && !client.video.includes(video.codec)) {
    return cannot(`This browser does not play ${codecName(video.codec)} video.`);
  }
  // No browser decodes High 10, though they all say yes to H.264.
  if (video?.codec === 'h264' && (video.bitDepth ?? 8) > 8) {
    return cannot(`This browser does not play H.264 video with ${video.bitDepth} bits a colour.`);
  }
  const heard = audio.find((track) => track.isDefault) ?? audio[0];
  if (heard !== undefined && !client.audio.includes(heard.codec)) {
    return cannot(`This browser does not play ${codecName(heard.codec)} sound.`);
  }
  return { kind: 'plays' };
}

const cannot = (reason: string): Verdict => ({ kind: 'cannot', reason });
