import { Square } from 'lucide-react';
import { useState } from 'react';
import type { Output } from '../../../../shared/contract/index.ts';
import type { Playing } from '../../../../shared/contract/playing.ts';
import { Avatar } from '../../../ui/avatar.tsx';
import { Card } from '../../../ui/card.tsx';
import { durationWords } from '../../../ui/duration-words.ts';
import { IconButton } from '../../../ui/icon-button.tsx';
import { Pill } from '../../../ui/pill.tsx';
import { ProgressBar } from '../../../ui/progress-bar.tsx';
import { rateWords } from '../../../ui/size-words.ts';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { Spinner } from '../../../ui/spinner.tsx';
import { showToast } from '../../../ui/toasts.ts';
import { AskedRegion } from '../../asked-region.tsx';
import type { Asked } from '../../asked.ts';
import { bridge } from '../../bridge.ts';

type PlayingCardProps = { readonly asked: Asked<Output<'playing.list'>>; readonly className: string };

/** Who watches what on which device, how it is sent, and the button that ends it. */
export const PlayingCard = ({ asked, className }: PlayingCardProps) => (
  <Card
    title="Now playing"
    {...(asked.kind === 'value' && asked.value.playing.length > 0 ? { count: asked.value.playing.length } : {})}
    isFlush
    className={className}
  >
    <AskedRegion asked={asked} what="who is watching" skeleton={<PlayingSkeleton />}>
      {({ playing }) =>
        playing.length === 0 ? (
          <p className="grid h-full min-h-28 place-items-center p-4 text-label text-ink-3">Nobody is watching</p>
        ) : (
          <ul className="divide-y divide-border">
            {playing.map((one) => (
              <PlayingRow key={one.id} playing={one} />
            ))}
          </ul>
        )
      }
    </AskedRegion>
  </Card>
);

const MODES: Record<Playing['mode'], string> = { direct: 'Direct', remux: 'Repacked', transcode: 'Transcoding' };

function PlayingRow({ playing }: { readonly playing: Playing }) {
  const { person, device, address, mode, reasons, rateBps, positionMs, durationMs } = playing;
  const { title, about } = nameOf(playing.item);
  const [isStopping, setStopping] = useState(false);
  const stop = async () => {
    setStopping(true);
    const result = await bridge.call('playing.stop', { id: playing.id });
    if (!result.ok) setStopping(false);
    showToast(
      result.ok
        ? { status: 'ok', text: `Stopped ${title} for ${person.name}` }
        : { status: 'fail', text: result.failure.message },
    );
  };
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-2 px-4 py-3 sm:grid-cols-[minmax(0,1.4fr)_minmax(0,1fr)_auto]">
      <div className="min-w-0">
        <p className="truncate text-body">
          <span className="font-medium">{title}</span> <span className="text-ink-3">{about}</span>
        </p>
        <p className="mt-1 flex min-w-0 items-center gap-2 text-body text-ink-2">
          <Avatar name={person.name} className="size-5 text-[9px]" />
          <span className="truncate">
            {person.name} · {device} <span className="text-ink-3 tabular-nums">· {address}</span>
          </span>
        </p>
        {durationMs === null ? null : (
          <div className="mt-2 flex items-center gap-3">
            <ProgressBar share={positionMs / durationMs} className="flex-1" />
            <span className="text-small whitespace-nowrap text-ink-3 tabular-nums">
              {durationWords(durationMs - positionMs)} left
            </span>
          </div>
        )}
      </div>
      <div className="text-small text-ink-2 max-sm:order-3 max-sm:col-span-2">
        <p className="flex items-center gap-2.5">
          <Pill status={mode === 'transcode' ? 'info' : 'neutral'}>{MODES[mode]}</Pill>
          {rateBps === null ? null : <span className="tabular-nums">{rateWords(rateBps)}</span>}
        </p>
        <p className="mt-1 text-pretty">{reasons.length === 0 ? 'File sent as it is' : reasons.join(' ')}</p>
      </div>
      <IconButton
        label={`Stop ${title} for ${person.name}`}
        icon={isStopping ? <Spinner /> : <Square className="size-3.5" />}
        variant="quiet"
        aria-busy={isStopping}
        onClick={isStopping ? undefined : () => void stop()}
      />
    </li>
  );
}

/** A title as it is called, and what it belongs to: "Kestrel Point" and "S2 E4 · Lamp Oil". */
function nameOf(item: Playing['item']): { readonly title: string; readonly about: string } {
  if (item === null) return { title: 'A title that is gone', about: '' };
  const { kind, title, year, holder, season, number } = item;
  if (kind === 'episode' && holder !== null) {
    const place = [season === null ? '' : `S${season}`, number === null ? '' : `E${number}`].filter(Boolean).join(' ');
    return { title: holder, about: [place, title].filter(Boolean).join(' · ') };
  }
  return { title, about: holder ?? (year === null ? '' : String(year)) };
}

const PlayingSkeleton = () => (
  <div className="flex min-h-28 flex-col gap-2 p-4">
    <Skeleton className="h-4 w-2/5" />
    <Skeleton className="h-4 w-3/5" />
    <Skeleton className="h-1 w-full" />
  </div>
);
