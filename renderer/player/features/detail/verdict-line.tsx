import { CircleCheck, RefreshCw, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import type { Version } from '../../../../shared/lan/schemas.ts';
import { detectCapabilities } from '../../capabilities.ts';
import { judgePlay } from '../../direct-play.ts';
import { bitrate, codecName } from '../../words/media.ts';

/** Whether this browser plays the file as it is, converted and why, or not at all. */
export function VerdictLine({ version }: { readonly version: Version }) {
  const [capabilities] = useState(detectCapabilities);
  const verdict = judgePlay(version, capabilities);
  switch (verdict.kind) {
    case 'plays':
      return (
        <p className="flex flex-wrap items-center gap-x-2 text-body text-ink-2">
          <CircleCheck className="size-4 text-ok" />
          Plays on this device as it is
          <span className="text-ink-3 tabular-nums">{streamWords(version)}</span>
        </p>
      );
    case 'converted':
      return (
        <p className="flex max-w-170 gap-2 text-body text-ink-2">
          <RefreshCw className="mt-0.5 size-4 flex-none text-ink-3" />
          <span>
            Plays converted. <span className="text-ink-3">{verdict.reason}</span>
          </span>
        </p>
      );
    case 'cannot':
      return (
        <p className="flex max-w-170 gap-2 text-body text-ink-2">
          <TriangleAlert className="mt-0.5 size-4 flex-none text-warn" />
          <span>
            {verdict.reason} <span className="text-ink-3">Another browser or device may play it as it is.</span>
          </span>
        </p>
      );
  }
}

/** "HEVC 10 bit, 52.0 Mb/s" */
function streamWords({ video, bitrateBps }: Version): string {
  const picture =
    video === null ? null : `${codecName(video.codec)}${(video.bitDepth ?? 8) > 8 ? ` ${video.bitDepth} bit` : ''}`;
  const rate = bitrateBps === null ? null : bitrate(bitrateBps);
  return [picture, rate].filter((word) => word !== null).join(', ');
}
