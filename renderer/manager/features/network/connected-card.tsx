import { Ban, Laptop, MonitorSmartphone, Smartphone, Tablet, Tv } from 'lucide-react';
import { Card } from '../../../ui/card.tsx';
import { classNames } from '../../../ui/class-names.ts';
import { Mark } from '../../../ui/mark.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { AskedRegion } from '../../asked-region.tsx';
import { useAsked } from '../../asked.ts';
import { devicesOnMap, type MapDevice } from './devices-on-map.ts';
import type { NetworkFacts } from './network-words.ts';

/** More would be a list and no picture; the others are counted below. */
const MOST_DRAWN = 8;
const ROW_PX = 48;
const WIDTH_PX = 120;

/** Who is connected now, drawn as lines from this computer to each device; the list is the picture's own text. */
export function ConnectedCard({ bans }: { readonly bans: NetworkFacts['bans'] }) {
  const connected = useAsked('network.connected', {}, ['people', 'playing', 'usage', 'status']);
  const playing = useAsked('playing.list', {}, ['playing', 'usage', 'people']);
  return (
    <Card
      title="Connected now"
      {...(connected.kind === 'value' ? { count: connected.value.devices.length } : {})}
      aside="within a quarter of an hour"
    >
      <AskedRegion asked={connected} what="who is connected" skeleton={<Skeleton className="h-36" />}>
        {({ devices }) => (
          <DeviceMap devices={devicesOnMap(devices, playing.kind === 'value' ? playing.value.playing : [], bans)} />
        )}
      </AskedRegion>
    </Card>
  );
}

function DeviceMap({ devices }: { readonly devices: readonly MapDevice[] }) {
  if (devices.length === 0) return <p className="py-8 text-center text-label text-ink-3">Nobody is connected</p>;
  const drawn = devices.slice(0, MOST_DRAWN);
  const more = devices.length - drawn.length;
  const height = Math.max(2, drawn.length) * ROW_PX;
  return (
    <>
      <div className="flex items-center">
        <div className="flex w-28 flex-none flex-col items-center gap-1.5 max-sm:hidden">
          <span className="grid size-15 place-items-center rounded-full bg-accent text-on-accent">
            <Mark className="size-7" />
          </span>
          <span className="text-body font-semibold">This computer</span>
        </div>
        <svg
          aria-hidden="true"
          width={WIDTH_PX}
          height={height}
          className="-mx-4 flex-none max-sm:hidden"
          viewBox={`0 0 ${WIDTH_PX} ${height}`}
          fill="none"
        >
          {drawn.map(({ key, state }, index) => {
            const y = (height - drawn.length * ROW_PX) / 2 + (index + 0.5) * ROW_PX;
            return (
              <path
                key={key}
                // A little above its middle, where the circle is and not its name.
                d={`M0 ${height / 2 - 12} C ${WIDTH_PX / 2} ${height / 2 - 12} ${WIDTH_PX / 2} ${y} ${WIDTH_PX} ${y}`}
                className={LINES[state]}
              />
            );
          })}
        </svg>
        <ul aria-label="Connected devices" className="min-w-0 flex-1">
          {drawn.map((device) => (
            <DeviceRow key={device.key} device={device} />
          ))}
        </ul>
      </div>
      {more === 0 ? null : (
        <p className="mt-2 text-right text-small text-ink-3">and {more === 1 ? '1 more' : `${more} more`}</p>
      )}
    </>
  );
}

const LINES: Record<MapDevice['state'], string> = {
  watching: 'stroke-accent stroke-2',
  idle: 'stroke-border-strong stroke-[1.5]',
  banned: 'stroke-fail-solid stroke-[1.5] [stroke-dasharray:4_4]',
};

function DeviceRow({ device }: { readonly device: MapDevice }) {
  const { name, about, state, words } = device;
  const Icon = ICONS[lookOf(device)];
  return (
    <li className="flex h-12 items-center gap-3">
      <span
        className={classNames(
          'grid size-9 flex-none place-items-center rounded-card border bg-surface',
          state === 'banned' ? 'border-fail-border text-fail' : 'border-border-strong text-ink-2',
        )}
      >
        <Icon aria-hidden="true" className="size-4.5" />
      </span>
      <span className="min-w-0 flex-1 text-body">
        <span className="block truncate font-medium">{name}</span>
        <span className="block truncate text-small text-ink-3 tabular-nums">{about}</span>
      </span>
      <span
        className={classNames(
          'max-w-[45%] truncate text-body',
          state === 'watching' ? 'text-accent-text' : state === 'banned' ? 'text-fail' : 'text-ink-3',
        )}
      >
        {words}
      </span>
    </li>
  );
}

const ICONS = { tv: Tv, tablet: Tablet, phone: Smartphone, laptop: Laptop, other: MonitorSmartphone, banned: Ban };

/** By what a device calls itself; most say it. */
function lookOf({ name, state }: MapDevice): keyof typeof ICONS {
  if (state === 'banned') return 'banned';
  if (/\btv\b|shield|chromecast|roku|bravia/i.test(name)) return 'tv';
  if (/ipad|tablet/i.test(name)) return 'tablet';
  if (/phone|android|pixel|galaxy/i.test(name)) return 'phone';
  return /mac|windows|linux|laptop|thinkpad|chrome|firefox|safari|edge/i.test(name) ? 'laptop' : 'other';
}
