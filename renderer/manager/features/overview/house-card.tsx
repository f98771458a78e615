import { Play } from 'lucide-react';
import type { AccessRule } from '../../../../shared/contract/setup.ts';
import type { SystemStatus } from '../../../../shared/contract/system.ts';
import { buttonStyle } from '../../../ui/button-style.ts';
import { Bars } from '../../../ui/bars.tsx';
import { QrCode } from '../../../ui/qr-code.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { useAsked } from '../../asked.ts';
import { CopyButton } from '../../copy-button.tsx';
import { addressWords, type NetworkFacts } from '../network/network-words.ts';
import { servingProblem } from '../../frame/house-words.ts';
import { PauseButton } from '../../pause-button.tsx';

const WHO: Record<AccessRule['kind'], string> = {
  'this-computer': 'Only this computer can connect',
  home: 'Only devices in your home can connect',
  custom: 'Only the networks you chose can connect',
};

/** Loopback: nobody else can open it, so it is no address to tell others. */
const ONLY_HERE = /^https?:\/\/(?:127\.|localhost|\[::1\])/;

/** The home's own ranges with people's addresses, such as `192.168.1.0/24 · 254 addresses`; the others are on Network. */
const homeWords = (ranges: NetworkFacts['ranges']): string =>
  ranges
    .filter(({ kind, cidr }) => kind !== 'this-computer' && !cidr.includes(':') && !cidr.startsWith('169.254.'))
    .map(({ cidr, devices }) => `${cidr} · ${addressWords(devices)}`)
    .join(', ');

type HouseCardProps = {
  readonly status: SystemStatus;
  /** How many people played something in each of the last 24 hours; null while that is not known. */
  readonly lastDay: readonly number[] | null;
};

/** Whether it serves, to whom, and where to open it. */
export function HouseCard({ status, lastDay }: HouseCardProps) {
  const network = useAsked('network.get', {}, ['network']);
  const problem = servingProblem(status);
  const [best, ...more] = problem === null ? status.addresses : [];
  const others = more.filter((address) => !ONLY_HERE.test(address));
  return (
    <section className="rounded-card border border-border bg-surface shadow-card">
      <div className="flex flex-wrap items-center gap-6 p-5">
        <div className="min-w-0 flex-1 basis-80">
          <h1 className="text-display font-semibold tracking-tight text-balance">{headline(status)}</h1>
          <p className="mt-1 text-label text-pretty text-ink-2">
            {best === undefined
              ? why(status)
              : network.kind === 'value'
                ? `${WHO[network.value.access.kind]}.`
                : 'Who can connect is being looked up.'}{' '}
            {best !== undefined && network.kind === 'value' ? (
              <span className="text-body text-ink-3 tabular-nums">{homeWords(network.value.ranges)}</span>
            ) : null}
          </p>
          {best === undefined ? null : (
            <div className="mt-4 flex flex-wrap items-center gap-2">
              <span className="flex h-(--size-control) items-center rounded-control border border-border bg-sunken px-2.5 font-mono text-body select-all">
                {best}
              </span>
              <CopyButton text={best} what="Address" />
              <a href={best} target="_blank" rel="noreferrer" className={buttonStyle({ variant: 'quiet' })}>
                <Play className="size-4" /> Open player
              </a>
            </div>
          )}
          {status.isPaused ? (
            <div className="mt-4">
              <PauseButton isPaused variant="primary" />
            </div>
          ) : null}
          {others.length === 0 ? null : (
            <p className="mt-2 text-small text-ink-3">
              Also <span className="font-mono">{others.join(' ')}</span>
            </p>
          )}
        </div>
        {lastDay === null ? null : <LastDay people={lastDay} />}
        {best === undefined ? null : (
          <QrCode
            text={best}
            label={`${best} as a QR code`}
            className="w-26 flex-none rounded-card border border-border p-0.5 max-sm:hidden"
          />
        )}
      </div>
    </section>
  );
}

/** When people watched; the last bar is the hour that runs. */
function LastDay({ people }: { readonly people: readonly number[] }) {
  const most = Math.max(...people);
  const hoursAgo = people.length - 1 - people.lastIndexOf(most);
  const words = most === 0 ? 'nobody' : `most ${most}, ${hoursAgo === 0 ? 'now' : `${hoursAgo} h ago`}`;
  return (
    <div className="w-54 flex-none text-caption max-sm:w-full font-medium text-ink-3 tabular-nums">
      <p className="flex justify-between">
        <span>Watching, last 24 h</span>
        <span>{words}</span>
      </p>
      <Bars values={people} label={`People watching in the last 24 hours: ${words}`} className="my-1.5" />
      <p className="flex justify-between" aria-hidden="true">
        <span>24 h ago</span>
        <span>now</span>
      </p>
    </div>
  );
}

function headline({ house, isPaused, probe, serverName }: SystemStatus): string {
  if (house === 'closed') return 'Closed. Nothing is being served.';
  if (isPaused) return `${serverName} is paused`;
  return probe.kind === 'answers' ? `${serverName} is being served` : `${serverName} is not being served`;
}

function why(status: SystemStatus): string {
  const { house, isPaused, probe } = status;
  if (house === 'closed')
    return 'Nothing on your network can reach this computer. Your lists and everyone’s places are kept.';
  if (isPaused) return 'Nobody can watch until you resume it or Holdfast is started anew. Everybody stays signed in.';
  if (probe.kind === 'silent')
    return `${probe.problem} Holdfast goes on asking, and starts the server anew when it hangs for two minutes.`;
  return servingProblem(status) ?? 'It is starting; this takes a few seconds.';
}

export const HouseSkeleton = () => (
  <div className="rounded-card border border-border bg-surface p-5">
    <Skeleton className="h-7 w-80 max-w-full" />
    <Skeleton className="mt-3 h-4 w-110 max-w-full" />
    <Skeleton className="mt-5 h-8 w-90 max-w-full" />
  </div>
);
