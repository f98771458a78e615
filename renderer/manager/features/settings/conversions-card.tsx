import { useState } from 'react';
import type { SystemStatus } from '../../../../shared/contract/system.ts';
import { Button } from '../../../ui/button.tsx';
import { Card } from '../../../ui/card.tsx';
import { bytesWords } from '../../../ui/size-words.ts';
import { showToast } from '../../../ui/toasts.ts';
import { bridge } from '../../bridge.ts';

/** What films are converted with, and what that left on the disk. */
export function ConversionsCard({ ffmpeg }: { readonly ffmpeg: SystemStatus['ffmpeg'] }) {
  const [isCleaning, setCleaning] = useState(false);
  const clean = async () => {
    setCleaning(true);
    const result = await bridge.call('conversions.clean', {});
    setCleaning(false);
    if (!result.ok) return showToast({ status: 'fail', text: result.failure.message });
    const { freedBytes, keptBytes } = result.value;
    const kept = keptBytes === 0 ? '' : `; ${bytesWords(keptBytes)} belong to what is watched now`;
    showToast({ status: 'ok', text: `${bytesWords(freedBytes)} freed${kept}` });
  };
  return (
    <Card title="Conversions">
      <p className="text-body text-pretty">{abilityWords(ffmpeg)}</p>
      <p className="mt-1 mb-3 text-small text-pretty text-ink-3">
        What was made for watching goes by itself half an hour after it was last used.
      </p>
      <Button busy={isCleaning ? 'Removing' : null} onClick={() => void clean()}>
        Remove it now
      </Button>
    </Card>
  );
}

function abilityWords(ffmpeg: SystemStatus['ffmpeg']): string {
  if (ffmpeg === null) return 'There is no ffmpeg: what a device does not play as it is, it cannot play.';
  if (!ffmpeg.usable) return ffmpeg.problem ?? 'ffmpeg is there but cannot be used.';
  const by = ffmpeg.hardware === null ? 'the processor' : ffmpeg.hardware;
  const films = ffmpeg.conversions === 1 ? 'one film' : `${ffmpeg.conversions} films`;
  return `At most ${films} at once, by ${by}, with ffmpeg ${ffmpeg.version}.`;
}
